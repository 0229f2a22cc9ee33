// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/integrity.pb.h"
#include "console/kit/statuschip.h"
#include "tests/console/pages/callpagebench.h"
#include "tests/support/testmain.h"

#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>

using namespace console;
using namespace tests;
using common::ErrorCode;
using Bench = CallPageBench;
namespace v1 = earshot::v1;

namespace
{

const QString kVerify = QStringLiteral("Integrity/Verify");

v1::IntegrityReport reportOf(const char *verdict, const char *content, const char *manifest)
{
    v1::IntegrityReport report;
    report.set_verdict(verdict);
    report.set_checked_ms(1'790'000'000'000);
    v1::IntegrityFile *file = report.add_files();
    file->mutable_file()->set_kind("audio");
    file->mutable_file()->set_sha256(std::string(32, '\x11'));
    file->set_content(content);
    file->set_manifest(manifest);
    file->set_number(12);
    file->set_signed_ms(1'789'950'000'000);
    file->set_own_key(true);
    return report;
}

} // namespace

class TestVerifyMark : public QObject
{
    Q_OBJECT
    QTemporaryDir m_settings;
private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("earshot-test"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
    }
    void nothingIsReadBeforeSomebodyAsks()
    {
        Bench bench;
        bench.openLoaded();
        QCOMPARE(bench.rpc.count(kVerify), 0);
        QVERIFY(!bench.find<StatusChip>("verified")->isVisible());
        auto *view = bench.find<QPushButton>("verify");
        QCOMPARE(view->text(), QStringLiteral("View"));
        view->click();
        QCOMPARE(bench.rpc.count(kVerify), 1);
        QCOMPARE(bench.rpc.request<v1::CallRef>(kVerify).id(), bench.stored.call.id.toString().toStdString());
        QVERIFY(!view->isEnabled()); // not twice
        QCOMPARE(bench.find<StatusChip>("verified")->role(), StatusRole::Running);
    }
    void whatWasVerifiedAndWhenIsSaid()
    {
        Bench bench;
        bench.openLoaded();
        auto *view = bench.find<QPushButton>("verify");
        view->click();
        QVERIFY(bench.rpc.reply(kVerify, reportOf("verified", "same", "signed")));
        QVERIFY(view->isEnabled());
        auto *chip = bench.find<StatusChip>("verified");
        QVERIFY(chip->isVisible());
        QCOMPARE(chip->role(), StatusRole::Good);
        QCOMPARE(chip->word(), QStringLiteral("Verified"));
        const QString words = bench.find<QLabel>("verifiedWords")->text();
        const Formats berlin = Formats::forZone(QStringLiteral("Europe/Berlin"));
        QVERIFY2(words.contains(berlin.dateTime(common::wallFromUnixMs(1'790'000'000'000))),
                 qPrintable(words));
        QVERIFY2(words.contains(berlin.dateTime(common::wallFromUnixMs(1'789'950'000'000))),
                 qPrintable(words));
        QVERIFY(words.contains(QStringLiteral("manifest 12")) &&
                words.contains(QStringLiteral("by this recorder")));
        QVERIFY(words.contains(QString(64, QLatin1Char('1'))));
        // Of what is loaded anew nothing is known.
        bench.page->refresh();
        QVERIFY(!chip->isVisible());
        QVERIFY(bench.find<QLabel>("verifiedWords")->text().isEmpty());
    }
    /// Whoever owns the database can put a key there, and sign with it.
    void whoVouchesForTheKeyIsSaid()
    {
        Bench bench;
        bench.openLoaded();
        const auto said = [&bench](const v1::IntegrityReport &report) {
            bench.find<QPushButton>("verify")->click();
            return bench.rpc.reply(kVerify, report) ? bench.find<QLabel>("verifiedWords")->text() : QString();
        };
        v1::IntegrityReport report = reportOf("foreign", "same", "signed");
        report.mutable_files(0)->set_own_key(false);
        report.mutable_files(0)->set_recorder("far");
        const QString foreign = said(report);
        QVERIFY2(foreign.contains(QStringLiteral("by the recorder “far”, of whose key only the database")),
                 qPrintable(foreign));
        QCOMPARE(bench.find<StatusChip>("verified")->role(), StatusRole::Pending);
        report.set_verdict("verified");
        report.mutable_files(0)->set_trusted_key(true);
        const QString trusted = said(report);
        QVERIFY2(trusted.contains(QStringLiteral("host vouches for")), qPrintable(trusted));
        QCOMPARE(bench.find<StatusChip>("verified")->role(), StatusRole::Good);
    }
    void whatWasTamperedWithIsSaid_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("manifest");
        QTest::addColumn<QString>("words");
        QTest::newRow("file") << QByteArray("damaged") << QByteArray("signed")
                              << QStringLiteral("is not what the database has");
        QTest::newRow("gone") << QByteArray("missing") << QByteArray("signed")
                              << QStringLiteral("not where it was stored");
        QTest::newRow("row") << QByteArray("same") << QByteArray("differs")
                             << QStringLiteral("the database is not what was signed in manifest 12");
        QTest::newRow("line") << QByteArray("same") << QByteArray("absent")
                              << QStringLiteral("no signed manifest tells of it");
        QTest::newRow("twice") << QByteArray("same") << QByteArray("contradiction")
                               << QStringLiteral("signed more than once");
        QTest::newRow("manifest") << QByteArray("same") << QByteArray("signature")
                                  << QStringLiteral("not as it was signed");
        QTest::newRow("key") << QByteArray("same") << QByteArray("key") << QStringLiteral("does not know");
        QTest::newRow("chain") << QByteArray("same") << QByteArray("chain")
                               << QStringLiteral("the manifest before 12 is not the one that it names");
        QTest::newRow("a state of a later recorder")
            << QByteArray("other") << QByteArray("other") << QStringLiteral("no signed manifest tells of it");
    }
    void whatWasTamperedWithIsSaid()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, manifest);
        QFETCH(QString, words);
        Bench bench;
        bench.openLoaded();
        bench.find<QPushButton>("verify")->click();
        QVERIFY(bench.rpc.reply(kVerify, reportOf("failed", content.constData(), manifest.constData())));
        auto *chip = bench.find<StatusChip>("verified");
        QCOMPARE(chip->role(), StatusRole::Failed);
        QCOMPARE(chip->word(), QStringLiteral("Not as it was recorded"));
        const QString said = bench.find<QLabel>("verifiedWords")->text();
        QVERIFY2(said.contains(words), qPrintable(said));
    }
    void whatIsNotKnownIsNotCalledGood_data()
    {
        QTest::addColumn<QByteArray>("verdict");
        QTest::addColumn<QString>("word");
        QTest::newRow("pending") << QByteArray("pending") << QStringLiteral("Not signed yet");
        QTest::newRow("unreachable") << QByteArray("unreachable") << QStringLiteral("Cannot be read now");
        QTest::newRow("foreign") << QByteArray("foreign") << QStringLiteral("Signed by another recorder");
        QTest::newRow("empty") << QByteArray("empty") << QStringLiteral("No files");
        QTest::newRow("a word of a later recorder")
            << QByteArray("x") << QStringLiteral("Not as it was recorded");
    }
    void whatIsNotKnownIsNotCalledGood()
    {
        QFETCH(QByteArray, verdict);
        QFETCH(QString, word);
        Bench bench;
        bench.openLoaded();
        bench.find<QPushButton>("verify")->click();
        QVERIFY(bench.rpc.reply(kVerify, reportOf(verdict.constData(), "same", "pending")));
        auto *chip = bench.find<StatusChip>("verified");
        QCOMPARE(chip->word(), word);
        QVERIFY(chip->role() != StatusRole::Good);
    }
    void aFailureIsASentence()
    {
        Bench bench;
        bench.openLoaded();
        auto *view = bench.find<QPushButton>("verify");
        view->click();
        QVERIFY(bench.rpc.fail(kVerify, ErrorCode::Unavailable));
        QVERIFY(view->isEnabled());
        QVERIFY(!bench.find<StatusChip>("verified")->isVisible());
        QVERIFY(bench.find<QLabel>("verifiedWords")->text().contains(QStringLiteral("verify the call")));
    }
};

EARSHOT_TEST(tst_verifymark, TestVerifyMark)
#include "tst_verifymark.moc"
