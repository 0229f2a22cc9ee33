// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/jobcodec.h"

#include "console/crud/objectmethods.h"
#include "console/crud/objectpage.h"
#include "console/kit/formats.h"
#include "console/kit/jobwords.h"
#include "console/kit/recordview.h"
#include "console/kit/tr.h"
#include "console/pages/administration/auditsection.h"
#include "console/pages/maintenance/maintenancepages.h"

#include <QHeaderView>
#include <QLocale>

namespace console
{

using common::JobRecord;
namespace v1 = earshot::v1;

namespace
{

constexpr std::chrono::milliseconds kRefresh{1000}; // of the page of a job that runs

CrudMethods<JobRecord> methods()
{
    auto m = listMethods<JobRecord, v1::Job, v1::JobList>(
        QStringLiteral("Jobs"), [](const v1::JobList &list) -> auto & { return list.jobs(); });
    m.get = QStringLiteral("earshot.v1.Jobs/Get");
    m.writeId = [](const QString &id) {
        v1::JobRef ref;
        ref.set_id(id.toStdString());
        return QByteArray::fromStdString(ref.SerializeAsString());
    };
    return m;
}

QString moment(const Formats &formats, qint64 ms)
{
    return ms == 0 ? QString() : formats.dateTime(common::wallFromUnixMs(ms));
}

QString number(qint64 value)
{
    return value < 0 ? Tr::tr("not known yet") : QLocale().toString(value);
}

std::vector<Column<JobRecord>> columns(const Formats &formats)
{
    return {{{QStringLiteral("created"), Tr::tr("DATE"), QStringLiteral("created"), 190},
             [formats](const JobRecord &j) { return moment(formats, j.createdMs); },
             [formats](const JobRecord &j) {
                 return QVariant(formats.utc(common::wallFromUnixMs(j.createdMs)));
             }},
            {{QStringLiteral("kind"), Tr::tr("JOB"), {}, 260}, &jobName},
            {{QStringLiteral("state"), Tr::tr("STATE"), {}, 130},
             [](const JobRecord &j) { return jobStateWord(j).word; },
             [](const JobRecord &j) { return QVariant(j.state); },
             [](const JobRecord &j, int role) {
                 return role == StatusIconRole ? QVariant(static_cast<int>(jobStateWord(j).role))
                                               : QVariant();
             }},
            {{QStringLiteral("stage"), Tr::tr("RESULT"), {}, 320}, &jobStageText},
            {{QStringLiteral("owner"), Tr::tr("STARTED BY"), {}, 160},
             [](const JobRecord &j) { return j.owner; }},
            {{QStringLiteral("tenant"), Tr::tr("TENANT"), {}, 160, false},
             [](const JobRecord &j) { return j.tenant; }},
            {{QStringLiteral("host"), Tr::tr("RECORDER"), {}, 140, false},
             [](const JobRecord &j) { return j.host; }}};
}

ChoiceFilter filter(const QString &key, const QString &label, const QStringList &codes,
                    QString (*word)(const QString &))
{
    ChoiceFilter made{key, label, {}};
    for (const QString &code : codes) {
        made.choices.append({code, word(code), {key, QStringLiteral("is"), {code}}});
    }
    return made;
}

void stop(const PageContext &context, QObject *object, const QString &id, const std::function<void()> &done)
{
    v1::JobRef ref;
    ref.set_id(id.toStdString());
    common::call<v1::Job>(context.rpc, QStringLiteral("earshot.v1.Jobs/Cancel"), ref, object,
                          [shell = &context.navigator, done](const common::Result<v1::Job> &reply) {
                              if (reply) {
                                  done();
                              } else {
                                  shell->notify(refusalOf(reply.error(), Tr::tr("stop the job")));
                              }
                          });
}

DetailContent content(const JobRecord &j, const Formats &formats)
{
    const auto &p = j.progress;
    const qint64 left = p.total < 0 ? -1 : std::max<qint64>(0, p.total - p.done);
    const auto utc = [&formats](qint64 ms) {
        return ms == 0 ? QString() : formats.utc(common::wallFromUnixMs(ms));
    };
    return {jobName(j),
            jobStateWord(j),
            {{Tr::tr("JOB"),
              {{Tr::tr("Stage"), jobStageText(j), {}},
               {Tr::tr("Progress"),
                jobFraction(j) < 0 ? QString() : Tr::tr("%1 %").arg(static_cast<int>(jobFraction(j) * 100)),
                {}},
               {Tr::tr("Total"), number(p.total), {}},
               {Tr::tr("Done"), number(p.done), {}},
               {Tr::tr("Remaining"), number(left), {}},
               {Tr::tr("Changed"), number(p.changed), {}},
               {Tr::tr("Skipped"), number(p.skipped), {}},
               {Tr::tr("Refused"), number(p.failed), {}}}},
             {Tr::tr("RUN"),
              {{Tr::tr("Started by"), j.owner, {}},
               {Tr::tr("Tenant"), j.tenant, {}},
               {Tr::tr("Asked for"), moment(formats, j.createdMs), utc(j.createdMs)},
               {Tr::tr("Began"), moment(formats, j.startedMs), utc(j.startedMs)},
               {Tr::tr("Ended"), moment(formats, j.endedMs), utc(j.endedMs)},
               {Tr::tr("Recorder"), j.host, {}}}}}};
}

/// Lines have no key of their own: their number is it.
struct NumberedLine {
    int number = 0;
    common::JobLine line;
    bool operator==(const NumberedLine &) const = default;
};
using LineModel = RecordModel<NumberedLine>;

void setLines(LineModel &model, const JobRecord &job)
{
    QList<NumberedLine> lines;
    for (const common::JobLine &line : job.lines) {
        lines.append({static_cast<int>(lines.size()), line});
    }
    model.setRecords(lines);
}

/// ROW, FIELD, MESSAGE, VALUE.
QWidget *lineTable(QPointer<LineModel> &kept, const JobRecord &job, QWidget *parent)
{
    auto *model = new LineModel(
        {{{QStringLiteral("row"), Tr::tr("ROW"), {}, 80},
          [](const NumberedLine &l) { return l.line.row > 0 ? QLocale().toString(l.line.row) : QString(); }},
         {{QStringLiteral("field"), Tr::tr("FIELD"), {}, 160},
          [](const NumberedLine &l) { return l.line.field; }},
         {{QStringLiteral("message"), Tr::tr("MESSAGE"), {}, 380},
          [](const NumberedLine &l) { return jobReasonWords(l.line.code); },
          [](const NumberedLine &l) { return QVariant(l.line.code); },
          [](const NumberedLine &l, int role) {
              return role == StatusIconRole ? QVariant(static_cast<int>(l.line.error ? StatusRole::Failed
                                                                                     : StatusRole::Inactive))
                                            : QVariant();
          }},
         {{QStringLiteral("value"), Tr::tr("VALUE"), {}, 280},
          [](const NumberedLine &l) { return jobLineValue(l.line); }}},
        [](const NumberedLine &l) { return QString::number(l.number); });
    kept = model;
    setLines(*model, job);
    auto *view = new RecordView(parent);
    model->setParent(view);
    view->setObjectName(QStringLiteral("lines"));
    view->setAccessibleName(Tr::tr("What the job has to say"));
    view->setRecords(model);
    view->setMinimumHeight(view->horizontalHeader()->sizeHint().height() +
                           8 * view->verticalHeader()->defaultSectionSize());
    return view;
}

} // namespace

QWidget *createJobs(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    ObjectSpec<JobRecord> spec;
    spec.list.id = QStringLiteral("jobs");
    spec.list.title = QCoreApplication::translate("Pages", "Jobs");
    spec.list.permission = QStringLiteral("jobs.view");
    spec.list.doing = Tr::tr("load the jobs");
    spec.list.emptySentence = Tr::tr("No job has run yet.");
    spec.list.orderColumn = QStringLiteral("created");
    spec.list.descending = true;
    spec.list.tickable = false;
    spec.list.given = givenFilterOf(arguments);
    spec.list.filters = {Tr::tr("Search by file, owner"),
                         {},
                         {filter(QStringLiteral("kind"), Tr::tr("Job"), knownJobKinds(), &jobKindWord),
                          filter(QStringLiteral("state"), Tr::tr("State"), knownJobStates(), &jobStateText)}};
    spec.list.open = [shell = &context.navigator](const QString &id) {
        shell->open(QStringLiteral("job"), {{QStringLiteral("id"), id}});
    };
    spec.methods = methods();
    spec.columns = columns(Formats::forZone(context.identity.timeZone));
    spec.more = [context](CrudController<JobRecord> &source) {
        RowAction end;
        end.id = QStringLiteral("stop");
        end.text = Tr::tr("Stop");
        end.icon = QStringLiteral("square");
        end.run = [context, &source](const QString &id, const RowSelection &) {
            stop(context, &source, id, [&source, id] {
                source.forget();
                Q_EMIT source.reloadRequested(id);
            });
        };
        return std::vector<RowAction>{end};
    };
    return objectList(context, std::move(spec), parent);
}

QWidget *createJob(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const Formats formats = Formats::forZone(context.identity.timeZone);
    const QString id = arguments.value(QStringLiteral("id")).toString();
    ObjectSpec<JobRecord> spec;
    spec.methods = methods();
    ObjectPage<JobRecord> page;
    page.detail.id = QStringLiteral("job");
    page.detail.doing = Tr::tr("load the job");
    auto lines = std::make_shared<QPointer<LineModel>>();
    auto runs = std::make_shared<bool>(true);
    page.content = [formats, lines, runs](const JobRecord &job) {
        *runs = !job.hasEnded();
        if (*lines) {
            setLines(**lines, job);
        }
        return content(job, formats);
    };
    page.more = [context, lines, id](DetailSpec &detail, CrudController<JobRecord> &source,
                                     const std::shared_ptr<JobRecord> &record) {
        DetailAction end;
        end.id = QStringLiteral("stop");
        end.text = Tr::tr("Stop");
        end.icon = QStringLiteral("square");
        end.refusal = [record] {
            return record->hasEnded() ? Tr::tr("It has ended already.")
                   : record->stopping ? Tr::tr("It is stopping.")
                                      : QString();
        };
        end.run = [context, id, object = &source] { stop(context, object, id, [] {}); };
        detail.actions.push_back(std::move(end));
        detail.below = {
            {Tr::tr("MESSAGES"), [lines, record](QWidget *host) { return lineTable(*lines, *record, host); }},
            {{}, [context, id](QWidget *host) { return auditSection(context, id, host); }}};
    };
    DetailView *view = objectDetail(context, spec, std::move(page), id, parent);
    auto *timer = new QTimer(view);
    QObject::connect(timer, &QTimer::timeout, view, [view, runs] {
        if (*runs && view->isVisible()) {
            view->refresh();
        }
    });
    timer->start(kRefresh);
    return view;
}

} // namespace console
