// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/objectchange.h"

#include "console/crud/rpcbytes.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"

#include "common/proto/directory.pb.h"

#include <QPointer>

#include <algorithm>
#include <iterator>

namespace console
{

namespace
{

constexpr int kPortion = 1000; // ObjectRefs

struct Portions {
    common::RpcClient *rpc;
    QString method;
    QStringList ids;
    QStringList changed; ///< ids the server named
    std::function<void(const Portions &, const common::Status &)> done;
};

/// The client outlives all pages: an Undo works after its page was left.
void sendNext(const std::shared_ptr<Portions> &job)
{
    if (job->ids.isEmpty()) {
        job->done(*job, {});
        return;
    }
    earshot::v1::ObjectRefs request;
    for (const QString &id : job->ids.mid(0, kPortion)) {
        request.add_ids(id.toStdString());
    }
    const QStringList sent = job->ids.mid(0, kPortion);
    callBytes(*job->rpc, job->method, QByteArray::fromStdString(request.SerializeAsString()), job->rpc,
              [job, sent](const common::Result<QByteArray> &reply) {
                  if (!reply) {
                      job->done(*job, tl::unexpected<common::Error>(reply.error()));
                      return;
                  }
                  earshot::v1::RemoveReply removed;
                  removed.ParseFromArray(reply->constData(), static_cast<int>(reply->size()));
                  for (const std::string &id : removed.ids()) {
                      job->changed.append(QString::fromStdString(id));
                  }
                  job->ids.remove(0, sent.size());
                  sendNext(job);
              });
}

void run(common::RpcClient &rpc, const QString &method, const QStringList &ids,
         std::function<void(const Portions &, const common::Status &)> done)
{
    auto job = std::make_shared<Portions>();
    *job = {&rpc, method, ids, {}, std::move(done)};
    sendNext(job);
}

} // namespace

QString refusalOf(const common::Error &error, const QString &doing)
{
    // Their words say more than the sentence of the code. "taken": meanwhile another one has the name.
    static const char *const kTelling[] = {"in-use",       "last",       "last-administrator",
                                           "last-root",    "in-rules",   "built-in",
                                           "predefined",   "full",       "last-holder",
                                           "trial-needed", "needed",     "runs",
                                           "clock",        "taken",      "foreign",
                                           "endless",      "registered", "service-limit",
                                           "place-taken",  "unfit"};
    QStringList lines{sentenceFor(error, doing).oneLine()};
    for (auto it = error.fields.begin(); it != error.fields.end(); ++it) {
        const bool known = std::any_of(std::begin(kTelling), std::end(kTelling), [&it](const char *reason) {
            return it.value() == QLatin1String(reason);
        });
        if (known) {
            lines = QStringList{sentenceFor(error, doing).title, reasonWords(error, it.key())};
        }
    }
    return lines.join(QLatin1Char(' '));
}

void removeObjects(const PageContext &context, const Removal &removal, const QStringList &ids,
                   ListSource *source, std::function<void(common::Status)> done)
{
    common::RpcClient *rpc = &context.rpc;
    Navigator *shell = &context.navigator;
    QPointer<ListSource> rows(source);
    const auto reload = [rows](const QString &id) {
        if (rows) {
            Q_EMIT rows->reloadRequested(id);
        }
    };
    // Asked now: the row leaves, the page may.
    const QString name = ids.size() == 1 && removal.nameOf ? removal.nameOf(ids.first()) : QString();
    const auto words = [removal, name](const QStringList &removed) {
        return removed.size() == 1 && !name.isEmpty() && !removal.one.isEmpty()
                   ? removal.one.arg(name)
                   : removal.words(static_cast<int>(removed.size()));
    };
    const auto undo = [rpc, shell, removal, reload, words](const QStringList &removed) {
        run(*rpc, removal.restore, removed,
            [shell, removal, removed, reload, words](const Portions &, const common::Status &status) {
                shell->notify(status ? Tr::tr("Undone: %1").arg(words(removed))
                                     : refusalOf(status.error(), Tr::tr("undo the deletion")));
                reload(removed.value(0));
                if (status && removal.undone) {
                    removal.undone(removed.value(0));
                }
            });
    };
    run(*rpc, removal.remove, ids,
        [shell, removal, rows, reload, undo, words, done = std::move(done)](const Portions &job,
                                                                            const common::Status &status) {
            const QStringList removed = job.changed;
            if (!removed.isEmpty()) {
                if (rows) {
                    rows->model().setTicks({});
                }
                std::function<void()> back;
                if (!removal.restore.isEmpty()) {
                    back = [undo, removed] { undo(removed); };
                }
                shell->notify(words(removed), back);
                reload({});
            }
            if (!status) {
                shell->notify(refusalOf(status.error(), removal.doing));
            } else if (removed.isEmpty()) {
                shell->notify(Tr::tr("Nothing was deleted: it does not exist any more."));
                reload({});
            }
            if (done) {
                done(removed.isEmpty() && status
                         ? common::Status(common::fail(common::ErrorCode::NotFound, QStringLiteral("gone")))
                         : status);
            }
        });
}

} // namespace console
