// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"

#include <QByteArrayView>
#include <QList>
#include <QString>

namespace recorder
{

struct SmtpStep {
    QString name;  ///< name, tcp, tls, login, sender, recipient, accepted
    QString state; ///< passed, failed, not-run
    qint64 ms = 0;
    QString detail; ///< what the server said; no secrets
    QString cause;  ///< refused, timeout, name, certificate, ...

    bool operator==(const SmtpStep &) const = default;
};

struct SmtpReport {
    bool accepted = false;
    bool permanent = false; ///< the server will not change its mind: this mail is never taken
    QList<SmtpStep> steps;
    QString problem; ///< one line, empty when accepted
};

/// Follows what a client and an SMTP server say to each other and knows how far they came. One thread.
class SmtpDialogue
{
public:
    enum class Stage { Name, Tcp, Tls, Login, Sender, Recipient, Accepted };

    SmtpDialogue(const common::Clock &clock, bool startTls, bool tls, bool login);

    void connecting();                 ///< the name is known
    void securing();                   ///< first bytes of TLS
    void said(QByteArrayView command); ///< by the client; only its verb is looked at
    void heard(QByteArrayView line);   ///< from the server
    Stage stage() const { return m_stage; }
    /// The last answer of the server, with its code, before the good-byes.
    QString lastLine() const { return m_lastLine; }

    SmtpReport accepted();
    /// `cause` is that of the step it failed in.
    SmtpReport failed(const QString &cause, const QString &detail);

private:
    void reach(Stage stage);
    QList<SmtpStep> report(const QString &state, const QString &cause, const QString &detail);
    bool isAsked(Stage stage) const;

    const common::Clock &m_clock;
    const bool m_startTls;
    const bool m_tls;
    const bool m_login;
    Stage m_stage = Stage::Name;
    common::MonoTime m_since;
    qint64 m_ms[7] = {};
    bool m_secured = false;
    bool m_leaving = false;
    QString m_lastLine;
};

} // namespace recorder
