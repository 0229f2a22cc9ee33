// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/qca.h"

#include "common/crypto/qcafunctions.h"

#include <QCoreApplication>
#include <QFile>

#include <dlfcn.h>

namespace common
{

namespace
{

template <typename F>
bool find(void *library, const char *name, F &function)
{
    function = reinterpret_cast<F>(::dlsym(library, name));
    return function != nullptr;
}

bool findAll(void *library, QcaFunctions &f)
{
    return find(library, "earshot_qca_abi", f.abi) && find(library, "earshot_qca_start", f.start) &&
           find(library, "earshot_qca_version", f.version) && find(library, "earshot_qca_random", f.random) &&
           find(library, "earshot_qca_sha256", f.sha256) &&
           find(library, "earshot_qca_rsa_generate", f.generate) &&
           find(library, "earshot_qca_rsa_from_private_pem", f.fromPrivatePem) &&
           find(library, "earshot_qca_rsa_from_public_pem", f.fromPublicPem) &&
           find(library, "earshot_qca_rsa_bits", f.bits) &&
           find(library, "earshot_qca_rsa_private_pem", f.privatePem) &&
           find(library, "earshot_qca_rsa_public_pem", f.publicPem) &&
           find(library, "earshot_qca_rsa_sign", f.sign) &&
           find(library, "earshot_qca_rsa_verify", f.verify) &&
           find(library, "earshot_qca_key_free", f.freeKey);
}

/// Empty when the library can be used.
QString problemOf(void *library, QcaFunctions &functions)
{
    if (!findAll(library, functions)) {
        return QStringLiteral("is not an earshot-qca library");
    }
    if (functions.abi() != EARSHOT_QCA_ABI) {
        return QStringLiteral("has interface version %1, not %2").arg(functions.abi()).arg(EARSHOT_QCA_ABI);
    }
    if (functions.start() != EARSHOT_QCA_OK) {
        return QStringLiteral("finds no QCA provider for RSA and SHA-256 (package libqca-qt5-2-plugins or "
                              "libqca-qt6-plugins)");
    }
    return {};
}

} // namespace

QStringList Qca::searchPath()
{
    const QString given = qEnvironmentVariable("EARSHOT_QCA");
    if (!given.isEmpty()) {
        return {given};
    }
    const QString here = QCoreApplication::applicationDirPath();
    return {here + QStringLiteral("/../lib/libearshot-qca.so"),
            here + QStringLiteral("/../lib/earshot/libearshot-qca.so")};
}

Result<Qca> Qca::load(const QStringList &files)
{
    QStringList problems;
    for (const QString &file : files) {
        // RTLD_LOCAL keeps the Qt 5 below QCA away from our Qt 6; NODELETE because Qt cannot be unloaded.
        void *library = ::dlopen(QFile::encodeName(file).constData(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        if (library == nullptr) {
            problems.append(QString::fromLocal8Bit(::dlerror()));
            continue;
        }
        auto functions = std::make_shared<QcaFunctions>();
        const QString problem = problemOf(library, *functions);
        if (problem.isEmpty()) {
            return Qca(std::move(functions));
        }
        problems.append(file + u' ' + problem);
    }
    return fail(
        ErrorCode::Unavailable,
        QStringLiteral("the key library cannot be loaded: %1").arg(problems.join(QStringLiteral("; "))));
}

QString Qca::version() const
{
    return QString::fromLatin1(m_functions->version());
}

Status Qca::fillRandom(std::span<std::byte> out) const
{
    if (m_functions->random(reinterpret_cast<unsigned char *>(out.data()), out.size()) != EARSHOT_QCA_OK) {
        return fail(ErrorCode::Internal, QStringLiteral("no random numbers from QCA"));
    }
    return {};
}

Result<QByteArray> Qca::sha256(QByteArrayView bytes) const
{
    QByteArray digest(32, '\0');
    if (m_functions->sha256(reinterpret_cast<const unsigned char *>(bytes.data()),
                            static_cast<std::size_t>(bytes.size()),
                            reinterpret_cast<unsigned char *>(digest.data())) != EARSHOT_QCA_OK) {
        return fail(ErrorCode::Internal, QStringLiteral("SHA-256 of QCA failed"));
    }
    return digest;
}

} // namespace common
