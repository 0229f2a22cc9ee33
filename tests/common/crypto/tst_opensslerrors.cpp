// SPDX-License-Identifier: GPL-3.0-or-later
// What is refused leaves nothing in OpenSSL's notes of the thread: a TLS connection on it would take them for
// its own and break off.
#include "common/crypto/aesgcm.h"
#include "common/crypto/certificate.h"
#include "common/crypto/containerreader.h"
#include "common/crypto/containerwriter.h"
#include "common/crypto/ed25519.h"
#include "common/crypto/keyproof.h"
#include "common/crypto/opensslerrors.h"
#include "common/crypto/pemkeys.h"

#include "tests/common/crypto/testkeys.h"
#include "tests/support/testmain.h"

#include <QTemporaryDir>
#include <QTest>

using namespace common;
using tests::openingKey;
using tests::sampleBytes;

namespace
{

/// None = nothing was noted.
QByteArray noted()
{
    char text[256] = {};
    if (const unsigned long code = ERR_get_error(); code != 0) {
        ERR_error_string_n(code, text, sizeof text);
    }
    return text;
}

} // namespace

class TestOpenSslErrors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { ERR_clear_error(); }

    void forgetsItsOwnAndNoOthers()
    {
        ERR_raise(ERR_LIB_USER, 1);
        {
            const OpenSslErrors errors;
            ERR_raise(ERR_LIB_USER, 2);
            {
                const OpenSslErrors inner;
                ERR_raise(ERR_LIB_USER, 3);
            }
            QCOMPARE(ERR_GET_REASON(ERR_peek_last_error()), 2);
        }
        QCOMPARE(ERR_GET_REASON(ERR_get_error()), 1);
        QCOMPARE(noted(), QByteArray());
    }
    void whatIsRefusedLeavesNothing_data()
    {
        QTest::addColumn<std::function<bool()>>("refused");
        const auto row = [](const char *name, std::function<bool()> refused) {
            QTest::newRow(name) << std::move(refused);
        };
        row("a wrap for another key", [] {
            const auto wrapped =
                openingKey(2048, 1).publicKey().wrap(SecretBytes::copyOf(QByteArray(32, 'k')));
            return !openingKey().unwrap(*wrapped);
        });
        row("no wrap at all", [] { return !openingKey().unwrap(sampleBytes(256)); });
        row("a public key that is none", [] { return !SealingKey::fromSpki(sampleBytes(294)); });
        row("a private key that is none", [] { return !OpeningKey::fromPkcs8(sampleBytes(1200)); });
        row("PEM of nothing", [] {
            return !readPrivatePem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", {});
        });
        row("a signature of RSA", [] { return !openingKey().publicKey().verify("text", sampleBytes(256)); });
        row("a signature of Ed25519", [] {
            const auto key = SigningKey::generate();
            return !verifySignature(key->publicKey(), "text", sampleBytes(64));
        });
        row("a public key of Ed25519",
            [] { return !verifySignature(sampleBytes(32), "text", sampleBytes(64)); });
        row("a secret of Ed25519", [] { return !SigningKey::fromSecret(sampleBytes(31)); });
        row("a certificate", [] {
            const QTemporaryDir folder;
            const QString name = folder.filePath(QStringLiteral("x.pem"));
            QFile file(name);
            return file.open(QIODevice::WriteOnly) && file.write("no certificate\n") > 0 && file.flush() &&
                   file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
                   !ServerCertificate::load(name, name);
        });
        row("a changed container", [] {
            QByteArray sealed = *sealContainer(sampleBytes(5000), {openingKey().publicKey()});
            sealed[sealed.size() - 40] = static_cast<char>(sealed[sealed.size() - 40] ^ 1);
            return !openContainer(sealed, fileKeyBy(openingKey()), 100'000);
        });
    }
    void whatIsRefusedLeavesNothing()
    {
        QFETCH(std::function<bool()>, refused);
        (void)openingKey(); // makes it
        (void)openingKey(2048, 1);
        ERR_clear_error();
        QVERIFY(refused());
        QCOMPARE(noted(), QByteArray());
    }
};

EARSHOT_TEST(tst_opensslerrors, TestOpenSslErrors)
#include "tst_opensslerrors.moc"
