// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/settingshandlers.h"

#include "recorder/api/gatecall.h"
#include "recorder/api/gateserve.h"
#include "recorder/service/encryption.h"
#include "recorder/service/settingsservice.h"
#include "recorder/service/storageenforcement.h"
#include "recorder/service/storagerules.h"
#include "recorder/service/storageusage.h"

#include "common/proto/encryption.pb.h"
#include "common/proto/settings.pb.h"
#include "common/proto/storagerules.pb.h"
#include "common/rpc/codecs/jobcodec.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/recordcodec.h"
#include "common/rpc/codecs/storageusagecodec.h"

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::Result;

void answer(const Reply<v1::FileFormatSetting> &reply, const Result<FileFormatSetting> &setting)
{
    if (!setting) {
        reply(tl::unexpected<common::Error>(setting.error()));
        return;
    }
    v1::FileFormatSetting message;
    *message.mutable_format() = common::toWire(setting->format);
    message.set_inherited(setting->inherited);
    message.set_version(setting->version);
    reply(message);
}

/// Whose setting: as asked for, and as answered.
struct Asked {
    bool system = false;
    QString tenantId;
};

template <typename Message>
Asked askedIn(const Message &message)
{
    return {message.system(), QString::fromStdString(message.tenant_id())};
}

/// What the methods of a level answer: the setting and whose it is.
template <typename T>
using Owned = std::pair<T, Asked>;

template <typename T>
Result<Owned<T>> of(const Result<T> &setting, const Asked &asked)
{
    return setting ? Result<Owned<T>>(Owned<T>(*setting, asked))
                   : Result<Owned<T>>(tl::unexpected<common::Error>(setting.error()));
}

v1::StorageRulesSetting rulesMessage(const Owned<StorageRules> &owned)
{
    const auto &[rules, asked] = owned;
    const auto fill = [](v1::StorageRule &message, const StorageRule &rule) {
        message.set_target(rule.target.toStdString());
        message.set_target_name(rule.targetName.toStdString());
        message.set_name_format(rule.nameFormat.toStdString());
    };
    v1::StorageRulesSetting message;
    message.set_system(asked.system);
    message.set_tenant_id(asked.tenantId.toStdString());
    message.set_inherited(rules.inherited);
    message.set_version(rules.version);
    fill(*message.mutable_audio(), rules.audio);
    fill(*message.mutable_screen(), rules.screen);
    for (const TargetChoice &choice : rules.targets) {
        v1::StorageRuleTarget &target = *message.add_targets();
        target.set_id(choice.id.toStdString());
        target.set_name(choice.name.toStdString());
    }
    return message;
}

StorageRule ruleFrom(const v1::StorageRule &message)
{
    return {QString::fromStdString(message.target()), {}, QString::fromStdString(message.name_format())};
}

common::Status addRuleHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate)
{
    return allOf(
        {serve<v1::StorageRulesRequest, v1::StorageRulesSetting, Asked, Owned<StorageRules>>(
             dispatcher, "StorageRules/Get", gate,
             [](const v1::StorageRulesRequest &request) { return Result<Asked>(askedIn(request)); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &, const Asked &asked) {
                 return of(storageRules(transaction, scope, asked.system, asked.tenantId), asked);
             },
             rulesMessage),
         serve<v1::StorageRulesSetting, v1::StorageRulesSetting, StorageRulesChange, Owned<StorageRules>>(
             dispatcher, "StorageRules/Set", gate,
             [](const v1::StorageRulesSetting &request) {
                 const Asked asked = askedIn(request);
                 return Result<StorageRulesChange>(StorageRulesChange{asked.system,
                                                                      {ruleFrom(request.audio()),
                                                                       ruleFrom(request.screen()),
                                                                       request.inherited(),
                                                                       request.version(),
                                                                       {}},
                                                                      asked.tenantId});
             },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                const StorageRulesChange &change) {
                 return of(changeStorageRules(transaction, scope, trail, change),
                           {change.system, change.tenantId});
             },
             rulesMessage)});
}

common::Status addEnforcementHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate)
{
    const auto encode = [](const common::StorageEnforcement &setting) { return common::toWire(setting); };
    return allOf(
        {serve<v1::StorageEnforcementRequest, v1::StorageEnforcement, int, common::StorageEnforcement>(
             dispatcher, "StorageUsage/GetEnforcement", gate,
             [](const v1::StorageEnforcementRequest &) { return Result<int>(0); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &, const int &) {
                 return storageEnforcement(transaction, scope);
             },
             encode),
         serve<v1::StorageEnforcement, v1::StorageEnforcement, common::StorageEnforcement,
               common::StorageEnforcement>(
             dispatcher, "StorageUsage/SetEnforcement", gate,
             [](const v1::StorageEnforcement &wire) { return common::fromWire(wire); }, setStorageEnforcement,
             encode),
         serve<v1::StorageEnforceRequest, v1::Job, bool, common::JobRecord>(
             dispatcher, "StorageUsage/Enforce", gate,
             [](const v1::StorageEnforceRequest &request) { return Result<bool>(request.dry_run()); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &trail, const bool &trial) {
                 return enforceStorageLimits(transaction, scope, trail, trial);
             },
             [](const common::JobRecord &job) { return common::toWire(job); })});
}

common::Status addUsageHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate)
{
    using Page = common::ListPageOf<common::StorageUsageRecord>;
    return serve<v1::ListRequest, v1::StorageUsageList, common::ListQuery, Page>(
        dispatcher, "StorageUsage/List", gate,
        [](const v1::ListRequest &request) { return common::fromWire(request); },
        [](Transaction &transaction, const TenantScope &scope, AuditDetail &,
           const common::ListQuery &query) { return storageUsage(transaction, scope, query); },
        [](const Page &page) {
            v1::StorageUsageList list;
            for (const common::StorageUsageRecord &record : page.items) {
                *list.add_rows() = common::toWire(record);
            }
            *list.mutable_info() = common::infoToWire(page);
            return list;
        });
}

v1::EncryptionSetting encryptionMessage(const Owned<EncryptionSetting> &owned)
{
    const auto &[setting, asked] = owned;
    v1::EncryptionSetting message;
    message.set_system(asked.system);
    message.set_tenant_id(asked.tenantId.toStdString());
    message.set_enabled(setting.enabled);
    message.set_inherited(setting.inherited);
    message.set_version(setting.version);
    for (const QString &tenant : setting.withoutKey) {
        message.add_without_key(tenant.toStdString());
    }
    return message;
}

common::Status addEncryptionHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate)
{
    return allOf(
        {serve<v1::EncryptionRequest, v1::EncryptionSetting, Asked, Owned<EncryptionSetting>>(
             dispatcher, "Encryption/Get", gate,
             [](const v1::EncryptionRequest &request) { return Result<Asked>(askedIn(request)); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &, const Asked &asked) {
                 return of(encryptionSetting(transaction, scope, asked.system, asked.tenantId), asked);
             },
             encryptionMessage),
         serve<v1::EncryptionSetting, v1::EncryptionSetting, EncryptionChange, Owned<EncryptionSetting>>(
             dispatcher, "Encryption/Set", gate,
             [](const v1::EncryptionSetting &request) {
                 const Asked asked = askedIn(request);
                 return Result<EncryptionChange>(EncryptionChange{asked.system, request.enabled(),
                                                                  request.inherited(), request.version(),
                                                                  asked.tenantId});
             },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                const EncryptionChange &change) {
                 return of(changeEncryption(transaction, scope, trail, change),
                           {change.system, change.tenantId});
             },
             encryptionMessage)});
}

} // namespace

common::Status addSettingsHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate)
{
    if (common::Status rules =
            allOf({addRuleHandlers(dispatcher, gate), addUsageHandlers(dispatcher, gate),
                   addEnforcementHandlers(dispatcher, gate), addEncryptionHandlers(dispatcher, gate)});
        !rules) {
        return rules;
    }
    if (common::Status show = dispatcher.unary<v1::FileFormatRequest, v1::FileFormatSetting>(
            QStringLiteral("earshot.v1.Settings/GetFileFormat"),
            [gate](const CallContext &context, const v1::FileFormatRequest &request,
                   const Reply<v1::FileFormatSetting> &reply) {
                runInGate<FileFormatSetting>(
                    gate, context,
                    [asked = askedIn(request)](Transaction &transaction, const TenantScope &scope,
                                               AuditDetail &) {
                        return fileFormatSetting(transaction, scope, asked.system, asked.tenantId);
                    },
                    [reply](const Result<FileFormatSetting> &setting) { answer(reply, setting); });
            });
        !show) {
        return show;
    }
    return dispatcher.unary<v1::FileFormatChange, v1::FileFormatSetting>(
        QStringLiteral("earshot.v1.Settings/SetFileFormat"),
        [gate](const CallContext &context, const v1::FileFormatChange &request,
               const Reply<v1::FileFormatSetting> &reply) {
            FileFormatChange change{request.system(), std::nullopt, request.version(),
                                    QString::fromStdString(request.tenant_id())};
            if (!request.inherit()) {
                auto format = common::fromWire(request.format());
                if (!format) {
                    reply(common::propagate(format));
                    return;
                }
                change.format = *format;
            }
            runInGate<FileFormatSetting>(
                gate, context,
                [change](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                    return changeFileFormat(transaction, scope, trail, change);
                },
                [reply](const Result<FileFormatSetting> &setting) { answer(reply, setting); });
        });
}

} // namespace recorder
