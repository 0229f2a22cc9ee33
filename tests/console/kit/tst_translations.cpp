// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/language.h"
#include "console/kit/tr.h"
#include "tests/support/testmain.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QLibraryInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

namespace
{

struct Message {
    QString context;
    QString source;
    QStringList translations; ///< several for plurals
    QString type;             ///< "", "unfinished", "vanished", "obsolete"
};

QString sourceFolder()
{
    return qEnvironmentVariable("EARSHOT_SOURCE");
}

QList<Message> readTs(const QString &path)
{
    QList<Message> messages;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return messages;
    }
    QXmlStreamReader xml(&file);
    QString context;
    Message message;
    while (!xml.atEnd()) {
        const auto token = xml.readNext();
        const QString name = xml.name().toString();
        if (token == QXmlStreamReader::StartElement) {
            if (name == QLatin1String("name")) {
                context = xml.readElementText();
            } else if (name == QLatin1String("message")) {
                message = {context, {}, {}, {}};
            } else if (name == QLatin1String("source")) {
                message.source = xml.readElementText();
            } else if (name == QLatin1String("translation")) {
                message.type = xml.attributes().value(QLatin1String("type")).toString();
                // Plural forms are elements inside.
                QString text;
                while (!(xml.readNext() == QXmlStreamReader::EndElement &&
                         xml.name() == QLatin1String("translation"))) {
                    if (xml.isStartElement() && xml.name() == QLatin1String("numerusform")) {
                        message.translations.append(xml.readElementText());
                    } else if (xml.isCharacters()) {
                        text += xml.text();
                    }
                }
                if (message.translations.isEmpty()) {
                    message.translations.append(text);
                }
            }
        } else if (token == QXmlStreamReader::EndElement && name == QLatin1String("message")) {
            messages.append(message);
        }
    }
    return messages;
}

QStringList places(const QString &text)
{
    static const QRegularExpression place(QStringLiteral("%(?:L?\\d+|n)"));
    QStringList found;
    for (auto match = place.globalMatch(text); match.hasNext();) {
        found.append(match.next().captured());
    }
    found.sort();
    found.removeDuplicates();
    return found;
}

} // namespace

class TestTranslations : public QObject
{
    Q_OBJECT
private:
    static QString german() { return sourceFolder() + QStringLiteral("/translations/earshot_de.ts"); }

private Q_SLOTS:
    void everyContextIsKnown()
    {
        QString sources;
        QDirIterator files(sourceFolder() + QStringLiteral("/console"),
                           {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            sources += QString::fromUtf8(file.readAll());
        }
        const QList<Message> messages = readTs(german());
        QVERIFY(messages.size() > 100);
        for (const Message &message : messages) {
            if (message.context == QLatin1String("Console") || message.context == QLatin1String("Pages")) {
                continue;
            }
            const QString className = message.context.section(QStringLiteral("::"), -1);
            QVERIFY2(sources.contains(QRegularExpression(QStringLiteral("class %1\\b").arg(className))),
                     qPrintable(message.context));
        }
    }
    void theGermanTextsAreFinished()
    {
        QStringList unfinished;
        for (const Message &message : readTs(german())) {
            bool empty = false;
            for (const QString &text : message.translations) {
                empty = empty || text.trimmed().isEmpty();
            }
            if (!message.type.isEmpty() || empty) {
                unfinished.append(message.context + QStringLiteral(": ") + message.source);
            }
        }
        QVERIFY2(unfinished.isEmpty(), qPrintable(unfinished.join(u'\n')));
    }
    void theTextsAreThoseOfTheSource()
    {
        QTemporaryDir folder;
        const QString fresh = folder.filePath(QStringLiteral("fresh.ts"));
        QProcess lupdate;
        lupdate.setWorkingDirectory(sourceFolder());
        lupdate.start(QLibraryInfo::path(QLibraryInfo::BinariesPath) + QStringLiteral("/lupdate"),
                      {QStringLiteral("-I"), QStringLiteral("."), QStringLiteral("-silent"),
                       QStringLiteral("console"), QStringLiteral("-ts"), fresh});
        QVERIFY(lupdate.waitForFinished(60'000));
        QCOMPARE(lupdate.exitCode(), 0);
        QSet<QString> known;
        for (const Message &message : readTs(german())) {
            known.insert(message.context + u'\n' + message.source);
        }
        QStringList missing;
        for (const Message &message : readTs(fresh)) {
            if (!known.contains(message.context + u'\n' + message.source)) {
                missing.append(message.context + QStringLiteral(": ") + message.source);
            }
        }
        QVERIFY2(missing.isEmpty(),
                 qPrintable(QStringLiteral("run ./dev translate and translate:\n") + missing.join(u'\n')));
    }
    void placesAreKept_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("de") << german();
        QTest::newRow("en") << sourceFolder() + QStringLiteral("/translations/earshot_en.ts");
    }
    void placesAreKept()
    {
        QFETCH(QString, file);
        for (const Message &message : readTs(file)) {
            for (const QString &text : message.translations) {
                QStringList wanted = places(message.source);
                QStringList found = places(text);
                if (message.translations.size() > 1) { // "one call" needs no number
                    wanted.removeAll(QStringLiteral("%n"));
                    found.removeAll(QStringLiteral("%n"));
                }
                QVERIFY2(text.isEmpty() || wanted == found,
                         qPrintable(message.source + QStringLiteral(" / ") + text));
            }
        }
    }
    void englishPluralsAreRight()
    {
        const console::Language english{QLocale(QLocale::English)};
        QVERIFY(english.isTranslated());
        QCOMPARE(console::Tr::tr("%n minute(s) ago", nullptr, 1), QStringLiteral("1 minute ago"));
        QCOMPARE(console::Tr::tr("%n minute(s) ago", nullptr, 2), QStringLiteral("2 minutes ago"));
        for (const Message &message :
             readTs(sourceFolder() + QStringLiteral("/translations/earshot_en.ts"))) {
            QCOMPARE(message.translations.size(), 2);
            for (const QString &text : message.translations) {
                QVERIFY2(!text.isEmpty() && !text.contains(QStringLiteral("(s)")),
                         qPrintable(message.source));
            }
        }
    }
    void germanIsShown()
    {
        {
            const console::Language german{QLocale(QLocale::German)};
            QVERIFY(german.isTranslated());
            QCOMPARE(console::Tr::tr("%n minute(s) ago", nullptr, 1), QStringLiteral("vor 1 Minute"));
            QCOMPARE(console::Tr::tr("Retry"), QStringLiteral("Erneut versuchen"));
        }
        QCOMPARE(console::Tr::tr("Retry"), QStringLiteral("Retry")); // taken off again
        const console::Language other{QLocale(QLocale::Japanese)};
        QVERIFY(!other.isTranslated());
        QCOMPARE(console::Tr::tr("%n minute(s) ago", nullptr, 2), QStringLiteral("2 minutes ago"));
    }
};

EARSHOT_TEST(tst_translations, TestTranslations)
#include "tst_translations.moc"
