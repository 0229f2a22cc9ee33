// SPDX-License-Identifier: GPL-3.0-or-later
// Journals of a tenant that encrypts: each segment's key is there for the host and for the tenant.
#include "recorder/capture/spool/spoolwriter.h"

#include "tests/common/crypto/testkeys.h"
#include "tests/recorder/capture/spool/journal.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <unistd.h>

using namespace recorder;
using namespace tests;

namespace
{

SpoolSegmentHead headAt(const QByteArray &content, qint64 at)
{
    SpoolSegmentHead head;
    const QByteArray bytes = content.mid(at, qint64{SpoolSegmentHead::kSize});
    const bool decoded = bytes.size() == qsizetype{SpoolSegmentHead::kSize} &&
                         SpoolSegmentHead::decode(bytesOf(bytes).first<SpoolSegmentHead::kSize>(), head);
    return decoded ? head : SpoolSegmentHead();
}

SpoolFileHead fileHeadOf(const QByteArray &content)
{
    SpoolFileHead head;
    (void)SpoolFileHead::decode(bytesOf(content).first<SpoolFileHead::kSize>(), head);
    return head;
}

} // namespace

class TestSpoolTenant : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bothWrapsHoldTheSameKey_data()
    {
        QTest::addColumn<int>("bits");
        QTest::newRow("2048") << 2048;
        QTest::newRow("4096") << 4096;
    }
    void bothWrapsHoldTheSameKey()
    {
        QFETCH(int, bits);
        Bench bench;
        const common::OpeningKey &tenant = openingKey(bits);
        const SpoolWriter::TenantKey key = tenant.publicKey();
        const QList<Record> records = madeUpRecords(0, 20);
        {
            auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call, SpoolMode::Sealed, key);
            QVERIFY(writer && writer->append(bytesOf(encoded(records.first(10)))) && writer->sync());
        }
        {
            auto writer = SpoolWriter::resume(bench.path(), *bench.key, bench.call, SpoolMode::Sealed, key);
            QVERIFY(writer && writer->append(bytesOf(encoded(records.sliced(10)))));
            QVERIFY(writer->close());
        }
        auto reader = bench.reader(bench.path());
        QVERIFY(reader);
        QCOMPARE(readAll(*reader), records);
        const QByteArray content = contentOf(bench.path());
        const Layout layout = layoutOf(content);
        QCOMPARE(layout.segments.size(), 2);
        QList<QByteArray> keys;
        for (const qint64 at : layout.segments) {
            const SpoolSegmentHead head = headAt(content, at);
            QCOMPARE(head.tenantWrap.size(), bits / 8);
            const auto ofHost = bench.key->unseal(head.hostWrap, head.wrapContext(fileHeadOf(content)));
            const auto ofTenant = tenant.unwrap(head.tenantWrap);
            QVERIFY(ofHost && ofTenant);
            QCOMPARE(ofTenant->view().toByteArray(), *ofHost);
            keys.append(*ofHost);
        }
        QVERIFY(keys[0] != keys[1]);
    }
    void withoutOneNothingIsThere()
    {
        Bench bench;
        auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
        QVERIFY(writer && writer->close());
        const QByteArray content = contentOf(bench.path());
        QVERIFY(headAt(content, layoutOf(content).segments.first()).tenantWrap.isEmpty());
    }
    /// Measuring leaves journals in the clear, not those of a tenant that encrypts.
    void whateverIsMeasuredATenantsIsSealed()
    {
        Bench bench;
        const SpoolWriter::TenantKey key = openingKey().publicKey();
        const QList<Record> records = madeUpRecords(0, 20);
        {
            auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call, SpoolMode::Unsealed, key);
            QVERIFY(writer && writer->append(bytesOf(encoded(records.first(10)))) && writer->sync());
        }
        QCOMPARE(fileHeadOf(contentOf(bench.path())).mode, SpoolMode::Sealed);
        QVERIFY(!contentOf(bench.path()).contains(records.first().payload));
        {
            // After a restart the key may not be known yet.
            auto writer = SpoolWriter::resume(bench.path(), *bench.key, bench.call, SpoolMode::Unsealed);
            QVERIFY(writer && writer->append(bytesOf(encoded(records.sliced(10)))) && writer->close());
            QCOMPARE(writer->repair().setAside, QString());
        }
        QVERIFY(!contentOf(bench.path()).contains(records.last().payload));
        auto reader = bench.reader(bench.path());
        QVERIFY(reader);
        QCOMPARE(readAll(*reader), records);
    }
    void whatWasBegunBeforeTheKeyWasKnownIsSealedThen()
    {
        Bench bench;
        const QList<Record> records = madeUpRecords(0, 20);
        {
            auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call, SpoolMode::Unsealed);
            QVERIFY(writer && writer->append(bytesOf(encoded(records.first(10)))) && writer->sync());
        }
        QCOMPARE(fileHeadOf(contentOf(bench.path())).mode, SpoolMode::Unsealed);
        QVERIFY(contentOf(bench.path()).contains(records.first().payload));
        {
            auto writer = SpoolWriter::resume(bench.path(), *bench.key, bench.call, SpoolMode::Unsealed,
                                              openingKey().publicKey());
            QVERIFY(writer && writer->append(bytesOf(encoded(records.sliced(10)))) && writer->close());
            QCOMPARE(writer->repair().frames, 1);
            QCOMPARE(writer->repair().setAside, QString());
        }
        const QByteArray content = contentOf(bench.path());
        QCOMPARE(fileHeadOf(content).mode, SpoolMode::Sealed);
        QVERIFY(!content.contains(records.first().payload) && !content.contains(records.last().payload));
        QVERIFY(openingKey().unwrap(headAt(content, layoutOf(content).segments.first()).tenantWrap));
        auto reader = bench.reader(bench.path());
        QVERIFY(reader);
        QCOMPARE(readAll(*reader), records);
        QCOMPARE(QDir(bench.dir.path()).entryList(QDir::Files),
                 (QStringList{QStringLiteral("call.spool"), QStringLiteral("host.key")}));
    }
    void aMovedJournalHasItToo()
    {
        Bench bench;
        const SpoolWriter::TenantKey key = openingKey().publicKey();
        auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call, SpoolMode::Sealed, key);
        QVERIFY(writer && writer->append(bytesOf(encoded(madeUpRecords(0, 5)))));
        writer->setSuspect();
        QVERIFY(writer->relocate());
        QVERIFY(writer->close());
        const QByteArray content = contentOf(bench.path());
        const Layout layout = layoutOf(content);
        QCOMPARE(layout.segments.size(), 1);
        QVERIFY(openingKey().unwrap(headAt(content, layout.segments.first()).tenantWrap));
    }
    void whatIsLeftToTheTenantTheHostCannotOpen()
    {
        Bench bench;
        const QList<Record> records = madeUpRecords(0, 10);
        {
            auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call, SpoolMode::Sealed,
                                              openingKey().publicKey());
            QVERIFY(writer && writer->append(bytesOf(encoded(records))) && writer->close());
        }
        const QByteArray before = contentOf(bench.path());
        const qint64 at = layoutOf(before).segments.first();
        const QByteArray key = openingKey().unwrap(headAt(before, at).tenantWrap)->view().toByteArray();
        for (int round = 0; round < 2; ++round) { // the second time nothing is left to do
            QVERIFY(leaveToTenant(bench.path()));
            QVERIFY(!bench.reader(bench.path()));
            QByteArray expected = before;
            expected.replace(at + 32, 96, QByteArray(96, '\0'));
            QCOMPARE(contentOf(bench.path()), expected);
        }
        QCOMPARE(openingKey().unwrap(headAt(contentOf(bench.path()), at).tenantWrap)->view().toByteArray(),
                 key);
        QVERIFY(leaveToTenant(bench.path("none")));
        // Whose tenant has no wrap keeps the host's.
        {
            auto writer = SpoolWriter::create(bench.path("plain"), *bench.key, bench.call);
            QVERIFY(writer && writer->append(bytesOf(encoded(records))) && writer->close());
        }
        QVERIFY(leaveToTenant(bench.path("plain")));
        auto reader = bench.reader(bench.path("plain"));
        QVERIFY(reader);
        QCOMPARE(readAll(*reader), records);
    }
    void shreddingTakesBoth()
    {
        Bench bench;
        {
            auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call, SpoolMode::Sealed,
                                              openingKey().publicKey());
            QVERIFY(writer && writer->close());
        }
        const Layout layout = layoutOf(contentOf(bench.path()));
        QCOMPARE(::link(QFile::encodeName(bench.path()).constData(),
                        QFile::encodeName(bench.path("left")).constData()),
                 0);
        QVERIFY(shredSpool(bench.path()));
        QCOMPARE(contentOf(bench.path("left"))
                     .mid(layout.segments.first() + 32, qint64{SpoolSegmentHead::kSize} - 32),
                 QByteArray(qsizetype{SpoolSegmentHead::kSize} - 32, '\0'));
    }
    void itsLengthIsAuthentic()
    {
        Bench bench;
        {
            auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call, SpoolMode::Sealed,
                                              openingKey().publicKey());
            QVERIFY(writer && writer->close());
        }
        QByteArray content = contentOf(bench.path());
        const qint64 length = layoutOf(content).segments.first() + 28;
        content[length] = static_cast<char>(content[length] + 1);
        QVERIFY(replaceContent(bench.path(), content));
        QVERIFY(!bench.reader(bench.path()));
    }
};

EARSHOT_TEST(tst_spooltenant, TestSpoolTenant)
#include "tst_spooltenant.moc"
