// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/jobcodec.h"

#include "common/rpc/codecs/wirevalue.h"

namespace common
{

namespace v1 = earshot::v1;

v1::Job toWire(const JobRecord &job)
{
    v1::Job wire;
    wire.set_id(toWire(job.id));
    wire.set_kind(toWire(job.kind));
    wire.set_subject(toWire(job.subject));
    wire.set_owner_id(toWire(job.ownerId));
    wire.set_owner(toWire(job.owner));
    wire.set_tenant(toWire(job.tenant));
    wire.set_state(toWire(job.state));
    wire.set_stage(toWire(job.progress.stage));
    wire.set_total(job.progress.total);
    wire.set_done(job.progress.done);
    wire.set_changed(job.progress.changed);
    wire.set_skipped(job.progress.skipped);
    wire.set_failed(job.progress.failed);
    wire.set_created_ms(job.createdMs);
    wire.set_started_ms(job.startedMs);
    wire.set_ended_ms(job.endedMs);
    wire.set_reason(toWire(job.reason));
    wire.set_dry_run(job.dryRun);
    wire.set_host(toWire(job.host));
    wire.set_stopping(job.stopping);
    for (const JobLine &line : job.lines) {
        v1::JobLine *row = wire.add_lines();
        row->set_row(line.row);
        row->set_field(toWire(line.field));
        row->set_code(toWire(line.code));
        row->set_detail(toWire(line.detail));
        row->set_error(line.error);
    }
    return wire;
}

Result<JobRecord> fromWire(const v1::Job &wire)
{
    if (!isMoment(wire.created_ms()) || !isMoment(wire.started_ms()) || !isMoment(wire.ended_ms())) {
        return invalidField(QStringLiteral("created_ms"), QStringLiteral("no moment"));
    }
    if (wire.lines_size() > JobRecord::kMostLines) {
        return invalidField(QStringLiteral("lines"), QStringLiteral("too many"));
    }
    JobRecord job;
    job.id = textOf(wire.id());
    job.kind = textOf(wire.kind());
    job.subject = textOf(wire.subject());
    job.ownerId = textOf(wire.owner_id());
    job.owner = textOf(wire.owner());
    job.tenant = textOf(wire.tenant());
    job.state = textOf(wire.state());
    job.progress = {textOf(wire.stage()), wire.total(),   wire.done(),
                    wire.changed(),       wire.skipped(), wire.failed()};
    job.createdMs = wire.created_ms();
    job.startedMs = wire.started_ms();
    job.endedMs = wire.ended_ms();
    job.reason = textOf(wire.reason());
    job.dryRun = wire.dry_run();
    job.host = textOf(wire.host());
    job.stopping = wire.stopping();
    for (const v1::JobLine &line : wire.lines()) {
        job.lines.append(
            {line.row(), textOf(line.field()), textOf(line.code()), textOf(line.detail()), line.error()});
    }
    return job;
}

v1::DeletedRecord toWire(const DeletedRecord &record)
{
    v1::DeletedRecord wire;
    wire.set_id(toWire(record.id));
    wire.set_kind(toWire(record.kind));
    wire.set_name(toWire(record.name));
    wire.set_tenant(toWire(record.tenant));
    wire.set_deleted_ms(record.deletedMs);
    wire.set_purge_ms(record.purgeMs);
    wire.set_deleted_by(toWire(record.deletedBy));
    return wire;
}

Result<DeletedRecord> fromWire(const v1::DeletedRecord &wire)
{
    if (!isMoment(wire.deleted_ms()) || !isMoment(wire.purge_ms())) {
        return invalidField(QStringLiteral("deleted_ms"), QStringLiteral("no moment"));
    }
    return DeletedRecord{textOf(wire.id()),        textOf(wire.kind()), textOf(wire.name()),
                         textOf(wire.tenant()),    wire.deleted_ms(),   wire.purge_ms(),
                         textOf(wire.deleted_by())};
}

v1::Retention toWire(const Retention &retention)
{
    v1::Retention wire;
    wire.set_days(retention.days);
    wire.set_version(retention.version);
    return wire;
}

Result<Retention> fromWire(const v1::Retention &wire)
{
    return Retention{wire.days(), wire.version()};
}

} // namespace common
