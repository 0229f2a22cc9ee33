// SPDX-License-Identifier: GPL-3.0-or-later
// CtlCommand's commands about the audit trail as a whole.
#include "console/cli/ctlcommands.h"

#include "common/proto/audittrail.pb.h"

namespace console
{

namespace
{

/// For people; scripts have the code.
QString sentenceOf(const earshot::v1::AuditVerdict &verdict)
{
    const QString where =
        verdict.first_bad() != 0 ? QStringLiteral(" (entry %1)").arg(verdict.first_bad()) : QString();
    const QString reason = QString::fromStdString(verdict.reason());
    if (reason == QLatin1String("changed")) {
        return QStringLiteral("an entry is not as it was written") + where;
    }
    if (reason == QLatin1String("missing")) {
        return QStringLiteral("an entry or a signed head is missing") + where;
    }
    if (reason == QLatin1String("reordered")) {
        return QStringLiteral("entries are not in their order") + where;
    }
    if (reason == QLatin1String("added")) {
        return QStringLiteral("an entry was added beside the chain") + where;
    }
    if (reason == QLatin1String("cut")) {
        return QStringLiteral("the end of the trail is missing, or the database is an older copy") + where;
    }
    return QStringLiteral("a signature is wrong") + where;
}

} // namespace

void CtlCommand::verifyAudit()
{
    common::call<earshot::v1::AuditVerdict>(
        m_rpc, QStringLiteral("earshot.v1.AuditTrail/Verify"), earshot::v1::AuditVerifyRequest(), this,
        [this](const common::Result<earshot::v1::AuditVerdict> &reply) {
            if (!reply) {
                fail(reply.error());
                return;
            }
            if (m_options.json) {
                print({{QStringLiteral("good"), reply->good()},
                       {QStringLiteral("entries"), static_cast<qint64>(reply->entries())},
                       {QStringLiteral("heads"), static_cast<qint64>(reply->heads())},
                       {QStringLiteral("first_bad"), static_cast<qint64>(reply->first_bad())},
                       {QStringLiteral("position"), static_cast<qint64>(reply->position())},
                       {QStringLiteral("reason"), QString::fromStdString(reply->reason())},
                       {QStringLiteral("last_head_ms"), static_cast<qint64>(reply->last_head_ms())}});
            } else if (reply->good()) {
                m_out << "good: " << static_cast<qint64>(reply->entries()) << " entries and "
                      << static_cast<qint64>(reply->heads()) << " signed heads are as they were written\n";
            } else {
                m_out << sentenceOf(*reply) << '\n';
            }
            end(reply->good() ? ExitCode::Ok : ExitCode::Data);
        });
}

void CtlCommand::exportAudit()
{
    earshot::v1::AuditExport request;
    if (!fillList(*request.mutable_query())) {
        return;
    }
    for (const char *field : {"resource", "action", "initiator"}) {
        const QString wanted = m_options.filters.value(QLatin1String(field));
        if (!wanted.isEmpty()) {
            auto *criterion = request.mutable_query()->add_criteria();
            criterion->set_field(field);
            criterion->set_operator_("is");
            criterion->add_values(wanted.toStdString());
        }
    }
    const QString path = m_options.arguments.first();
    const bool lines = path.endsWith(QLatin1String(".jsonl"));
    request.set_format(
        m_options.filters
            .value(QStringLiteral("format"), lines ? QStringLiteral("jsonl") : QStringLiteral("csv"))
            .toStdString());
    if (!createFile(path)) {
        end(ExitCode::CannotCreate);
        return;
    }
    m_call = common::stream<earshot::v1::AuditChunk>(
        m_rpc, QStringLiteral("earshot.v1.AuditTrail/Export"), request, this,
        [this](const earshot::v1::AuditChunk &chunk) { takeAudit(chunk.data()); },
        [this](const common::Status &status) { closeAudit(status); });
}

void CtlCommand::takeAudit(const std::string &data)
{
    if (m_file && !write(data)) {
        giveUpFile();
    }
}

void CtlCommand::closeAudit(const common::Status &status)
{
    if (!status || !m_file) {
        m_file.reset();
        if (!status) {
            fail(status.error());
        }
        return;
    }
    commitFile({}, {});
}

} // namespace console
