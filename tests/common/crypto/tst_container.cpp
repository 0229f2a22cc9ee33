// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/containerreader.h"
#include "common/crypto/containerwriter.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/support/testmain.h"

#include <QBuffer>
#include <QSet>
#include <QTest>

using namespace common;
using namespace tests;

class TestContainer : public QObject
{
    Q_OBJECT
private:
    static QByteArray sealed(const QByteArray &plain)
    {
        return *sealContainer(plain, {openingKey().publicKey()});
    }
    static Result<QByteArray> throughFile(const QByteArray &container, const OpeningKey &key)
    {
        QByteArray bytes = container;
        QBuffer file(&bytes);
        file.open(QIODevice::ReadOnly);
        QByteArray plain;
        Status opened = openContainerFile(file, fileKeyBy(key), [&plain](QByteArrayView piece) {
            plain.append(piece);
            return Status();
        });
        return opened ? Result<QByteArray>(plain) : propagate(opened);
    }
private Q_SLOTS:
    void opensWhatWasSealed_data()
    {
        QTest::addColumn<qsizetype>("size");
        for (const qsizetype size : {0, 1, 127, 128, 255, 256, 65535, 65536, 65537, 131072, 1'000'003}) {
            QTest::addRow("%d bytes", int(size)) << qsizetype(size);
        }
    }
    void opensWhatWasSealed()
    {
        QFETCH(qsizetype, size);
        const QByteArray plain = sampleBytes(size);
        const QByteArray container = sealed(plain);
        QCOMPARE(*openContainer(container, fileKeyBy(openingKey()), size), plain);
        QCOMPARE(*throughFile(container, openingKey()), plain);
        QVERIFY2(container.size() <= size + 600 + (size / kContainerSegment) * 5, "it is hardly larger");
    }
    void takesPiecesOfAnySize_data()
    {
        QTest::addColumn<int>("piece");
        for (const int piece : {1, 2, 7, 1000, 65535, 65541, 200'000}) {
            QTest::addRow("%d", piece) << piece;
        }
    }
    void takesPiecesOfAnySize()
    {
        QFETCH(int, piece);
        const QByteArray plain = sampleBytes(150'000);
        QByteArray container;
        auto writer = ContainerWriter::create({openingKey().publicKey()}, [&](QByteArrayView bytes) {
            container.append(bytes);
            return Status();
        });
        for (qsizetype at = 0; at < plain.size(); at += piece) {
            QVERIFY(writer->add(plain.mid(at, piece)));
        }
        QVERIFY(writer->finish());
        QVERIFY2(!writer->finish() && !writer->add("x"), "there is one end");
        ContainerReader reader(fileKeyBy(openingKey()), plain.size());
        for (qsizetype at = 0; at < container.size(); at += piece) {
            QVERIFY(reader.add(container.mid(at, piece)));
        }
        QCOMPARE(*reader.finish(), plain);
        QVERIFY(!reader.finish());
    }
    void everyFileHasAKeyAndANonceOfItsOwn()
    {
        QSet<QByteArray> keys;
        QSet<QByteArray> nonces;
        for (int i = 0; i < 1000; ++i) {
            const auto header = parseContainerHeader(sealed("made-up"));
            QVERIFY(header && *header);
            if (i % 20 == 0) { // unwrapping is what takes the time
                keys.insert(fileKeyBy(openingKey())(**header)->view().toByteArray());
            }
            nonces.insert(QByteArray(reinterpret_cast<const char *>((*header)->nonce.data()), 12));
        }
        QCOMPARE(keys.size(), 50);
        QCOMPARE(nonces.size(), 1000);
    }
    void severalRecipientsOpenOneFile()
    {
        const QByteArray plain = sampleBytes(70'000);
        const OpeningKey &first = openingKey(2048, 0);
        const OpeningKey &second = openingKey(2048, 1);
        const auto container = sealContainer(plain, {first.publicKey(), second.publicKey()});
        QCOMPARE(*openContainer(*container, fileKeyBy(first), plain.size()), plain);
        QCOMPARE(*openContainer(*container, fileKeyBy(second), plain.size()), plain);
        const auto other = openContainer(*container, fileKeyBy(openingKey(2048, 2)), plain.size());
        QCOMPARE(reasonOf(other), QStringLiteral("recipient"));
        QVERIFY2(!sealContainer(plain, {first.publicKey(), first.publicKey()}), "nobody twice");
        QVERIFY2(!sealContainer(plain, {}), "never for nobody");
    }
    /// Rotation: the payload stays as it is, the new key's entry is kept outside or put into the header.
    void rewrappedForANewKey()
    {
        const QByteArray plain = sampleBytes(70'000);
        const OpeningKey &old = openingKey(2048, 0);
        const OpeningKey &fresh = openingKey(2048, 1);
        const QByteArray container = sealed(plain);
        ContainerHeader header = **parseContainerHeader(container);
        const auto entry = rewrap(header, old, fresh.publicKey());
        QVERIFY(entry);
        const FileKeySource outside = [&](const ContainerHeader &) { return fresh.unwrap(entry->wrapped); };
        QCOMPARE(*openContainer(container, outside, plain.size()), plain);
        const qsizetype size = header.size;
        header.recipients = {*entry};
        const QByteArray moved = *encodeContainerHeader(header) + container.mid(size);
        QCOMPARE(*openContainer(moved, fileKeyBy(fresh), plain.size()), plain);
        QVERIFY(!openContainer(moved, fileKeyBy(old), plain.size()));
        QVERIFY(!rewrap(header, old, fresh.publicKey()));
    }
    void refusesMoreThanTheLimit()
    {
        const QByteArray container = sealed(sampleBytes(100'000));
        QCOMPARE(reasonOf(openContainer(container, fileKeyBy(openingKey()), 99'999)),
                 QStringLiteral("oversize"));
    }
    void passesOnWhatTheSinkSays()
    {
        int left = 3;
        auto writer = ContainerWriter::create({openingKey().publicKey()}, [&left](QByteArrayView) -> Status {
            return --left > 0 ? Status() : fail(ErrorCode::Unavailable, QStringLiteral("disk full"));
        });
        QVERIFY(writer);
        const Status added = writer->add(sampleBytes(100'000));
        QVERIFY(!added);
        QCOMPARE(added.error().message, QStringLiteral("disk full"));
        QVERIFY2(!writer->finish(), "what could not be written does not end well");
    }
    void doesNotSealToWeakKeys()
    {
        const auto weak = OpeningKey::fromPkcs8(opensslPrivateKey(1024));
        QVERIFY2(weak, "it can be read, to open what is old");
        const auto refused = sealContainer("made-up", {weak->publicKey()});
        QCOMPARE(reasonOf(refused, "key"), QStringLiteral("bits"));
    }
};

EARSHOT_TEST(tst_container, TestContainer)
#include "tst_container.moc"
