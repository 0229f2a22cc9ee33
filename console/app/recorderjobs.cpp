// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/recorderjobs.h"

#include "common/rpc/codecs/jobcodec.h"
#include "common/rpc/wirestatus.h"
#include "console/crud/objectchange.h"
#include "console/kit/jobwords.h"
#include "console/kit/tr.h"

#include <QDateTime>

namespace console
{

using common::JobRecord;
namespace v1 = earshot::v1;

namespace
{

v1::JobRef refOf(const QString &id)
{
    v1::JobRef ref;
    ref.set_id(id.toStdString());
    return ref;
}

TaskState stateOf(const JobRecord &job)
{
    return job.state == QLatin1String("done")     ? TaskState::Done
           : job.state == QLatin1String("failed") ? TaskState::Failed
                                                  : TaskState::Stopped;
}

} // namespace

RecorderJobs::RecorderJobs(Parts parts)
    : m_parts(std::move(parts))
    , m_watch(m_parts.rpc, QStringLiteral("earshot.v1.Jobs/Watch"))
{
    connect(&m_watch, &Watch::received, this, &RecorderJobs::receive);
    m_watch.start();
}

void RecorderJobs::receive(const QByteArray &bytes)
{
    v1::JobUpdate update;
    if (!update.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()))) {
        return;
    }
    QSet<QString> ended = update.snapshot() ? m_running : QSet<QString>();
    for (const v1::Job &wire : update.jobs()) {
        if (const auto job = common::fromWire(wire)) {
            ended.remove(job->id);
            show(*job);
        }
    }
    for (const QString &id : std::as_const(ended)) {
        ask(id);
    }
}

TaskModel::TaskId RecorderJobs::begin(const JobRecord &job)
{
    TaskStart task;
    task.name = jobName(job);
    task.owner = job.owner;
    task.quiet = job.ownerId != m_parts.identity.userId;
    // The clocks of both need not agree.
    const qint64 age = QDateTime::currentMSecsSinceEpoch() - job.createdMs;
    task.age = std::chrono::milliseconds(std::max<qint64>(0, age));
    task.stop = [this, id = job.id] { stop(id); };
    task.open = [this, id = job.id] {
        m_parts.navigator.open(QStringLiteral("job"), {{QStringLiteral("id"), id}});
    };
    return m_parts.tasks.start(std::move(task));
}

void RecorderJobs::show(const JobRecord &job)
{
    auto shown = m_shown.find(job.id);
    if (shown == m_shown.end()) {
        shown = m_shown.insert(job.id, begin(job));
    }
    if (!job.hasEnded()) {
        m_running.insert(job.id);
        m_parts.tasks.progress(*shown, jobFraction(job), jobStageText(job));
        return;
    }
    m_running.remove(job.id);
    m_parts.tasks.finish(*shown, stateOf(job), jobStageText(job));
}

void RecorderJobs::ask(const QString &id)
{
    common::call<v1::Job>(m_parts.rpc, QStringLiteral("earshot.v1.Jobs/Get"), refOf(id), this,
                          [this, id](const common::Result<v1::Job> &wire) {
                              const auto job = wire ? common::fromWire(*wire) : common::Result<JobRecord>();
                              if (wire && job) {
                                  show(*job);
                              } else if (!wire && wire.error().code == common::ErrorCode::NotFound) {
                                  m_running.remove(id);
                                  m_parts.tasks.finish(m_shown.value(id), TaskState::Stopped,
                                                       Tr::tr("It is not there any more."));
                              }
                          });
}

void RecorderJobs::stop(const QString &id)
{
    common::call<v1::Job>(m_parts.rpc, QStringLiteral("earshot.v1.Jobs/Cancel"), refOf(id), this,
                          [this](const common::Result<v1::Job> &wire) {
                              if (!wire) {
                                  m_parts.navigator.notify(refusalOf(wire.error(), Tr::tr("stop the job")));
                                  return;
                              }
                              if (const auto job = common::fromWire(*wire)) {
                                  show(*job);
                              }
                          });
}

} // namespace console
