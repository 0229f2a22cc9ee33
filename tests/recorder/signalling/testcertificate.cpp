// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/signalling/testcertificate.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslKey>

#include <memory>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace tests
{

namespace
{

template <auto Free>
struct Release {
    template <typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Memory = std::unique_ptr<BIO, Release<BIO_free_all>>;

QByteArray contentOf(BIO *memory)
{
    char *data = nullptr;
    const auto size = BIO_get_mem_data(memory, &data);
    return QByteArray(data, static_cast<qsizetype>(size));
}

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

} // namespace

bool writeTestCertificate(const QString &folder)
{
    const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t(2048)));
    const Certificate certificate(X509_new());
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86400);
    X509_set_version(certificate.get(), 2);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME *name = X509_get_subject_name(certificate.get());
    const auto *text = reinterpret_cast<const unsigned char *>("recorder.test");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0) {
        return false;
    }
    const Memory keyText(BIO_new(BIO_s_mem()));
    const Memory certificateText(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(keyText.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    PEM_write_bio_X509(certificateText.get(), certificate.get());
    return write(folder + QStringLiteral("/agent.pem"),
                 contentOf(keyText.get()) + contentOf(certificateText.get())) &&
           write(folder + QStringLiteral("/cafile.pem"), contentOf(certificateText.get()));
}

QSslConfiguration clientConfiguration(const QString &folder)
{
    QFile file(folder + QStringLiteral("/agent.pem"));
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    if (file.open(QIODevice::ReadOnly)) {
        const QByteArray pem = file.readAll();
        tls.setLocalCertificate(QSslCertificate(pem));
        tls.setPrivateKey(QSslKey(pem, QSsl::Rsa));
    }
    return tls;
}

} // namespace tests
