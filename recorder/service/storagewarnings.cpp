// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/storagewarnings.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/mailsender.h"
#include "recorder/service/mailtexts.h"

namespace recorder
{

namespace
{

constexpr qint64 kMailLifeMs = 2 * 86'400'000LL;
constexpr int kFarBelow = 5; // per cent

/// The step that counts from now on: up at once, down only when the use is well below.
int nextStep(int told, const common::StorageUse &use)
{
    const int step = use.step();
    return step >= told || use.percent() > told - kFarBelow ? std::max(step, told) : step;
}

} // namespace

common::Result<int> StorageWarnings::warn(Transaction &transaction, const TenantScope &scope,
                                          AuditDetail &trail, const LimitedTenant &tenant,
                                          LimitedMedia media) const
{
    const bool audio = media == LimitedMedia::Audio;
    const common::StorageUse &use = audio ? tenant.audio : tenant.screen;
    RemovalRepository repository(transaction);
    const int told = repository.warnedStep(tenant.key, media);
    const int step = nextStep(told, use);
    if (step != told) {
        repository.setWarnedStep(tenant.key, media, step, scope.nowMs());
    }
    if (step <= told) {
        trail.drop();
        return 0;
    }
    tellTenant(trail, tenant.key);
    trail.note(QStringLiteral("media"), audio ? QStringLiteral("audio") : QStringLiteral("screen"));
    trail.note(QStringLiteral("percent"), use.percent());
    if (!isMailOn(transaction)) {
        return step;
    }
    for (const RemovalRepository::Reader &reader : repository.readersOfWarnings(tenant.key)) {
        const MailText text = storageMail({tenant.name, audio, use.percent(), reader.language});
        OutgoingMail mail;
        mail.user = reader.user;
        mail.recipient = reader.email;
        mail.subject = text.subject;
        mail.expiresMs = scope.nowMs() + kMailLifeMs;
        if (common::Status queued = queueMail(transaction, m_key, std::move(mail), text.body, scope.nowMs());
            !queued) {
            return common::propagate(queued);
        }
    }
    return step;
}

} // namespace recorder
