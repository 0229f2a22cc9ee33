// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/certificate.h"

#include "common/core/posixfile.h"
#include "common/crypto/opensslerrors.h"

#include <QFile>
#include <QRegularExpression>

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

namespace common
{

namespace
{
template <auto F>
struct Free {
    template <typename T>
    void operator()(T *object) const
    {
        F(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Names = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;

constexpr int kMaxFile = 64 * 1024;
constexpr long kSecondsPerDay = 24L * 60 * 60;
constexpr long kDays = 3652; // 10 years
constexpr int kSerialBytes = 16;

tl::unexpected<Error> cryptoFailure(const char *what)
{
    return fail(ErrorCode::Internal, QStringLiteral("certificate: %1 failed").arg(QLatin1String(what)));
}

QByteArray bytesOf(BIO *bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<qsizetype>(size)};
}

int refusePassphrase(char *, int, int, void *)
{
    return -1;
}

bool isAddress(const QByteArray &name)
{
    std::array<unsigned char, sizeof(in6_addr)> address;
    return inet_pton(AF_INET, name.constData(), address.data()) == 1 ||
           inet_pton(AF_INET6, name.constData(), address.data()) == 1;
}

bool isHostName(const QByteArray &name)
{
    static const QRegularExpression pattern(QStringLiteral(
        "^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*$"));
    return pattern.match(QString::fromLatin1(name)).hasMatch();
}

/// Not through the text form of X509V3_EXT_conf: a name must not be able to say more than a name.
bool addName(GENERAL_NAMES *names, const QByteArray &name)
{
    GENERAL_NAME *entry = GENERAL_NAME_new();
    if (entry == nullptr) {
        return false;
    }
    if (isAddress(name)) {
        GENERAL_NAME_set0_value(entry, GEN_IPADD, a2i_IPADDRESS(name.constData()));
    } else {
        ASN1_IA5STRING *text = ASN1_IA5STRING_new();
        ASN1_STRING_set(text, name.constData(), static_cast<int>(name.size()));
        GENERAL_NAME_set0_value(entry, GEN_DNS, text);
    }
    if (sk_GENERAL_NAME_push(names, entry) == 0) {
        GENERAL_NAME_free(entry);
        return false;
    }
    return true;
}

Result<QList<QByteArray>> checkedNames(const QStringList &given)
{
    QList<QByteArray> names{"localhost", "127.0.0.1", "::1"};
    for (const QString &name : given) {
        const QByteArray text = name.toLatin1();
        if (QString::fromLatin1(text) != name || !(isAddress(text) || isHostName(text))) {
            return fail(ErrorCode::Invalid,
                        QStringLiteral("\"%1\" is no host name and no address").arg(name));
        }
        if (!names.contains(text)) {
            names.append(text);
        }
    }
    return names;
}

bool addExtension(X509 *certificate, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool setSerial(X509 *certificate)
{
    std::array<unsigned char, kSerialBytes> random;
    if (RAND_bytes(random.data(), kSerialBytes) != 1) {
        return false;
    }
    random[0] = static_cast<unsigned char>((random[0] & 0x7f) | 0x40); // positive, full length
    std::unique_ptr<BIGNUM, Free<BN_free>> number(BN_bin2bn(random.data(), kSerialBytes, nullptr));
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool setSubject(X509 *certificate, const QString &commonName)
{
    X509_NAME *subject = X509_get_subject_name(certificate);
    const QByteArray text = commonName.left(64).toUtf8();
    return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char *>(text.constData()),
                                      static_cast<int>(text.size()), -1, 0) == 1 &&
           X509_set_issuer_name(certificate, subject) == 1;
}

/// For the pair of PEM texts, wherever they come from.
Result<ServerCertificate> checked(QByteArray certificatePem, QByteArray keyPem)
{
    const OpenSslErrors errors;
    const Bio certificateBio(
        BIO_new_mem_buf(certificatePem.constData(), static_cast<int>(certificatePem.size())));
    const Certificate certificate(
        PEM_read_bio_X509(certificateBio.get(), nullptr, refusePassphrase, nullptr));
    if (!certificate) {
        return fail(ErrorCode::Invalid, QStringLiteral("holds no certificate in PEM"),
                    {{QStringLiteral("file"), QStringLiteral("certificate")}});
    }
    const Bio keyBio(BIO_new_mem_buf(keyPem.constData(), static_cast<int>(keyPem.size())));
    const Key key(PEM_read_bio_PrivateKey(keyBio.get(), nullptr, refusePassphrase, nullptr));
    if (!key) {
        return fail(ErrorCode::Invalid, QStringLiteral("holds no private key in PEM without passphrase"),
                    {{QStringLiteral("file"), QStringLiteral("key")}});
    }
    if (X509_check_private_key(certificate.get(), key.get()) != 1) {
        return fail(ErrorCode::Invalid, QStringLiteral("is not the key of the certificate"),
                    {{QStringLiteral("file"), QStringLiteral("key")}});
    }
    QByteArray digest(EVP_MAX_MD_SIZE, '\0');
    unsigned int size = 0;
    if (X509_digest(certificate.get(), EVP_sha256(), reinterpret_cast<unsigned char *>(digest.data()),
                    &size) != 1) {
        return cryptoFailure("hashing");
    }
    digest.resize(static_cast<qsizetype>(size));
    return ServerCertificate{std::move(certificatePem), std::move(keyPem), digest};
}

Result<QByteArray> readFile(const QString &file, bool secret)
{
    const FileDescriptor fd(::open(QFile::encodeName(file).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd) {
        const int error = errno;
        return fail(error == ENOENT ? ErrorCode::NotFound : ErrorCode::Denied,
                    describeErrno(QStringLiteral("cannot open"), file, error));
    }
    struct stat status {
    };
    if (::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return fail(ErrorCode::Denied, QStringLiteral("%1 is no file").arg(file));
    }
    if (secret && (status.st_mode & 077) != 0) {
        return fail(ErrorCode::Denied,
                    QStringLiteral("%1 must be readable by its owner only (mode 0600)").arg(file));
    }
    QByteArray content(kMaxFile, '\0');
    const ssize_t size = ::read(fd.get(), content.data(), kMaxFile);
    if (size < 0) {
        return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("cannot read"), file));
    }
    content.resize(size);
    return content;
}

/// rename(2), unlike the host key's link(2): the certificate of a half-made pair is replaced.
Status writeFile(const QString &file, const QByteArray &content)
{
    const QByteArray name = QFile::encodeName(file);
    const QByteArray fresh = name + ".new-" + QByteArray::number(::getpid());
    ::unlink(fresh.constData());
    const FileDescriptor fd(
        ::open(fresh.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    const auto size = static_cast<std::size_t>(content.size());
    if (!fd || ::fchmod(fd.get(), 0600) != 0 ||
        ::write(fd.get(), content.constData(), size) != static_cast<ssize_t>(size) ||
        ::fsync(fd.get()) != 0 || ::rename(fresh.constData(), name.constData()) != 0) {
        const int error = errno;
        ::unlink(fresh.constData());
        return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("cannot write"), file, error));
    }
    return syncDirectoryOf(file);
}
} // namespace

Result<ServerCertificate> ServerCertificate::generate(const QString &commonName, const QStringList &names)
{
    const OpenSslErrors errors;
    auto wanted = checkedNames(names);
    if (!wanted) {
        return propagate(wanted);
    }
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    const Names alternatives(GENERAL_NAMES_new());
    if (!key || !certificate || !alternatives) {
        return cryptoFailure("making a key");
    }
    for (const QByteArray &name : *wanted) {
        if (!addName(alternatives.get(), name)) {
            return cryptoFailure("adding a name");
        }
    }
    X509 *x509 = certificate.get();
    // A day back: the clocks of consoles differ.
    if (X509_set_version(x509, X509_VERSION_3) != 1 || !setSerial(x509) ||
        X509_gmtime_adj(X509_getm_notBefore(x509), -kSecondsPerDay) == nullptr ||
        X509_gmtime_adj(X509_getm_notAfter(x509), kDays * kSecondsPerDay) == nullptr ||
        X509_set_pubkey(x509, key.get()) != 1 || !setSubject(x509, commonName) ||
        X509_add1_ext_i2d(x509, NID_subject_alt_name, alternatives.get(), 0, 0) != 1 ||
        !addExtension(x509, NID_basic_constraints, "critical,CA:FALSE") ||
        !addExtension(x509, NID_key_usage, "critical,digitalSignature") ||
        !addExtension(x509, NID_ext_key_usage, "serverAuth") ||
        !addExtension(x509, NID_subject_key_identifier, "hash") ||
        X509_sign(x509, key.get(), EVP_sha256()) == 0) {
        return cryptoFailure("signing");
    }
    const Bio certificateBio(BIO_new(BIO_s_mem()));
    const Bio keyBio(BIO_new(BIO_s_secmem()));
    if (!certificateBio || !keyBio || PEM_write_bio_X509(certificateBio.get(), x509) != 1 ||
        PEM_write_bio_PrivateKey(keyBio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return cryptoFailure("encoding");
    }
    return checked(bytesOf(certificateBio.get()), bytesOf(keyBio.get()));
}

Result<ServerCertificate> ServerCertificate::load(const QString &certificateFile, const QString &keyFile)
{
    const OpenSslErrors errors;
    auto certificate = readFile(certificateFile, false);
    auto key = readFile(keyFile, true);
    const auto missing = [](const auto &file) { return !file && file.error().code == ErrorCode::NotFound; };
    if (missing(certificate) && missing(key)) {
        return propagate(certificate);
    }
    if (missing(certificate) || missing(key)) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral("of the admin certificate only one file is there: %1 is missing")
                        .arg(missing(key) ? keyFile : certificateFile));
    }
    if (!certificate || !key) {
        return certificate ? propagate(key) : propagate(certificate);
    }
    auto pair = checked(std::move(*certificate), std::move(*key));
    if (!pair && pair.error().code == ErrorCode::Invalid) {
        const bool ofKey = pair.error().fields.value(QStringLiteral("file")) == QLatin1String("key");
        return fail(ErrorCode::Invalid,
                    QStringLiteral("%1 %2").arg(ofKey ? keyFile : certificateFile, pair.error().message));
    }
    return pair;
}

Result<ServerCertificate> ServerCertificate::loadOrCreate(const QString &certificateFile,
                                                          const QString &keyFile, const QString &commonName,
                                                          const QStringList &names)
{
    auto loaded = load(certificateFile, keyFile);
    // A key without certificate is what a power cut between the two writes leaves: nobody has seen it yet.
    const bool halfMade = !loaded && loaded.error().code == ErrorCode::Invalid && QFile::exists(keyFile) &&
                          !QFile::exists(certificateFile);
    if (loaded || (loaded.error().code != ErrorCode::NotFound && !halfMade)) {
        return loaded;
    }
    auto made = generate(commonName, names);
    if (!made) {
        return made;
    }
    for (const auto &[file, content] :
         {std::pair(keyFile, made->keyPem), std::pair(certificateFile, made->certificatePem)}) {
        if (Status written = writeFile(file, content); !written) {
            return propagate(written);
        }
    }
    return made;
}

QString fingerprintText(const QByteArray &fingerprint)
{
    return QString::fromLatin1(fingerprint.toHex(':')).toUpper();
}

} // namespace common
