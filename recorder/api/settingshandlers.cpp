// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/settingshandlers.h"

#include "recorder/api/gatecall.h"
#include "recorder/service/settingsservice.h"

#include "common/proto/settings.pb.h"
#include "common/rpc/codecs/recordcodec.h"

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

} // namespace

common::Status addSettingsHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate)
{
    if (common::Status show = dispatcher.unary<v1::FileFormatRequest, v1::FileFormatSetting>(
            QStringLiteral("earshot.v1.Settings/GetFileFormat"),
            [gate](const CallContext &context, const v1::FileFormatRequest &request,
                   const Reply<v1::FileFormatSetting> &reply) {
                runInGate<FileFormatSetting>(
                    gate, context,
                    [system = request.system()](Transaction &transaction, const TenantScope &scope,
                                                AuditDetail &) {
                        return fileFormatSetting(transaction, scope, system);
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
            FileFormatChange change{request.system(), std::nullopt, request.version()};
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
