// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/der.h"
#include "common/crypto/keybundle.h"

#include <QByteArray>
#include <QFile>
#include <QMap>
#include <QStringList>

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace tests
{

/// What is looked for in a process, by what it is called in a failure.
using Needles = QMap<QString, QByteArray>;

/// A number as its bytes stand in DER, and as OpenSSL's BIGNUM keeps it in memory (little-endian words); the
/// middle of it, which no padding or blinding shifts.
inline void addNumber(Needles &needles, const QString &name, QByteArrayView magnitude)
{
    constexpr qsizetype kPiece = 32;
    QByteArray middle = magnitude.sliced((magnitude.size() - kPiece) / 2 / 8 * 8, kPiece).toByteArray();
    needles.insert(name, middle);
    std::reverse(middle.begin(), middle.end());
    needles.insert(name + QStringLiteral(", as OpenSSL keeps it"), middle);
}

/// Every secret part of the bundle.
inline void addKeys(Needles &needles, const QString &whose, const common::KeyBundle &bundle)
{
    const auto der = bundle.opening.toPkcs8();
    common::DerReader info = common::DerReader(der->view()).enter(common::tag::kSequence);
    info.read(common::tag::kInteger);
    info.read(common::tag::kSequence);
    common::DerReader key =
        common::DerReader(info.read(common::tag::kOctetString)).enter(common::tag::kSequence);
    key.read(common::tag::kInteger);
    key.readMagnitude(); // n
    key.readMagnitude(); // e
    for (const char *part : {"d", "p", "q", "d mod p-1", "d mod q-1", "1/q mod p"}) {
        addNumber(needles, whose + QLatin1Char(' ') + QLatin1String(part), key.readMagnitude());
    }
    needles.insert(whose + QStringLiteral(" signing key"), bundle.signing.secret());
}

inline void addPassword(Needles &needles, const QString &password)
{
    needles.insert(QStringLiteral("password"), password.toUtf8());
    needles.insert(QStringLiteral("password, as Qt keeps it"),
                   QByteArray(reinterpret_cast<const char *>(password.utf16()), password.size() * 2));
}

/// Names of the needles that lie anywhere in what the process has written to; "unreadable" when it cannot be
/// looked at. The process may run meanwhile.
inline QStringList foundInMemory(qint64 pid, const Needles &needles)
{
    constexpr qsizetype kPiece = 4 * 1024 * 1024;
    constexpr qsizetype kOverlap = 4096; // longer than any needle
    const QString folder = QStringLiteral("/proc/%1/").arg(pid);
    QFile maps(folder + QStringLiteral("maps"));
    const int memory = ::open(qPrintable(folder + QStringLiteral("mem")), O_RDONLY | O_CLOEXEC);
    if (memory < 0 || !maps.open(QIODevice::ReadOnly)) {
        return {QStringLiteral("unreadable")};
    }
    QStringList found;
    qint64 read = 0;
    QByteArray piece(kPiece, Qt::Uninitialized);
    for (const QByteArray &line : maps.readAll().split('\n')) {
        const QList<QByteArray> words = line.simplified().split(' ');
        if (words.size() < 2 || !words[1].startsWith("rw")) {
            continue;
        }
        const qsizetype dash = words[0].indexOf('-');
        const qulonglong end = words[0].mid(dash + 1).toULongLong(nullptr, 16);
        for (qulonglong at = words[0].left(dash).toULongLong(nullptr, 16); at < end;) {
            const auto wanted = static_cast<size_t>(std::min<qulonglong>(end - at, kPiece));
            const ssize_t got = ::pread(memory, piece.data(), wanted, static_cast<off_t>(at));
            if (got <= 0) {
                break; // a guard page, or it is gone
            }
            read += got;
            const QByteArray seen = QByteArray::fromRawData(piece.constData(), got);
            for (auto it = needles.cbegin(); it != needles.cend(); ++it) {
                if (!found.contains(it.key()) && seen.contains(it.value())) {
                    found.append(it.key());
                }
            }
            at += got > kOverlap && at + static_cast<qulonglong>(got) < end
                      ? static_cast<qulonglong>(got - kOverlap)
                      : static_cast<qulonglong>(got);
        }
    }
    ::close(memory);
    constexpr qint64 kLeast = 1024 * 1024;
    return read < kLeast ? QStringList{QStringLiteral("unreadable")} : found;
}

} // namespace tests
