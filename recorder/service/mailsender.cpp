// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/mailsender.h"

#include "recorder/mail/mailmessage.h"

#include <QLoggingCategory>

#include <algorithm>

namespace recorder
{

Q_LOGGING_CATEGORY(lcMail, "earshot.mail", QtInfoMsg)

namespace
{

using common::Result;
using common::Status;

/// Longer than a hand-over takes at most: another host may try then.
constexpr std::chrono::milliseconds kClaim{120000};

QByteArray contextOf(const QUuid &mail)
{
    return QByteArrayLiteral("mail.outbox:") + mail.toRfc4122();
}

/// The outbox is no resource of anybody: the gate is passed as the system, and leaves no row.
Operation bookkeeping()
{
    return {QStringLiteral("mail"), QString(), false, false, QStringLiteral("mail"), QStringLiteral("send")};
}

} // namespace

Status queueMail(Transaction &transaction, const common::HostKey &key, OutgoingMail mail, const QString &text,
                 qint64 nowMs)
{
    mail.id = common::makeUuidV7();
    auto sealed = key.seal(text.toUtf8(), contextOf(mail.id));
    if (!sealed) {
        return common::propagate(sealed);
    }
    mail.body = *sealed;
    MailRepository(transaction).add(mail, nowMs);
    return {};
}

MailSender::MailSender(Parts parts)
    : m_parts(std::move(parts))
{
}

MailSender::~MailSender()
{
    stop();
}

void MailSender::stop()
{
    m_stop = true;
    wake();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void MailSender::start(std::function<void()> chore)
{
    if (!m_thread.joinable()) {
        m_chore = std::move(chore);
        m_thread = std::thread([this] { run(); });
    }
}

void MailSender::run()
{
    while (!m_stop) {
        m_chore();
        while (!m_stop && sendOne()) {
        }
        if (m_news.tryAcquire(1, static_cast<int>(m_parts.look.count()))) {
            m_news.tryAcquire(m_news.available()); // one look answers all calls so far
        }
    }
}

Result<std::optional<MailRoute>> MailSender::route() const
{
    using Route = std::optional<MailRoute>;
    return m_parts.gate.runAndWait<Route>(
        Actor::system(QStringLiteral("mail")), bookkeeping(),
        [this](Transaction &transaction, const TenantScope &, AuditDetail &) {
            return mailRoute(transaction, m_parts.key);
        });
}

bool MailSender::sendOne()
{
    using Claimed = std::optional<OutgoingMail>;
    const auto claimed = m_parts.gate.runAndWait<Claimed>(
        Actor::system(QStringLiteral("mail")), bookkeeping(),
        [](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<Claimed> {
            return MailRepository(transaction).claim(scope.nowMs(), scope.nowMs() + kClaim.count());
        });
    if (!claimed || !*claimed) {
        return false;
    }
    const OutgoingMail &mail = **claimed;
    if (common::toUnixMs(m_parts.clock.wall()) >= mail.expiresMs) {
        abandon(mail, QStringLiteral("too old"));
        return true;
    }
    const auto route = this->route();
    auto text = m_parts.key.unseal(mail.body, contextOf(mail.id));
    if (!text) {
        abandon(mail, QStringLiteral("not sealed by this host's key"));
        return true;
    }
    if (!route || !*route) {
        settle(mail, {false, false, {}, route ? QStringLiteral("mail is off") : route.error().message});
        return true;
    }
    auto message = wireForm({(*route)->from, mail.recipient, mail.subject, QString::fromUtf8(*text)}, mail.id,
                            m_parts.clock.wall());
    if (!message) {
        abandon(mail, message.error().message);
        return true;
    }
    settle(mail, sendMail((*route)->server, (*route)->from, mail.recipient, *message, &m_stop));
    return true;
}

void MailSender::settle(const OutgoingMail &mail, const SmtpReport &report)
{
    if (!report.accepted) {
        ++m_failed;
        qCWarning(lcMail, "mail to %s, attempt %d: %s", qUtf8Printable(mail.recipient), mail.attempts,
                  qUtf8Printable(report.problem));
        if (report.permanent) {
            abandon(mail, report.problem);
            return;
        }
    }
    const auto pause =
        std::min(m_parts.lastPause, m_parts.firstPause * (1 << std::min(mail.attempts - 1, 16)));
    const Status settled = m_parts.gate.runAndWait<void>(
        Actor::system(QStringLiteral("mail")), bookkeeping(),
        [&mail, &report, pause](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Status {
            MailRepository mails(transaction);
            if (report.accepted) {
                mails.remove(mail.id);
            } else {
                mails.postpone(mail.id, scope.nowMs() + pause.count());
            }
            return {};
        });
    if (report.accepted) {
        ++m_sent;
        qCInfo(lcMail, "mail to %s was taken by the server", qUtf8Printable(mail.recipient));
    }
    if (!settled) { // it is claimed for a while; sent once more then, which is better than never
        qCWarning(lcMail, "outbox: %s", qUtf8Printable(settled.error().message));
    }
}

void MailSender::abandon(const OutgoingMail &mail, const QString &problem)
{
    ++m_abandoned;
    Operation operation = bookkeeping();
    operation.mutates = true;
    operation.action = QStringLiteral("not-sent");
    const Status removed = m_parts.gate.runAndWait<void>(
        Actor::system(QStringLiteral("mail")), operation,
        [&mail, &problem](Transaction &transaction, const TenantScope &, AuditDetail &trail) -> Status {
            MailRepository(transaction).remove(mail.id);
            trail.setSubject(mail.user.uuid());
            trail.note(QStringLiteral("recipient"), mail.recipient);
            trail.note(QStringLiteral("attempts"), mail.attempts);
            trail.note(QStringLiteral("problem"), problem);
            return {};
        });
    qCWarning(lcMail, "mail to %s is given up after %d attempts: %s%s", qUtf8Printable(mail.recipient),
              mail.attempts, qUtf8Printable(problem), removed ? "" : " (and the outbox cannot be written)");
}

} // namespace recorder
