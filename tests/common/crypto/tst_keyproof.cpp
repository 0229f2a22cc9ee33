// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/keyproof.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace common;
using tests::openingKey;
using tests::reasonOf;

class TestKeyProof : public QObject
{
    Q_OBJECT
private:
    const KeyBundle m_keys = *KeyBundle::around(openingKey(2048, 0));
    const KeyBundle m_others = *KeyBundle::around(openingKey(2048, 1));
    const QUuid m_owner = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-000000000001"));
    KeysToKeep m_keep;

    QString refusal(const KeysToKeep &keep) const
    {
        return reasonOf(checkKeyProof(keep, m_keys.signing.publicKey()), "proof");
    }
private Q_SLOTS:
    void init()
    {
        m_keep = {*makeKeyRecord(m_keys, m_owner, 1),
                  "bundle",
                  "next",
                  "code",
                  QByteArray(40, 'k'),
                  QByteArray(40, 'n'),
                  "state",
                  {}};
        QVERIFY(proveKeys(m_keep, m_keys));
    }
    void whoHasOpenedThemProvesIt()
    {
        QCOMPARE(refusal(m_keep), QString());
        m_keep.proof.clear();
        QCOMPARE(refusal(m_keep), QStringLiteral("missing"));
    }
    void otherKeysProveNothing()
    {
        QCOMPARE(reasonOf(proveKeys(m_keep, m_others), "proof"), QStringLiteral("key"));
        KeysToKeep others = m_keep;
        others.record = *makeKeyRecord(m_others, m_owner, 1);
        QVERIFY(proveKeys(others, m_others));
        m_keep.proof = others.proof;
        QCOMPARE(refusal(m_keep), QStringLiteral("signature"));
        QCOMPARE(refusal(others), QStringLiteral("signature"));
    }
    void eachPartIsSigned_data()
    {
        QTest::addColumn<int>("part");
        for (int part = 0; part < 8; ++part) {
            QTest::addRow("%d", part) << part;
        }
    }
    void eachPartIsSigned()
    {
        QFETCH(const int, part);
        if (part == 0) {
            m_keep.record.owner = QUuid::createUuid();
        } else if (part == 1) {
            m_keep.record.spki = m_others.opening.publicKey().spki();
        } else {
            QByteArray *parts[] = {&m_keep.bundle, &m_keep.nextBundle, &m_keep.recovery,
                                   &m_keep.kdf,    &m_keep.nextKdf,    &m_keep.state};
            parts[part - 2]->clear();
        }
        QCOMPARE(refusal(m_keep), QStringLiteral("signature"));
    }
    /// The RSA key itself says who signs beside it from now on.
    void theRsaKeyNamesItsSuccessor()
    {
        const OpeningKey &key = openingKey(2048, 0);
        const KeySuccession step{m_owner, key.publicKey().fingerprint(), QByteArray(32, 'b'),
                                 QByteArray(32, 'a')};
        const auto proof = proveSuccession(step, key);
        QVERIFY(proof);
        QCOMPARE(proof->size(), 256);
        QVERIFY(checkSuccession(step, key.publicKey(), *proof));
        const auto refused = [&key](const KeySuccession &of, const QByteArray &by) {
            return reasonOf(checkSuccession(of, key.publicKey(), by), "proof");
        };
        QCOMPARE(refused(step, {}), QStringLiteral("missing"));
        QCOMPARE(refused(step, proof->chopped(1)), QStringLiteral("signature"));
        QCOMPARE(refused(step, *proof + 'x'), QStringLiteral("signature"));
        QCOMPARE(refused(step, *proveSuccession(step, openingKey(2048, 1))), QStringLiteral("signature"));
        for (int part = 0; part < 4; ++part) {
            KeySuccession other = step;
            QByteArray *fields[]{&other.key, &other.before, &other.after};
            if (part == 3) {
                other.tenant = QUuid();
            } else {
                fields[part]->back() = 'x';
            }
            QCOMPARE(refused(other, *proof), QStringLiteral("signature"));
        }
        // For a key of its own with the same numbers in the statement, too.
        QCOMPARE(reasonOf(checkSuccession(step, openingKey(2048, 1).publicKey(), *proof), "proof"),
                 QStringLiteral("signature"));
    }
};

EARSHOT_TEST(tst_keyproof, TestKeyProof)
#include "tst_keyproof.moc"
