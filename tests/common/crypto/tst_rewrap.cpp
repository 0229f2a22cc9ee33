// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/containerreader.h"
#include "common/crypto/containerwriter.h"
#include "common/crypto/rewrap.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace common;
using namespace tests;

namespace
{

constexpr qint64 kNow = 1'700'000'000'000;
constexpr qint64 kMinute = 60'000;
const QUuid kTenant = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-000000000001"));
const QUuid kCall = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000ca"));

struct Holder {
    KeyBundle keys;
    KeyRecord record;
};
Holder holder(int number, const QUuid &owner = kTenant)
{
    const KeyBundle keys = *KeyBundle::around(openingKey(2048, number));
    return {keys, *makeKeyRecord(keys, owner, kNow)};
}

} // namespace

class TestRewrap : public QObject
{
    Q_OBJECT
private:
    Holder m_old = holder(0);
    Holder m_fresh = holder(1);
    Holder m_other = holder(2); ///< somebody who may do everything but hold the keys
    Rewrap m_rewrap = *makeRewrap(m_old.keys, m_old.record, m_fresh.record,
                                  {{kCall, 0, QByteArray(256, 'a')}, {kCall, 1, QByteArray(256, 'b')}}, kNow);

    QString refusal(const Rewrap &rewrap, qint64 nowMs = kNow) const
    {
        return reasonOf(checkRewrap(rewrap, m_old.record, m_fresh.record, nowMs), "rewrap");
    }
private Q_SLOTS:
    /// The content is never touched: with the new wrap in its header the same file opens with the new key.
    void theFileOpensWithTheNewKeyOnly()
    {
        const QByteArray content = sampleBytes(200'000);
        const QByteArray sealed = *sealContainer(content, {m_old.keys.opening.publicKey()});
        ContainerHeader header = *parseContainerHeader(sealed).value();
        const auto moved =
            moveWrap(header.recipients.first().wrapped, m_old.keys.opening, m_fresh.keys.opening);
        QVERIFY(moved);
        QCOMPARE(moved->size(), 256);
        const qsizetype size = header.size;
        header.recipients = {{m_fresh.record.fingerprint(), *moved}};
        const QByteArray rewritten = *encodeContainerHeader(header) + sealed.mid(size);
        QCOMPARE(openContainer(rewritten, fileKeyBy(m_fresh.keys.opening), 1'000'000).value(), content);
        QCOMPARE(reasonOf(openContainer(rewritten, fileKeyBy(m_old.keys.opening), 1'000'000)),
                 QStringLiteral("recipient"));
    }
    void whatTheOldKeyDoesNotOpenIsNotMoved()
    {
        const QByteArray sealed = *sealContainer("x", {m_old.keys.opening.publicKey()});
        QByteArray wrapped = parseContainerHeader(sealed).value()->recipients.first().wrapped;
        QCOMPARE(reasonOf(moveWrap(wrapped, m_other.keys.opening, m_fresh.keys.opening)),
                 QStringLiteral("changed"));
        wrapped[7] = static_cast<char>(wrapped[7] ^ 1);
        QCOMPARE(reasonOf(moveWrap(wrapped, m_old.keys.opening, m_fresh.keys.opening)),
                 QStringLiteral("changed"));
        // A key of another length is none of a file.
        const QByteArray shorter =
            *m_old.keys.opening.publicKey().wrap(SecretBytes::copyOf(QByteArray(16, 'k')));
        QCOMPARE(reasonOf(moveWrap(shorter, m_old.keys.opening, m_fresh.keys.opening)),
                 QStringLiteral("changed"));
    }
    void aHolderOfTheOldKeySigns()
    {
        QVERIFY(checkRewrap(m_rewrap, m_old.record, m_fresh.record, kNow));
        QCOMPARE(
            reasonOf(makeRewrap(m_other.keys, m_old.record, m_fresh.record, m_rewrap.files, kNow), "rewrap"),
            QStringLiteral("key"));
        Rewrap forged = m_rewrap;
        forged.signature =
            makeRewrap(m_other.keys, m_other.record, m_fresh.record, m_rewrap.files, kNow)->signature;
        QCOMPARE(refusal(forged), QStringLiteral("signature"));
        // Nor does it suffice to hold the new one.
        forged.signature =
            makeRewrap(m_fresh.keys, m_fresh.record, m_fresh.record, m_rewrap.files, kNow)->signature;
        QCOMPARE(refusal(forged), QStringLiteral("signature"));
    }
    void nothingOfItCanBeChanged()
    {
        Rewrap changed = m_rewrap;
        changed.files[1].wrapped[3] = static_cast<char>(changed.files[1].wrapped[3] ^ 1);
        QCOMPARE(refusal(changed), QStringLiteral("signature"));
        changed = m_rewrap;
        changed.files[1].file = 2;
        QCOMPARE(refusal(changed), QStringLiteral("signature"));
        changed = m_rewrap;
        changed.files.swapItemsAt(0, 1);
        QCOMPARE(refusal(changed), QStringLiteral("signature"));
        changed = m_rewrap;
        changed.files.removeLast();
        QCOMPARE(refusal(changed), QStringLiteral("signature"));
        changed = m_rewrap;
        changed.atMs += 1;
        QCOMPARE(refusal(changed), QStringLiteral("signature"));
        changed = m_rewrap;
        changed.tenant = kCall;
        QCOMPARE(refusal(changed), QStringLiteral("key"));
        changed = m_rewrap;
        changed.to = m_other.record.fingerprint();
        QCOMPARE(refusal(changed), QStringLiteral("key"));
    }
    void whatCannotBeMeantIsRefused()
    {
        const auto made = [this](const QList<FileWrap> &files) {
            return refusal(*makeRewrap(m_old.keys, m_old.record, m_fresh.record, files, kNow));
        };
        QCOMPARE(made({}), QStringLiteral("number"));
        const FileWrap file{kCall, 0, QByteArray(256, 'a')};
        QCOMPARE(made(QList<FileWrap>(Rewrap::kMostFiles, file)), QString());
        QCOMPARE(made(QList<FileWrap>(Rewrap::kMostFiles + 1, file)), QStringLiteral("number"));
        QCOMPARE(made({{kCall, 0, QByteArray(384, 'a')}}), QStringLiteral("length"));
        QCOMPARE(made({{kCall, 0, {}}}), QStringLiteral("length"));
        QCOMPARE(made({{kCall, -1, QByteArray(256, 'a')}}), QStringLiteral("length"));
        QCOMPARE(refusal(m_rewrap, kNow + 11 * kMinute), QStringLiteral("clock"));
        QCOMPARE(refusal(m_rewrap, kNow - 11 * kMinute), QStringLiteral("clock"));
        const Holder elsewhere = holder(1, kCall);
        QCOMPARE(reasonOf(checkRewrap(m_rewrap, m_old.record, elsewhere.record, kNow), "rewrap"),
                 QStringLiteral("key"));
        const auto itself = makeRewrap(m_old.keys, m_old.record, m_old.record, {file}, kNow);
        QCOMPARE(reasonOf(checkRewrap(*itself, m_old.record, m_old.record, kNow), "rewrap"),
                 QStringLiteral("key"));
    }
};

EARSHOT_TEST(tst_rewrap, TestRewrap)
#include "tst_rewrap.moc"
