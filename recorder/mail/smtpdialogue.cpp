// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/mail/smtpdialogue.h"

namespace recorder
{

namespace
{

constexpr qsizetype kLongestLine = 500;
const char *const kNames[] = {"name", "tcp", "tls", "login", "sender", "recipient", "accepted"};

QString printable(QByteArrayView line)
{
    QString text = QString::fromUtf8(line.first(std::min(line.size(), kLongestLine))).trimmed();
    for (QChar &c : text) {
        if (!c.isPrint()) {
            c = QLatin1Char(' ');
        }
    }
    return text;
}

} // namespace

SmtpDialogue::SmtpDialogue(const common::Clock &clock, bool startTls, bool tls, bool login)
    : m_clock(clock)
    , m_startTls(startTls)
    , m_tls(tls)
    , m_login(login)
    , m_since(clock.mono())
{
}

bool SmtpDialogue::isAsked(Stage stage) const
{
    return (stage != Stage::Tls || m_startTls || m_tls) && (stage != Stage::Login || m_login);
}

void SmtpDialogue::reach(Stage stage)
{
    if (stage <= m_stage) {
        return;
    }
    const common::MonoTime now = m_clock.mono();
    m_ms[static_cast<int>(m_stage)] =
        std::chrono::duration_cast<std::chrono::milliseconds>(now - m_since).count();
    m_since = now;
    m_stage = stage;
}

void SmtpDialogue::connecting()
{
    reach(Stage::Tcp);
}

void SmtpDialogue::securing()
{
    reach(Stage::Tls);
    m_secured = true;
}

void SmtpDialogue::said(QByteArrayView command)
{
    const auto begins = [command](const char *verb) {
        const QByteArrayView expected(verb);
        return command.size() >= expected.size() &&
               qstrnicmp(command.data(), expected.size(), expected.data(), expected.size()) == 0;
    };
    if (begins("EHLO") || begins("HELO")) {
        reach(m_startTls && !m_secured ? Stage::Tls : Stage::Login);
    } else if (begins("STARTTLS")) {
        securing();
    } else if (begins("AUTH")) {
        reach(Stage::Login);
    } else if (begins("MAIL FROM")) {
        reach(Stage::Sender);
    } else if (begins("RCPT TO")) {
        reach(Stage::Recipient);
    } else if (begins("DATA")) {
        reach(Stage::Accepted);
    } else if (begins("QUIT")) {
        m_leaving = true;
    }
}

void SmtpDialogue::heard(QByteArrayView line)
{
    if (!m_leaving) { // a good-bye says nothing of what went wrong before
        m_lastLine = printable(line);
    }
}

QList<SmtpStep> SmtpDialogue::report(const QString &state, const QString &cause, const QString &detail)
{
    m_ms[static_cast<int>(m_stage)] =
        std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.mono() - m_since).count();
    QList<SmtpStep> steps;
    for (int i = 0; i < 7; ++i) {
        const auto stage = static_cast<Stage>(i);
        SmtpStep step;
        step.name = QLatin1String(kNames[i]);
        if (stage == m_stage) {
            step.state = state;
            step.cause = cause;
            step.detail = detail;
        } else {
            step.state =
                stage < m_stage && isAsked(stage) ? QStringLiteral("passed") : QStringLiteral("not-run");
        }
        step.ms = step.state == QLatin1String("not-run") ? 0 : m_ms[i];
        steps.append(step);
    }
    return steps;
}

SmtpReport SmtpDialogue::accepted()
{
    reach(Stage::Accepted);
    return {true, false, report(QStringLiteral("passed"), {}, m_lastLine), {}};
}

SmtpReport SmtpDialogue::failed(const QString &cause, const QString &detail)
{
    const QString name = QLatin1String(kNames[static_cast<int>(m_stage)]);
    SmtpReport report;
    report.steps = this->report(QStringLiteral("failed"), cause, detail);
    // Encryption, login and sender are the administrator's to mend; what was said of the mail itself stands.
    report.permanent = m_stage >= Stage::Recipient && m_lastLine.startsWith(QLatin1Char('5'));
    report.problem = QStringLiteral("%1: %2 (%3)").arg(name, cause, detail);
    return report;
}

} // namespace recorder
