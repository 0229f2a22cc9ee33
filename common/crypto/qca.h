// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <cstddef>
#include <memory>
#include <span>

namespace common
{

struct QcaFunctions;

/// The loaded library earshot-qca: QCA makes and reads RSA keys, signs, hashes and gives random numbers. What
/// the capture path needs at each frame or file (fillRandom, Sha256, AesGcm) is OpenSSL's and works without
/// it. A value: copies share the library, which stays loaded until the process ends. Any thread.
class Qca
{
public:
    /// Tries the files in turn. Unavailable, naming each file and its reason, when none can be loaded, when
    /// it has another ABI, or when QCA has no provider for RSA and SHA-256.
    static Result<Qca> load(const QStringList &files = searchPath());
    /// $EARSHOT_QCA (then only that one), else ../lib/ and ../lib/earshot/ beside the program.
    static QStringList searchPath();

    QString version() const; ///< "QCA 2.3.5, Qt 5.15.8"
    Status fillRandom(std::span<std::byte> out) const;
    Result<QByteArray> sha256(QByteArrayView bytes) const;

    /// For rsakeys.cpp.
    const QcaFunctions &functions() const { return *m_functions; }

private:
    explicit Qca(std::shared_ptr<const QcaFunctions> functions)
        : m_functions(std::move(functions))
    {
    }
    std::shared_ptr<const QcaFunctions> m_functions;
};

} // namespace common
