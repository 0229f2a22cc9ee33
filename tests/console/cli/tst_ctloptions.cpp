// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/cli/ctloptions.h"
#include "tests/support/testmain.h"

#include <QRegularExpression>
#include <QTest>

using namespace console;

class TestCtlOptions : public QObject
{
    Q_OBJECT
private:
    static common::Result<CtlOptions> read(const QString &line)
    {
        return ctlOptionsFrom(line.split(QLatin1Char(' '), Qt::SkipEmptyParts), QStringLiteral("pw"));
    }
private Q_SLOTS:
    void commandsAndOptionsAnywhere()
    {
        const auto options = read(QStringLiteral(
            "--server h:1 calls --json export --data=/x 0189 --user root out.mp3 --trust-first-use --force"));
        QVERIFY(options);
        QCOMPARE(options->command, QStringLiteral("calls export"));
        QCOMPARE(options->arguments, (QStringList{QStringLiteral("0189"), QStringLiteral("out.mp3")}));
        QCOMPARE(options->server, QStringLiteral("h:1"));
        QCOMPARE(options->dataFolder, QStringLiteral("/x"));
        QCOMPARE(options->user, QStringLiteral("root"));
        QCOMPARE(options->password, QStringLiteral("pw"));
        QVERIFY(options->json && options->trustFirstUse && options->force);
        const auto list = read(QStringLiteral("calls list --number 301 --limit=5"));
        QVERIFY(list);
        QCOMPARE(list->filters.value(QStringLiteral("number")), QStringLiteral("301"));
        QCOMPARE(list->filters.value(QStringLiteral("limit")), QStringLiteral("5"));
    }
    void wrongLines_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("nothing") << "";
        QTest::newRow("half a command") << "calls";
        QTest::newRow("no command") << "calls delete x";
        QTest::newRow("no id") << "calls show";
        QTest::newRow("too much") << "health now";
        QTest::newRow("unknown option") << "health --verbose";
        QTest::newRow("no value") << "health --server";
        QTest::newRow("option of another command") << "health --limit 5";
        QTest::newRow("a key's password for another command") << "health --password-from-stdin";
        QTest::newRow("a key's password on the line") << "open x.cms --key k.pem --password y";
        QTest::newRow("nothing to open") << "open --key k.pem";
        QTest::newRow("password on the line") << "login --password x";
    }
    void wrongLines()
    {
        QFETCH(QString, line);
        const auto options = read(line);
        QVERIFY(!options);
        QVERIFY(exitCodeFor(options.error()) == ExitCode::Usage);
    }
    void helpNamesEveryExitCode()
    {
        QVERIFY(read(QStringLiteral("--help"))->help);
        for (const ExitCode code : {ExitCode::Ok, ExitCode::Negative, ExitCode::Usage, ExitCode::Data,
                                    ExitCode::Unavailable, ExitCode::Internal, ExitCode::CannotCreate,
                                    ExitCode::Conflict, ExitCode::Certificate, ExitCode::Denied}) {
            const QRegularExpression word(QStringLiteral("\\b%1 [a-z]").arg(static_cast<int>(code)));
            QVERIFY2(ctlUsage().contains(word), qPrintable(word.pattern()));
        }
    }
    void errorsHaveTheirCodes()
    {
        using common::Error;
        using common::ErrorCode;
        QVERIFY(exitCodeFor(Error{ErrorCode::NotFound, {}, {}}) == ExitCode::Negative);
        QVERIFY(exitCodeFor(Error{ErrorCode::Denied, {}, {}}) == ExitCode::Denied);
        QVERIFY(exitCodeFor(Error{ErrorCode::Unavailable, {}, {}}) == ExitCode::Unavailable);
        QVERIFY(exitCodeFor(Error{ErrorCode::Internal, {}, {}}) == ExitCode::Internal);
        QVERIFY(exitCodeFor(Error{ErrorCode::Conflict, {}, {}}) == ExitCode::Conflict);
        QVERIFY(exitCodeFor(Error{ErrorCode::Denied,
                                  {},
                                  {{QStringLiteral("reason"), QStringLiteral("certificate-changed")}}}) ==
                ExitCode::Certificate);
    }
};

EARSHOT_TEST(tst_ctloptions, TestCtlOptions)
#include "tst_ctloptions.moc"
