// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/hkdf.h"
#include "common/crypto/keybundle.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/support/testmain.h"

#include <QSet>
#include <QTest>

#include <random>

using namespace common;
using namespace tests;

class TestKeyBundle : public QObject
{
    Q_OBJECT
private:
    QUuid m_owner = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-000000000001"));
    QUuid m_other = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-000000000002"));
    std::optional<KeyBundle> m_bundle;
    KeyRecord m_record;
    SecretBytes m_kek = SecretBytes::copyOf(sampleBytes(32));

private Q_SLOTS:
    void initTestCase()
    {
        m_bundle = *KeyBundle::around(openingKey());
        m_record = *makeKeyRecord(*m_bundle, m_owner, 1'700'000'000'000);
    }
    /// RFC 5869, A.3: the case without salt and info.
    void hkdfIsTheStandards()
    {
        const auto key = hkdfSha256(QByteArray(22, '\x0b'), {});
        QCOMPARE(key->view().toByteArray().toHex(),
                 QByteArray("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"));
    }
    void opensWithTheKeyItWasSealedWith()
    {
        for (const BundleWrap wrap : {BundleWrap::Password, BundleWrap::Recovery}) {
            const auto sealed = sealBundle(*m_bundle, m_kek, m_owner, wrap);
            QVERIFY(sealed);
            const auto opened = openBundle(*sealed, m_kek, m_record, wrap);
            QVERIFY(opened);
            QVERIFY(isBundleOf(*opened, m_record));
            QVERIFY2(*sealed != *sealBundle(*m_bundle, m_kek, m_owner, wrap), "a nonce of its own");
            QVERIFY2(!sealed->contains(m_bundle->signing.secret()), "nothing of it lies open");
        }
    }
    void refusesOtherKeysAndOwners()
    {
        const QByteArray sealed = *sealBundle(*m_bundle, m_kek, m_owner, BundleWrap::Password);
        const auto reason = [&](const SecretBytes &kek, const KeyRecord &record, BundleWrap wrap) {
            return reasonOf(openBundle(sealed, kek, record, wrap), "bundle");
        };
        const QString key = QStringLiteral("key");
        QCOMPARE(reason(SecretBytes::copyOf(sampleBytes(32, 2)), m_record, BundleWrap::Password), key);
        QCOMPARE(reason(m_kek, m_record, BundleWrap::Recovery), key);
        QCOMPARE(reason(m_kek, *makeKeyRecord(*m_bundle, m_other, 1), BundleWrap::Password), key);
        const KeyBundle stranger = *KeyBundle::around(openingKey(2048, 1));
        QCOMPARE(reason(m_kek, *makeKeyRecord(stranger, m_owner, 1), BundleWrap::Password), key);
        // The same RSA key with another signing key: what is inside decides.
        const KeyBundle half = *KeyBundle::around(openingKey());
        QCOMPARE(reason(m_kek, *makeKeyRecord(half, m_owner, 1), BundleWrap::Password),
                 QStringLiteral("format"));
        QCOMPARE(reason(SecretBytes(16), m_record, BundleWrap::Password), QStringLiteral("format"));
    }
    void refusesEachChangeOfASealedBundle()
    {
        const QByteArray sealed = *sealBundle(*m_bundle, m_kek, m_owner, BundleWrap::Password);
        for (qsizetype at = 0; at < sealed.size(); ++at) {
            QByteArray changed = sealed;
            changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
            QVERIFY(!openBundle(changed, m_kek, m_record, BundleWrap::Password));
            QVERIFY(!openBundle(sealed.first(at), m_kek, m_record, BundleWrap::Password));
        }
        QVERIFY(!openBundle(sealed + 'x', m_kek, m_record, BundleWrap::Password));
        QVERIFY(!openBundle(QByteArray(100'000, '\1'), m_kek, m_record, BundleWrap::Password));
    }
    void recordsAreSignedByThemselves()
    {
        QCOMPARE(checkKeyRecord(m_record)->fingerprint(), openingKey().publicKey().fingerprint());
        const auto reason = [](KeyRecord record) { return reasonOf(checkKeyRecord(record), "record"); };
        const QString signature = QStringLiteral("signature");
        KeyRecord changed = m_record;
        changed.owner = m_other;
        QCOMPARE(reason(changed), signature);
        changed = m_record;
        changed.createdMs += 1;
        QCOMPARE(reason(changed), signature);
        changed = m_record;
        changed.spki = openingKey(2048, 1).publicKey().spki();
        QCOMPARE(reason(changed), signature);
        changed = m_record;
        changed.signingKey = SigningKey::generate()->publicKey();
        QCOMPARE(reason(changed), signature);
        changed = m_record;
        changed.signature.clear();
        QCOMPARE(reason(changed), signature);
        changed = m_record;
        changed.owner = QUuid();
        QCOMPARE(reason(changed), QStringLiteral("format"));
        changed = m_record;
        changed.spki.append('\0');
        QCOMPARE(reasonOf(checkKeyRecord(changed), "key"), QStringLiteral("format"));
    }
    void wordsTellKeysApart()
    {
        const QString words = keyWords(m_record.identity());
        QCOMPARE(words.split(u' ').size(), 6);
        QCOMPARE(words.size(), 6 * 5 + 5);
        QCOMPARE(words, keyWords(m_record.identity()));
        QCOMPARE(keyWords(QByteArray(32, '\0')), QStringLiteral("babab babab babab babab babab babab"));
        QCOMPARE(keyWords(QByteArray(32, '\xff')), QStringLiteral("zuzuz zuzuz zuzuz zuzuz zuzuz zuzuz"));
        QVERIFY(words != keyWords(makeKeyRecord(*KeyBundle::around(openingKey()), m_owner, 1)->identity()));
        QSet<QString> all;
        for (int i = 0; i < 65536; ++i) {
            all.insert(keyWords(QByteArray(1, static_cast<char>(i >> 8)) + static_cast<char>(i & 255)));
        }
        QCOMPARE(all.size(), 65536);
    }
    void recoveryCodesOpenWhatTheyWereMadeFor()
    {
        const QString code = *makeRecoveryCode();
        QCOMPARE(code.split(u'-').size(), 8);
        QCOMPARE(code.size(), 39);
        QVERIFY(code != *makeRecoveryCode());
        const auto kek = recoveryKek(code, m_owner);
        const QByteArray sealed = *sealBundle(*m_bundle, *kek, m_owner, BundleWrap::Recovery);
        QString typed = code.toLower().replace(u'0', u'o').replace(u'1', u'l').replace(u'-', u' ');
        QVERIFY(openBundle(sealed, *recoveryKek(typed, m_owner), m_record, BundleWrap::Recovery));
        QVERIFY(!recoveryKek(code, m_other)->equals(*kek));
        for (const QString &wrong :
             {QString(), code.chopped(1), code + u'7', QString(code).replace(3, 1, u'U'),
              QString(code).replace(3, 1, u'\u00e4'), QString(10'000, u'-')}) {
            QCOMPARE(reasonOf(recoveryKek(wrong, m_owner), "code"), QStringLiteral("format"));
        }
        const QString other = QString(code).replace(0, 1, code[0] == u'2' ? u'3' : u'2');
        QCOMPARE(reasonOf(openBundle(sealed, *recoveryKek(other, m_owner), m_record, BundleWrap::Recovery),
                          "bundle"),
                 QStringLiteral("key"));
    }
    void decodesNothingElse()
    {
        const QByteArray bytes = m_bundle->encode()->view().toByteArray();
        QVERIFY(KeyBundle::decode(bytes));
        for (qsizetype size = 0; size < bytes.size(); size += 7) {
            QVERIFY(!KeyBundle::decode(bytes.first(size)));
        }
        QVERIFY(!KeyBundle::decode('\2' + bytes.mid(1)));
        QVERIFY(!KeyBundle::decode(bytes + '\0'));
    }
};

EARSHOT_TEST(tst_keybundle, TestKeyBundle)
#include "tst_keybundle.moc"
