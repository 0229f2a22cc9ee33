// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/storageusagecodec.h"

#include "common/rpc/codecs/wirevalue.h"

namespace common
{

namespace
{

void write(earshot::v1::StorageUse &wire, const StorageUse &use)
{
    wire.set_files(use.files);
    wire.set_bytes(use.bytes);
    wire.set_minutes(use.minutes);
    wire.set_days(use.days);
    wire.set_megabytes_limit(use.megabytesLimit);
    wire.set_minutes_limit(use.minutesLimit);
    wire.set_days_limit(use.daysLimit);
}

StorageUse useOf(const earshot::v1::StorageUse &wire)
{
    return {wire.files(),           wire.bytes(),         wire.minutes(),   wire.days(),
            wire.megabytes_limit(), wire.minutes_limit(), wire.days_limit()};
}

} // namespace

earshot::v1::StorageUsageRow toWire(const StorageUsageRecord &record)
{
    earshot::v1::StorageUsageRow wire;
    wire.set_id(toWire(record.id));
    wire.set_name(toWire(record.name));
    write(*wire.mutable_audio(), record.audio);
    write(*wire.mutable_screen(), record.screen);
    return wire;
}

Result<StorageUsageRecord> fromWire(const earshot::v1::StorageUsageRow &wire)
{
    return StorageUsageRecord{textOf(wire.id()), textOf(wire.name()), useOf(wire.audio()),
                              useOf(wire.screen())};
}

earshot::v1::StorageEnforcement toWire(const StorageEnforcement &setting)
{
    earshot::v1::StorageEnforcement wire;
    wire.set_enabled(setting.enabled);
    wire.set_trial_ms(setting.trialMs);
    wire.set_version(setting.version);
    for (const QString &tenant : setting.untried) {
        wire.add_untried(toWire(tenant));
    }
    return wire;
}

Result<StorageEnforcement> fromWire(const earshot::v1::StorageEnforcement &wire)
{
    StorageEnforcement setting{wire.enabled(), wire.trial_ms(), wire.version()};
    for (const std::string &tenant : wire.untried()) {
        setting.untried.append(textOf(tenant));
    }
    return setting;
}

} // namespace common
