// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/rsakeys.h"
#include "common/crypto/sha256.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

using namespace common;

namespace
{

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

QByteArray content(const Bio &bio)
{
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return QByteArray(bytes, static_cast<qsizetype>(size));
}
QByteArray opensslPem(const Key &key, bool encrypted = false)
{
    const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
    char passphrase[] = "made-up";
    PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), encrypted ? EVP_aes_256_cbc() : nullptr,
                                  encrypted ? passphrase : nullptr, encrypted ? 7 : 0, nullptr, nullptr);
    return content(bio);
}
Key publicFromPem(const QByteArray &pem)
{
    const Bio bio(BIO_new_mem_buf(pem.constData(), static_cast<int>(pem.size())), BIO_free);
    return Key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
}
bool opensslVerifies(const QByteArray &publicPem, const QByteArray &message, const QByteArray &signature)
{
    const Key key = publicFromPem(publicPem);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    return key && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char *>(signature.constData()),
                            static_cast<std::size_t>(signature.size()),
                            reinterpret_cast<const unsigned char *>(message.constData()),
                            static_cast<std::size_t>(message.size())) == 1;
}

} // namespace

class TestRsaKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        auto loaded = Qca::load();
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
        m_qca = std::make_unique<Qca>(*loaded);
    }
    void cleanupTestCase() { m_qca.reset(); }

    void makesKeysThatOpenSslAccepts_data()
    {
        QTest::addColumn<int>("bits");
        QTest::newRow("2048") << 2048;
        QTest::newRow("3072") << 3072;
        QTest::newRow("4096") << 4096;
    }
    void makesKeysThatOpenSslAccepts()
    {
        QFETCH(int, bits);
        const auto pair = RsaKeyPair::generate(*m_qca, bits);
        QVERIFY(pair);
        QCOMPARE(pair->bits(), bits);
        const QByteArray message("statement of 17 calls");
        const auto signature = pair->sign(message);
        QVERIFY(signature);
        QCOMPARE(signature->size(), bits / 8);
        const auto pem = pair->publicKey().toPem();
        QVERIFY(pem && pem->startsWith("-----BEGIN PUBLIC KEY-----"));
        QVERIFY(opensslVerifies(*pem, message, *signature));
        QVERIFY(!opensslVerifies(*pem, message + ' ', *signature));

        const auto key = RsaPublicKey::fromPem(*m_qca, *pem);
        QVERIFY(key);
        QCOMPARE(key->bits(), bits);
        QVERIFY(key->verify(message, *signature));
        QVERIFY(!key->verify(message + ' ', *signature));
        QVERIFY(!key->verify(message, signature->chopped(1)));
        QVERIFY(!key->verify(message, {}));
        QByteArray changed = *signature;
        changed[9] = static_cast<char>(changed[9] ^ 1);
        QVERIFY(!key->verify(message, changed));
    }

    void privateKeyRoundTrip()
    {
        const auto pair = RsaKeyPair::generate(*m_qca, 2048);
        const auto pem = pair->toPem();
        QVERIFY(pem && pem->startsWith("-----BEGIN PRIVATE KEY-----"));
        const auto again = RsaKeyPair::fromPem(*m_qca, *pem);
        QVERIFY(again);
        QVERIFY(pair->publicKey().verify("x", *again->sign("x")));
        QCOMPARE(again->publicKey().fingerprint().value(), pair->publicKey().fingerprint().value());
        const auto other = RsaKeyPair::generate(*m_qca, 2048);
        QVERIFY(*other->publicKey().fingerprint() != *pair->publicKey().fingerprint());
        QVERIFY(!other->publicKey().verify("x", *pair->sign("x")));
    }

    void fingerprintIsTheHashOfTheKeyInfo()
    {
        const auto pair = RsaKeyPair::generate(*m_qca, 2048);
        const Key key = publicFromPem(*pair->publicKey().toPem());
        unsigned char *der = nullptr;
        const int size = i2d_PUBKEY(key.get(), &der);
        QVERIFY(size > 0);
        QCOMPARE(pair->publicKey().fingerprint().value(),
                 sha256(QByteArrayView(reinterpret_cast<const char *>(der), size)));
        OPENSSL_free(der);
    }

    void refusesWeakAndOddSizes()
    {
        for (const int bits : {0, -1, 512, 1024, 2047, 2050, 8192}) {
            const auto refused = RsaKeyPair::generate(*m_qca, bits);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::Invalid);
            QVERIFY(refused.error().fields.contains(QStringLiteral("bits")));
        }
        const Key weak(EVP_RSA_gen(1024), EVP_PKEY_free);
        const auto old = RsaKeyPair::fromPem(*m_qca, opensslPem(weak));
        QVERIFY(old); // can be read
        QCOMPARE(old->bits(), 1024);
        QVERIFY(!old->sign("x")); // signs nothing
        const Key tiny(EVP_RSA_gen(768), EVP_PKEY_free);
        QVERIFY(tiny);
        QCOMPARE(RsaKeyPair::fromPem(*m_qca, opensslPem(tiny)).error().code, ErrorCode::Invalid);
    }

    void readsWhatOpenSslWrites()
    {
        const Key key(EVP_RSA_gen(2048), EVP_PKEY_free);
        const QByteArray pem = opensslPem(key);
        const auto pair = RsaKeyPair::fromPem(*m_qca, pem);
        QVERIFY(pair);
        QVERIFY(opensslVerifies(*pair->publicKey().toPem(), "m", *pair->sign("m")));
        const auto encrypted = RsaKeyPair::fromPem(*m_qca, opensslPem(key, true));
        QVERIFY(!encrypted);
        QCOMPARE(encrypted.error().fields.value(QStringLiteral("pem")), QStringLiteral("encrypted"));
        for (const QByteArray &bad :
             {QByteArray(), QByteArray("hello"), pem.first(pem.size() / 2), pem + pem,
              QByteArray(pem).replace("PRIVATE", "PUBLIC"), QByteArray(100'000, 'A')}) {
            QVERIFY(!RsaKeyPair::fromPem(*m_qca, bad));
            QVERIFY(!RsaPublicKey::fromPem(*m_qca, bad));
        }
        const Key curve(EVP_EC_gen("P-256"), EVP_PKEY_free);
        QVERIFY(!RsaKeyPair::fromPem(*m_qca, opensslPem(curve)));
    }

private:
    std::unique_ptr<Qca> m_qca;
};

EARSHOT_TEST(tst_rsakeys, TestRsaKeys)
#include "tst_rsakeys.moc"
