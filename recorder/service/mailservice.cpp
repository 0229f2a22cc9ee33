// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/mailservice.h"

#include "recorder/mail/mailmessage.h"
#include "recorder/service/directorychecks.h"
#include "recorder/service/mailtexts.h"
#include "recorder/store/sessionrepository.h"

namespace recorder
{

using common::Result;

MailService::MailService(const Gate &gate, const common::Clock &clock, common::HostKey key, QString server)
    : m_gate(gate)
    , m_key(std::move(key))
    , m_server(std::move(server))
    , m_clock(clock)
    , m_slots(clock, {.slots = 2, .patience = std::chrono::seconds(5), .queueLimit = 10})
{
}

MailService::~MailService()
{
    m_stop = true; // then the errands come home, then the slots end
}

void MailService::show(const Actor &actor, const Operation &operation, Done<MailSetting> done) const
{
    m_gate.run<MailSetting>(
        actor, operation,
        [](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
            return mailSetting(transaction, scope);
        },
        std::move(done));
}

void MailService::change(const Actor &actor, const Operation &operation, const MailSetting &wanted,
                         Done<MailSetting> done) const
{
    m_gate.run<MailSetting>(
        actor, operation,
        [key = m_key, wanted](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
            return changeMailSetting(transaction, scope, trail, key, wanted);
        },
        std::move(done));
}

void MailService::test(const Actor &actor, const Operation &operation, const MailSetting &setting,
                       const QString &to, Done<SmtpReport> done)
{
    struct Prepared {
        MailRoute route;
        QByteArray message;
    };
    m_gate.run<Prepared>(
        actor, operation,
        [this, key = m_key, setting, to](Transaction &transaction, const TenantScope &scope,
                                         AuditDetail &trail) -> Result<Prepared> {
            auto route = routeOf(transaction, scope, key, setting);
            if (!route) {
                return common::propagate(route);
            }
            if (!isMailAddress(to)) {
                return invalid("to", "format");
            }
            const auto session = SessionRepository(transaction).find(scope.actor().session.uuid());
            const MailText text = testMail(m_server, session ? session->rights.language : QString());
            auto message =
                wireForm({route->from, to, text.subject, text.body}, common::makeUuidV7(), m_clock.wall());
            if (!message) {
                return common::propagate(message);
            }
            trail.note(QStringLiteral("host"), setting.host);
            trail.note(QStringLiteral("recipient"), to);
            return Prepared{std::move(*route), std::move(*message)};
        },
        [this, to, done = std::move(done), keep = m_errands.one()](Result<Prepared> prepared) {
            if (!prepared) {
                done(common::propagate(prepared));
                return;
            }
            m_slots.post([this, to, ready = std::move(*prepared), done](bool busy) {
                if (busy) {
                    done(common::fail(common::ErrorCode::Unavailable,
                                      QStringLiteral("too many tests at once"),
                                      {{QStringLiteral("reason"), QStringLiteral("busy")}}));
                    return;
                }
                done(sendMail(ready.route.server, ready.route.from, to, ready.message, &m_stop));
            });
        });
}

} // namespace recorder
