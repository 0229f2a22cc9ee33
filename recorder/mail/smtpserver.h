// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/mail/smtpdialogue.h"

#include <QByteArray>

#include <atomic>
#include <chrono>

namespace recorder
{

/// Who takes our mail.
struct SmtpServer {
    enum class Security {
        StartTls, ///< and nothing without it
        Tls,      ///< from the first byte
        None      ///< loopback only: other addresses are not connected to
    };
    QString host;
    int port = 587;
    Security security = Security::StartTls;
    QString login; ///< empty = without
    QString password;
    QByteArray caCertificates{}; ///< PEM; empty = the system's
    std::chrono::milliseconds connectTimeout{10000};
    std::chrono::milliseconds timeout{30000}; ///< of the whole
};

/// Hands a message in wire form over. Certificates are always verified. Waits: never on a thread that others
/// wait for.
/// `stop` (optional) ends it within a second when it becomes true.
SmtpReport sendMail(const SmtpServer &server, const QString &from, const QString &to,
                    const QByteArray &message, const std::atomic<bool> *stop = nullptr);

} // namespace recorder
