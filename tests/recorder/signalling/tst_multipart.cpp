// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/multipart.h"
#include "tests/recorder/signalling/cputime.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;

namespace
{
const QByteArray kSdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\n";
const QByteArray kXml = "<?xml version=\"1.0\"?>\r\n<recording/>";
const QByteArray kMixed = "multipart/mixed;boundary=edge";

QByteArray part(const QByteArray &delimiter, const QByteArray &type, const QByteArray &content)
{
    return delimiter + "\r\nContent-Type: " + type + "\r\n\r\n" + content + "\r\n";
}
QByteArray both()
{
    return part("--edge", "application/sdp", kSdp) + part("--edge", "application/rs-metadata+xml", kXml) +
           "--edge--\r\n";
}
} // namespace

class TestMultipart : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void envelopes_data();
    void envelopes();
    void plainBodies_data();
    void plainBodies();
    void bareLineFeedsKeepTheContent();
    void thirdPartIsKept();
    void secondOfAKindIsKept();
    void nestedPartsAreFound();
    void depthIsCapped();
    void partsAreCapped();
    void headersAreCapped();
    void similarBoundariesAreContent();
    void foldedHeaders();
    void hostileBodiesAreQuick();
};

void TestMultipart::envelopes_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("damaged");
    const QByteArray body = both();
    QTest::newRow("plain") << kMixed << body << false;
    QTest::newRow("quoted boundary") << QByteArray("multipart/mixed; boundary=\"edge\"") << body << false;
    QTest::newRow("quoted with space") << QByteArray("multipart/mixed; boundary=\"edge \"") << body << false;
    QTest::newRow("trailing space") << QByteArray("multipart/mixed;boundary=edge  ") << body << false;
    QTest::newRow("upper case") << QByteArray("Multipart/MIXED; charset=x;BOUNDARY = edge ; a=b") << body
                                << false;
    QTest::newRow("semicolon in quotes")
        << QByteArray("multipart/mixed; x=\"a;boundary=no\\\";\";boundary=edge") << body << false;
    QTest::newRow("space behind delimiter")
        << kMixed << QByteArray(body).replace("--edge\r\n", "--edge \r\n") << false;
    QTest::newRow("no closing delimiter") << kMixed << body.chopped(10) << true;
    QTest::newRow("no last line end") << kMixed << body.chopped(2) << false;
    QTest::newRow("blank lines first") << kMixed << "\r\n\r\n" + body << false;
    QTest::newRow("preamble and epilogue") << kMixed << "not for you\r\n" + body + "nor this\r\n--edge\r\n"
                                           << false;
    QTest::newRow("blank line before part headers")
        << kMixed << QByteArray(body).replace("--edge\r\nContent", "--edge\r\n\r\nContent") << false;
    QTest::newRow("no space behind colon") << kMixed << QByteArray(body).replace("Type: ", "Type:") << false;
    QTest::newRow("header case") << kMixed << QByteArray(body).replace("Content-Type", "cOnTeNt-tYpE")
                                 << false;
    QTest::newRow("old metadata type")
        << kMixed << QByteArray(body).replace("rs-metadata+xml", "RS-Metadata;charset=utf-8") << false;
    QTest::newRow("part content length")
        << kMixed << QByteArray(body).replace("\r\n\r\nv=0", "\r\nContent-Length: 7\r\n\r\nv=0") << false;
    QTest::newRow("disposition list")
        << kMixed
        << QByteArray(body).replace("\r\n\r\n<",
                                    "\r\nContent-Disposition: recording-session, session\r\n\r\n<")
        << false;
    QTest::newRow("boundary parameter missing") << QByteArray("multipart/mixed") << body << true;
    QTest::newRow("boundary parameter wrong") << QByteArray("multipart/mixed;boundary=other") << body << true;
    QTest::newRow("types missing") << kMixed
                                   << QByteArray(body)
                                          .replace("Content-Type: application/sdp", "X-Any: 1")
                                          .replace("Content-Type: application/rs-metadata+xml", "X-Any: 2")
                                   << false;
    QTest::newRow("part headers missing") << kMixed
                                          << QByteArray(body)
                                                 .replace("Content-Type: application/sdp\r\n", "")
                                                 .replace("Content-Type: application/rs-metadata+xml\r\n", "")
                                          << false;
    QTest::newRow("metadata first") << kMixed
                                    << part("--edge", "application/rs-metadata", kXml) +
                                           part("--edge", "application/sdp", kSdp) + "--edge--"
                                    << false;
}

void TestMultipart::envelopes()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(bool, damaged);
    const SessionBody read = splitBody(type, body);
    QVERIFY(read.sdp.has_value());
    QVERIFY(read.metadata.has_value());
    QCOMPARE(*read.sdp, kSdp);
    QVERIFY(read.metadata->startsWith(kXml)); // without a closing delimiter its line end is content
    QCOMPARE(read.metadata->trimmed(), kXml);
    QCOMPARE(read.damaged, damaged);
    QVERIFY(read.others.isEmpty());
}

void TestMultipart::plainBodies_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("kind");
    QTest::newRow("sdp") << QByteArray("application/sdp") << kSdp << QByteArray("sdp");
    QTest::newRow("sdp with parameter") << QByteArray("Application/SDP ; v=1") << kSdp << QByteArray("sdp");
    QTest::newRow("metadata") << QByteArray("application/rs-metadata+xml") << kXml << QByteArray("xml");
    QTest::newRow("old metadata") << QByteArray("application/rs-metadata") << kXml << QByteArray("xml");
    QTest::newRow("no type, sdp") << QByteArray() << kSdp << QByteArray("sdp");
    QTest::newRow("no type, xml") << QByteArray() << "\xEF\xBB\xBF" + kXml << QByteArray("xml");
    QTest::newRow("no type, other") << QByteArray() << QByteArray("hello") << QByteArray("other");
    QTest::newRow("other type") << QByteArray("application/gtd") << kSdp << QByteArray("other");
    QTest::newRow("request for metadata")
        << QByteArray("application/rs-metadata-request") << kXml << QByteArray("other");
    QTest::newRow("empty") << QByteArray("application/sdp") << QByteArray() << QByteArray("none");
    QTest::newRow("blank") << QByteArray("application/rs-metadata") << QByteArray(" \r\n")
                           << QByteArray("none");
    QTest::newRow("multipart that is none") << kMixed << kSdp << QByteArray("sdp");
}

void TestMultipart::plainBodies()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, kind);
    const SessionBody read = splitBody(type, body);
    QCOMPARE(read.sdp.has_value(), kind == "sdp");
    QCOMPARE(read.metadata.has_value(), kind == "xml");
    QCOMPARE(read.others.size(), kind == "other" ? 1 : 0);
    if (read.sdp) {
        QCOMPARE(*read.sdp, body);
    }
    if (read.metadata) {
        QCOMPARE(*read.metadata, body);
    }
}

void TestMultipart::bareLineFeedsKeepTheContent()
{
    const QByteArray body = both().replace("\r\n", "\n");
    const SessionBody read = splitBody(kMixed, body);
    QCOMPARE(*read.sdp, QByteArray(kSdp).replace("\r\n", "\n"));
    QVERIFY(!read.damaged);
    // CRLF outside, LF inside the XML.
    const SessionBody mixed =
        splitBody(kMixed, part("--edge", "application/rs-metadata", "<recording>\n <a/>\n</recording>") +
                              "--edge--\r\n");
    QCOMPARE(*mixed.metadata, QByteArray("<recording>\n <a/>\n</recording>"));
    QVERIFY(!mixed.sdp);
}

void TestMultipart::thirdPartIsKept()
{
    const QByteArray gtd =
        "--edge\r\nContent-Disposition: signal;handling=optional\r\nContent-Type:application/gtd\r\n\r\n"
        "IAM,\r\nPRN,isdn*\r\n";
    const SessionBody read = splitBody(kMixed, gtd + both());
    QCOMPARE(read.others.size(), 1);
    QCOMPARE(read.others[0].contentType, QByteArray("application/gtd"));
    QCOMPARE(read.others[0].disposition, QByteArray("signal;handling=optional"));
    QCOMPARE(read.others[0].content, QByteArray("IAM,\r\nPRN,isdn*"));
    QCOMPARE(*read.sdp, kSdp);
}

void TestMultipart::secondOfAKindIsKept()
{
    const SessionBody read = splitBody(kMixed, part("--edge", "application/sdp", "v=0\r\ns=first") + both());
    QCOMPARE(*read.sdp, QByteArray("v=0\r\ns=first"));
    QCOMPARE(read.others.size(), 1);
    QCOMPARE(read.others[0].content, kSdp);
}

void TestMultipart::nestedPartsAreFound()
{
    const QByteArray inner = part("--in", "application/sdp", kSdp) + "--in--";
    const QByteArray body = part("--edge", "multipart/alternative; boundary=in", inner) +
                            part("--edge", "application/rs-metadata", kXml) + "--edge--";
    const SessionBody read = splitBody(kMixed, body);
    QCOMPARE(*read.sdp, kSdp);
    QCOMPARE(*read.metadata, kXml);
    QVERIFY(!read.damaged);
}

void TestMultipart::depthIsCapped()
{
    QByteArray body = kSdp;
    QByteArray type = "application/sdp";
    for (int depth = 0; depth < 5; ++depth) {
        const QByteArray name = "b" + QByteArray::number(depth);
        body = part("--" + name, type, body) + "--" + name + "--\r\n";
        type = "multipart/mixed;boundary=" + name;
    }
    const SessionBody read = splitBody(type, body);
    QVERIFY(!read.sdp);
    QVERIFY(read.damaged);
    QCOMPARE(read.others.size(), 1);
    QVERIFY(read.others[0].content.contains("m=audio")); // kept, not opened
}

void TestMultipart::partsAreCapped()
{
    QByteArray body;
    for (int i = 0; i < 40; ++i) {
        body += part("--edge", "text/plain", QByteArray::number(i));
    }
    const SessionBody read = splitBody(kMixed, body + "--edge--");
    QCOMPARE(read.others.size(), 16);
    QCOMPARE(read.others.last().content, QByteArray("15"));
    QVERIFY(read.damaged);
}

void TestMultipart::headersAreCapped()
{
    QByteArray headers;
    for (int i = 0; i < 100; ++i) {
        headers += "X-H: 1\r\n";
    }
    const SessionBody many =
        splitBody(kMixed, "--edge\r\n" + headers + "Content-Type: application/sdp\r\n\r\n" + kSdp);
    QVERIFY(many.damaged);
    QVERIFY(!many.sdp || *many.sdp != kSdp);
    const SessionBody wide = splitBody(kMixed, "--edge\r\nContent-Type: application/sdp;" +
                                                   QByteArray(9000, 'x') + "\r\n\r\n" + kSdp);
    QVERIFY(wide.damaged);
}

void TestMultipart::similarBoundariesAreContent()
{
    const QByteArray content = "--edgeless\r\n --edge\r\n--edge-\r\n--edge--x\r\n-edge";
    const SessionBody read = splitBody(kMixed, part("--edge", "text/plain", content) + "--edge--\r\n");
    QCOMPARE(read.others.size(), 1);
    QCOMPARE(read.others[0].content, content);
}

void TestMultipart::foldedHeaders()
{
    const SessionBody read =
        splitBody(kMixed, "--edge\r\nContent-Type:\r\n application/sdp;\r\n\tx=1\r\nX: y\r\n z\r\n\r\n" +
                              kSdp + "\r\n--edge--");
    QCOMPARE(*read.sdp, kSdp);
}

void TestMultipart::hostileBodiesAreQuick()
{
    QList<QByteArray> bodies{
        QByteArray(65536, '-'),           QByteArray("--edge\r\n").repeated(8192),
        QByteArray("\r").repeated(65536), QByteArray("--edge\r\n\r\n").repeated(6500),
        QByteArray(65536, '\0'),          "--edge\r\n" + QByteArray("a:\r\n ").repeated(13000)};
    for (const QByteArray &body : bodies) {
        const tests::CpuTime timer;
        const SessionBody read = splitBody(kMixed, body);
        QVERIFY2(timer.microseconds() < 50'000, body.left(8).toHex().constData()); // debug build
        QVERIFY(read.others.size() <= 16);
    }
}

EARSHOT_TEST(tst_multipart, TestMultipart)
#include "tst_multipart.moc"
