// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/bodies.h"
#include "tests/load/json.h"
#include "tests/load/options.h"
#include "tests/load/sipmessage.h"
#include "tests/support/testmain.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QXmlStreamReader>

using namespace tests;

namespace
{
const std::string kResponse = "SIP/2.0 200 OK\r\nv: SIP/2.0/TCP 127.0.0.1:5\r\nf: <sip:a@x>;tag=1\r\n"
                              "To: <sip:b@x>\r\n ;tag=2\r\nCSeq: 7 INVITE\r\nl: 4\r\n\r\nbody";

bool parse(std::vector<const char *> words, Options &options, std::string &why)
{
    words.insert(words.begin(), "earshot-caller");
    std::vector<char *> argv;
    for (const char *word : words) {
        argv.push_back(const_cast<char *>(word));
    }
    return parseOptions(static_cast<int>(argv.size()), argv.data(), options, why);
}
} // namespace

class TestSipMessage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void compactAndFoldedHeadersAreRead()
    {
        const SipMessage message = parseSip(kResponse);
        QCOMPARE(message.status(), 200);
        QCOMPARE(message.method(), std::string("INVITE"));
        QCOMPARE(message.cseq(), 7U);
        QCOMPARE(message.header("to"), std::string("<sip:b@x> ;tag=2"));
        QCOMPARE(message.header("from"), std::string("<sip:a@x>;tag=1"));
        QCOMPARE(message.body, std::string("body"));
    }
    void streamIsCutByContentLength()
    {
        const std::string all = "\r\n\r\n" + kResponse + kResponse;
        for (std::size_t step = 1; step < all.size(); step += 13) {
            SipFramer framer;
            std::vector<std::string> found;
            for (std::size_t at = 0; at < all.size(); at += step) {
                framer.feed(std::string_view(all).substr(at, step));
                for (std::string message; framer.next(message);) {
                    found.push_back(message);
                }
            }
            QCOMPARE(found.size(), std::size_t{2});
            QCOMPARE(found[0], kResponse);
            QCOMPARE(found[1], kResponse);
        }
    }
    void sdpSurvivesTheWayRound()
    {
        Offer offer{"77", 3, "127.0.0.1", false, Codec::Pcma, 30, {}};
        offer.lines = {{4002, "left", "sendonly", std::nullopt},
                       {4004, "right", "inactive", SrtpKey{"AES_CM_128_HMAC_SHA1_80", {1, 2, 3}}}};
        const std::vector<AnswerLine> lines = readSdp(makeSdp(offer));
        QCOMPARE(lines.size(), std::size_t{2});
        QCOMPARE(lines[0].port, 4002);
        QCOMPARE(lines[0].label, std::string("left"));
        QCOMPARE(lines[0].payloadTypes, (std::vector<int>{8, 0, 101}));
        QCOMPARE(lines[1].direction, std::string("inactive"));
        QCOMPARE(lines[1].protocol, std::string("RTP/SAVP"));
        QVERIFY(lines[1].crypto && !lines[0].crypto);
    }
    void metadataJoinsPartiesAndStreams()
    {
        const std::string xml = makeMetadata({"c2Vzc2lvbg==",
                                              "abc@host",
                                              "2026-03-01T10:00:00Z",
                                              "phones.example",
                                              {{"100", "Uma <&> \"Q\""}, {"200", "Émile"}},
                                              {"1", "2"}});
        QXmlStreamReader reader(QString::fromStdString(xml));
        QMap<QString, int> seen;
        QStringList sends;
        QString name;
        while (!reader.atEnd()) {
            if (reader.readNext() != QXmlStreamReader::StartElement) {
                continue;
            }
            const QString element = reader.name().toString();
            ++seen[element];
            if (element == QLatin1String("send")) {
                sends.append(reader.readElementText());
            } else if (element == QLatin1String("name") && name.isEmpty()) {
                name = reader.readElementText();
            }
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(seen.value(QStringLiteral("participant")), 2);
        QCOMPARE(seen.value(QStringLiteral("stream")), 2);
        QCOMPARE(seen.value(QStringLiteral("recv")), 2);
        QCOMPARE(name, QStringLiteral("Uma <&> \"Q\""));
        QVERIFY(sends.size() == 2 && sends[0] != sends[1]);
    }
    void jsonIsReadByOthers()
    {
        JsonWriter writer;
        writer.beginObject().text("a\"b", "line\nend\\").real("r", 0.25).beginArray("list").number({}, 1);
        writer.number({}, 2).endArray().flag("f", false).endObject();
        const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(writer.result()));
        QCOMPARE(document[QStringLiteral("a\"b")].toString(), QStringLiteral("line\nend\\"));
        QCOMPARE(document[QStringLiteral("list")][1].toInt(), 2);
        QCOMPARE(document[QStringLiteral("r")].toDouble(), 0.25);
    }
    void otherHostsAreRefused()
    {
        Options options;
        std::string why;
        QVERIFY(!parse({"call", "--target", "192.0.2.7"}, options, why));
        QVERIFY(why.find("--allow-remote") != std::string::npos);
        QVERIFY(parse({"call", "--target", "192.0.2.7", "--allow-remote"}, options, why));
    }
    void optionsPerLeg()
    {
        Options options;
        std::string why;
        QVERIFY(
            parse({"call", "--tone", "A:400,B:700", "--skew", "B:500", "--reorder", "0.1:50"}, options, why));
        QCOMPARE(options.tones.at(1), 700);
        QCOMPARE(options.skewPpm.at(1), 500.0);
        QCOMPARE(options.impairment.reorderMs, 50);
        QVERIFY(!parse({"call", "--tone", "A:x"}, options, why));
        QVERIFY(!parse({"call", "--legs", "9"}, options, why));
        QVERIFY(!parse({"call", "--nonsense"}, options, why));
        QVERIFY(!parse({"demo"}, options, why));
        QVERIFY(!parse({}, options, why));
    }
};

EARSHOT_TEST(tst_sipmessage, TestSipMessage)
#include "tst_sipmessage.moc"
