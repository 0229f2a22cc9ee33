// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/model/filenameformat.h"
#include "tests/common/model/filenamerules.h"
#include "tests/support/testmain.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>
#include <QUuid>

using namespace common;
using tests::fileNameFault;

namespace
{

QString rendered(const QString &format, const FileNameFacts &facts)
{
    const auto parsed = FileNameFormat::parse(format);
    return parsed ? parsed->render(facts) : QStringLiteral("! ") + parsed.error().reason;
}

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

QString hostileText(QRandomGenerator &random)
{
    static const QStringList kBad{QStringLiteral("../"),
                                  QStringLiteral(".."),
                                  QStringLiteral("/"),
                                  QStringLiteral("\\"),
                                  QStringLiteral("."),
                                  QString(QChar(u'\0')),
                                  QStringLiteral("CON"),
                                  QStringLiteral("nul.txt"),
                                  QStringLiteral("com1"),
                                  QStringLiteral("LPT9."),
                                  QStringLiteral(" "),
                                  QStringLiteral("\u202E"),
                                  QStringLiteral("\uFF0F"),
                                  QStringLiteral("e\u0301"),
                                  QStringLiteral("\u0301"),
                                  QStringLiteral("\r\n"),
                                  QStringLiteral("%{user}"),
                                  QStringLiteral("%2e%2e%2f"),
                                  QStringLiteral("C:"),
                                  QStringLiteral("~"),
                                  QString(QChar(char16_t(0xD800))),
                                  QStringLiteral("\u00B2"),
                                  QStringLiteral("\U0001F600"),
                                  QStringLiteral("\uFFFE"),
                                  QStringLiteral("\u2028"),
                                  QStringLiteral("\u1100\u1161"),
                                  QStringLiteral("\u037E"),
                                  QStringLiteral("|>\u0338<"),
                                  QStringLiteral("\u00A0"),
                                  QStringLiteral("Anna")};
    QString text;
    for (quint32 i = random.bounded(6U); i > 0; --i) {
        text += random.bounded(3) == 0 ? QString(QChar(static_cast<char16_t>(random.bounded(0x10000))))
                                       : kBad.at(random.bounded(static_cast<int>(kBad.size())));
    }
    if (random.bounded(30) == 0) { // a device once it is cut
        text.prepend(QStringLiteral("aux") + QString(200, QLatin1Char(' ')));
    }
    return random.bounded(20) == 0 ? text.repeated(400).left(4000) : text;
}

FileNameFacts hostileFacts(QRandomGenerator &random)
{
    FileNameFacts facts = exampleFacts(QStringLiteral("mp3"));
    for (QString *text :
         {&facts.callId, &facts.tenant, &facts.user, &facts.group, &facts.extension, &facts.fromNumber,
          &facts.fromName, &facts.toNumber, &facts.toName, &facts.direction, &facts.recorder}) {
        *text = hostileText(random);
    }
    facts.recordingId = newId();
    return facts;
}

} // namespace

class TestFileNameFormat : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theGuidesFormat()
    {
        const FileNameFacts facts = exampleFacts(QStringLiteral("mp4"));
        QCOMPARE(
            rendered(QStringLiteral("%{start-time#%Y%m%d}/%{start-time#%Y%m%d%H%M%S}-%{recording-id}.mp4"),
                     facts),
            QStringLiteral("20261123/20261123140512-%1.mp4").arg(facts.recordingId));
    }
    void everyParameter_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("name");
        QTest::newRow("call") << "%{call-id}"
                              << "a84b4c76e66710";
        QTest::newRow("start") << "%{start-time}"
                               << "20261123140512";
        QTest::newRow("end") << "%{end-time#%H.%M.%S}"
                             << "14.09.19";
        QTest::newRow("marks") << "%{start-time#%y-%j}"
                               << "26-327";
        QTest::newRow("folders of a time") << "%{start-time#%Y/%m/%d}/x"
                                           << "2026/11/23/x";
        QTest::newRow("duration") << "%{duration}"
                                  << "247";
        QTest::newRow("tenant") << "%{tenant}"
                                << "Example";
        QTest::newRow("people") << "%{group}/%{user} %{extension}"
                                << "Support/Anna Schmidt 201";
        QTest::newRow("numbers") << "%{from-number}-%{to-number}"
                                 << "+4930123456-201";
        QTest::newRow("names") << "%{from-name}_%{to-name}"
                               << "Bruno Weber_Anna Schmidt";
        QTest::newRow("rest") << "%{direction}.%{recorder}"
                              << "incoming.recorder1";
        QTest::newRow("percent") << "100%%"
                                 << "100%";
        QTest::newRow("ending") << "a.WAV"
                                << "a";
    }
    void everyParameter()
    {
        QFETCH(QString, format);
        QFETCH(QString, name);
        const FileNameFacts facts = exampleFacts(QStringLiteral("mp3"));
        QCOMPARE(rendered(format, facts),
                 name + QLatin1Char('-') + facts.recordingId + QLatin1String(".mp3"));
    }
    void allParametersHaveATest()
    {
        for (const QString &name : FileNameFormat::parameters()) {
            QVERIFY(FileNameFormat::parse(QStringLiteral("%{%1}").arg(name)));
        }
    }
    void errorsNameThePlace_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<int>("position");
        QTest::addColumn<QString>("parameter");
        QTest::newRow("empty") << " "
                               << "empty" << 0 << "";
        QTest::newRow("absolute") << "/a"
                                  << "absolute" << 0 << "";
        QTest::newRow("parent") << "a/../b"
                                << "dots" << 2 << "";
        QTest::newRow("here") << "./b"
                              << "dots" << 0 << "";
        QTest::newRow("parent in a time") << "a%{start-time#/../%Y}"
                                          << "dots" << 15 << "";
        QTest::newRow("no folder") << "a//b"
                                   << "empty-folder" << 2 << "";
        QTest::newRow("no name") << "a/"
                                 << "no-name" << 1 << "";
        QTest::newRow("percent") << "a%b"
                                 << "lone-percent" << 1 << "";
        QTest::newRow("percent at the end") << "a%"
                                            << "lone-percent" << 1 << "";
        QTest::newRow("unclosed") << "a/%{user"
                                  << "unclosed" << 2 << "";
        QTest::newRow("unknown") << "a/%{usr}"
                                 << "unknown-parameter" << 2 << "usr";
        QTest::newRow("case") << "%{User}"
                              << "unknown-parameter" << 0 << "User";
        QTest::newRow("argument") << "%{user#x}"
                                  << "no-argument" << 0 << "user";
        QTest::newRow("mark") << "%{start-time#%Y%Q}"
                              << "unknown-mark" << 15 << "%Q";
        QTest::newRow("half a mark") << "%{start-time#%}"
                                     << "unknown-mark" << 13 << "%";
        QTest::newRow("no marks") << "%{start-time#}"
                                  << "unknown-mark" << 12 << "";
        QTest::newRow("backslash") << "a\\b"
                                   << "character" << 1 << "";
        QTest::newRow("drive") << "C:/x"
                               << "character" << 1 << "";
        QTest::newRow("control") << "a\tb"
                                 << "character" << 1 << "";
        QTest::newRow("deep") << QStringLiteral("a/").repeated(15) + QLatin1Char('b') << "too-deep" << 30
                              << "";
        QTest::newRow("long") << QString(501, QLatin1Char('a')) << "too-long" << 500 << "";
    }
    void errorsNameThePlace()
    {
        QFETCH(QString, format);
        QFETCH(QString, reason);
        QFETCH(int, position);
        QFETCH(QString, parameter);
        const auto parsed = FileNameFormat::parse(format);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().reason, reason);
        QCOMPARE(parsed.error().position, position);
        QCOMPARE(parsed.error().parameter, parameter);
    }
    void valuesCannotLeaveTheirPlace_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("name");
        QTest::newRow("parent") << ".."
                                << "__";
        QTest::newRow("path") << "../../etc/passwd"
                              << "_._.._etc_passwd";
        QTest::newRow("nothing") << ""
                                 << "unknown";
        QTest::newRow("spaces") << "  "
                                << "unknown";
        QTest::newRow("device") << "nul.tar"
                                << "_nul.tar";
        QTest::newRow("device with superscript")
            << QStringLiteral("COM\u00B9") << QStringLiteral("_COM\u00B9");
        QTest::newRow("device by cutting")
            << QStringLiteral("COM1") + QString(250, QLatin1Char(' ')) + QLatin1Char('x') << "_COM1";
        QTest::newRow("turned round") << QStringLiteral("a\u202Egpj.exe") << "a_gpj.exe";
        QTest::newRow("composed") << QStringLiteral("Rene\u0301e") << QStringLiteral("Ren\u00E9e");
        QTest::newRow("trailing dot") << "a."
                                      << "a_";
        QTest::newRow("a format") << "%{user}"
                                  << "%{user}";
    }
    void valuesCannotLeaveTheirPlace()
    {
        QFETCH(QString, value);
        QFETCH(QString, name);
        FileNameFacts facts = exampleFacts(QStringLiteral("mp3"));
        facts.user = value;
        QCOMPARE(rendered(QStringLiteral("%{user}/%{recording-id}"), facts),
                 name + QLatin1Char('/') + facts.recordingId + QLatin1String(".mp3"));
    }
    /// The name has no id behind it when a folder has it: nothing else keeps it from being a device's.
    void noNameIsADevice()
    {
        FileNameFacts facts = exampleFacts(QStringLiteral("mp3"));
        for (const char *device : {"con", "LPT1", "clock$", "Aux.txt"}) {
            facts.user = QLatin1String(device) + QString(300, QLatin1Char(' ')) + QLatin1Char('x');
            for (const char *format :
                 {"%{recording-id}/%{user}", "%{user}/%{recording-id}", "%{user}%{recording-id}"}) {
                QCOMPARE(
                    fileNameFault(rendered(QLatin1String(format), facts), facts.recordingId, facts.ending),
                    QString());
            }
        }
    }
    void longNamesKeepTheIdAndTheEnding()
    {
        FileNameFacts facts = exampleFacts(QStringLiteral("mp3"));
        facts.user = QStringLiteral("\u00E4").repeated(1000);
        for (const char *format : {"%{user}", "%{user}%{recording-id}", "%{recording-id}%{user}",
                                   "%{user}/%{user}/%{user}/%{user}/%{user}/%{user}/%{user}"}) {
            const QString path = rendered(QLatin1String(format), facts);
            QCOMPARE(fileNameFault(path, facts.recordingId, facts.ending), QString());
        }
    }
    /// Random formats of the parameters with random hostile facts: below the root, unique, whatever comes.
    void nothingHostileGetsThrough()
    {
        QRandomGenerator random(20261123);
        const QStringList names = FileNameFormat::parameters();
        QSet<QString> paths;
        constexpr int kTries = 60000;
        for (int i = 0; i < kTries; ++i) {
            QString format;
            for (int parts = 1 + random.bounded(8); parts > 0; --parts) {
                format +=
                    QStringLiteral("%{%1}").arg(names.at(random.bounded(static_cast<int>(names.size()))));
                format += parts > 1 ? QStringLiteral("/-._ e").mid(random.bounded(6), 1) : QString();
            }
            const FileNameFacts facts = hostileFacts(random);
            const QString path = rendered(format, facts);
            const QString bad = fileNameFault(path, facts.recordingId, facts.ending);
            QVERIFY2(bad.isEmpty(),
                     qPrintable(QStringLiteral("try %1: %2 -> %3: %4").arg(i).arg(format, path, bad)));
            paths.insert(path.toCaseFolded());
        }
        QCOMPARE(paths.size(), kTries);
    }
    /// Whatever is typed is either refused with a place inside the text, or harmless.
    void randomFormatsAreRefusedOrHarmless()
    {
        QRandomGenerator random(7);
        int accepted = 0;
        for (int i = 0; i < 30000; ++i) {
            QString format;
            for (int parts = 1 + random.bounded(6); parts > 0; --parts) {
                static const QStringList kPieces{
                    QStringLiteral("%{user}"), QStringLiteral("%{start-time#%Y/%m}"),
                    QStringLiteral("%"),       QStringLiteral("}"),
                    QStringLiteral("/"),       QStringLiteral("a b")};
                format += random.bounded(3) == 0
                              ? hostileText(random).left(40)
                              : kPieces.at(random.bounded(static_cast<int>(kPieces.size())));
            }
            const auto parsed = FileNameFormat::parse(format);
            if (!parsed) {
                QVERIFY(parsed.error().position >= 0 &&
                        parsed.error().position <= std::max<qsizetype>(0, format.size()));
                continue;
            }
            ++accepted;
            const FileNameFacts facts = hostileFacts(random);
            const QString path = parsed->render(facts);
            const QString bad = fileNameFault(path, facts.recordingId, facts.ending);
            QVERIFY2(bad.isEmpty(),
                     qPrintable(format + QLatin1String(" -> ") + path + QLatin1String(": ") + bad));
        }
        QVERIFY(accepted > 1000);
    }
};

EARSHOT_TEST(tst_filenameformat, TestFileNameFormat)
#include "tst_filenameformat.moc"
