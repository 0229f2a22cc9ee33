// SPDX-License-Identifier: GPL-3.0-or-later
// Journals whose host key is lost, and the tenant's key that opens them.
#include "recorder/capture/spool/spoolrewrap.h"

#include "tests/common/crypto/testkeys.h"
#include "tests/recorder/capture/spool/journal.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;

namespace
{

/// A journal of two segments for the tenant, and another host's key.
struct Lost {
    Bench bench;
    QTemporaryDir newHome;
    common::Result<common::HostKey> host =
        common::HostKey::create(newHome.filePath(QStringLiteral("host.key")));
    QList<Record> records = madeUpRecords(0, 20);

    explicit Lost(const SpoolWriter::TenantKey &tenant = openingKey().publicKey())
    {
        {
            auto writer =
                SpoolWriter::create(bench.path(), *bench.key, bench.call, SpoolMode::Sealed, tenant);
            if (!writer || !writer->append(bytesOf(encoded(records.first(10)))) || !writer->sync()) {
                qWarning("the first segment was not written");
            }
        }
        auto writer = SpoolWriter::resume(bench.path(), *bench.key, bench.call, SpoolMode::Sealed, tenant);
        if (!writer || !writer->append(bytesOf(encoded(records.sliced(10)))) || !writer->close()) {
            qWarning("the second segment was not written");
        }
    }
    QString path() const { return bench.path(); }
    QByteArray content() const { return contentOf(path()); }
};

} // namespace

class TestSpoolRewrap : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theNewHostOpensItAllAndOnlyWrapsChange()
    {
        Lost lost;
        QVERIFY(!SpoolReader::open(lost.path(), *lost.host));
        const QByteArray before = lost.content();
        const auto done = rewrapSpool(lost.path(), openingKey(), *lost.host);
        QVERIFY(done.has_value());
        QCOMPARE(done->call, lost.bench.call);
        QCOMPARE(done->wrapped, 2);
        QCOMPARE(done->fine + done->closed, 0);
        auto reader = SpoolReader::open(lost.path(), *lost.host);
        QVERIFY(reader.has_value());
        QCOMPARE(readAll(*reader), lost.records);
        QVERIFY(reader->closed() && !reader->damaged());
        QByteArray after = lost.content();
        QCOMPARE(after.size(), before.size());
        for (const qint64 at : layoutOf(before).segments) {
            after.replace(at + 24, 104, before.mid(at + 24, 104)); // lengths and the host's wrap
        }
        QCOMPARE(after, before);
        // A second time there is nothing to do.
        const auto again = rewrapSpool(lost.path(), openingKey(), *lost.host);
        QVERIFY(again.has_value());
        QCOMPARE(again->fine, 2);
        QCOMPARE(again->wrapped, 0);
    }
    /// The call's files were durable already, and then the database was lost.
    void whatWasLeftToTheTenantComesBack()
    {
        Lost lost;
        QVERIFY(leaveToTenant(lost.path()));
        const auto done = rewrapSpool(lost.path(), openingKey(), *lost.bench.key);
        QVERIFY(done.has_value());
        QCOMPARE(done->wrapped, 2);
        auto reader = SpoolReader::open(lost.path(), *lost.bench.key);
        QVERIFY(reader.has_value());
        QCOMPARE(readAll(*reader), lost.records);
    }
    void anotherKeyOpensNothingAndChangesNothing()
    {
        Lost lost;
        const QByteArray before = lost.content();
        const auto done = rewrapSpool(lost.path(), openingKey(2048, 1), *lost.host);
        QVERIFY(done.has_value());
        QCOMPARE(done->closed, 2);
        QCOMPARE(lost.content(), before);
        // What the present host opens is left as it is, whatever key is tried.
        QCOMPARE(rewrapSpool(lost.path(), openingKey(2048, 1), *lost.bench.key)->fine, 2);
        QCOMPARE(lost.content(), before);
    }
    void withoutATenantsWrapItStaysClosed()
    {
        Lost lost(std::nullopt);
        QCOMPARE(rewrapSpool(lost.path(), openingKey(), *lost.host)->closed, 2);
        QVERIFY(!SpoolReader::open(lost.path(), *lost.host));
    }
    void aChangedWrapCostsItsSegmentOnly()
    {
        Lost lost;
        QByteArray content = lost.content();
        const qint64 at = layoutOf(content).segments.first() + qint64{SpoolSegmentHead::kTenantOffset} + 5;
        content[at] = static_cast<char>(content[at] ^ 1);
        QVERIFY(replaceContent(lost.path(), content));
        const auto done = rewrapSpool(lost.path(), openingKey(), *lost.host);
        QVERIFY(done.has_value());
        QCOMPARE(done->closed, 1);
        QCOMPARE(done->wrapped, 1);
        auto reader = SpoolReader::open(lost.path(), *lost.host);
        QVERIFY(reader.has_value());
        QCOMPARE(readAll(*reader), lost.records.sliced(10));
        QVERIFY(reader->damaged());
    }
    void whatIsNoJournalIsRefused()
    {
        const Bench bench;
        const auto reason = [&bench](const QString &path) {
            const auto done = rewrapSpool(path, openingKey(), *bench.key);
            return done ? QString() : common::keyOf(done.error().code);
        };
        QCOMPARE(reason(bench.path("none")), QStringLiteral("NotFound"));
        QVERIFY(replaceContent(bench.path("text"), "EARSPOOL and nothing more"));
        QCOMPARE(reason(bench.path("text")), QStringLiteral("Invalid"));
        QCOMPARE(contentOf(bench.path("text")), QByteArray("EARSPOOL and nothing more"));
    }
};

EARSHOT_TEST(tst_spoolrewrap, TestSpoolRewrap)
#include "tst_spoolrewrap.moc"
