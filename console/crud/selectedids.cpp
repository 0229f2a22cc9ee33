// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/selectedids.h"

#include <QMetaObject>
#include <QPointer>

#include <memory>

namespace console
{

namespace
{

struct Collecting {
    QPointer<ListSource> source;
    common::ListQuery query;
    QSet<QString> without;
    QStringList ids;
    QPointer<QObject> context;
    std::function<void(common::Result<QStringList>)> done;
};

void nextPage(const std::shared_ptr<Collecting> &job)
{
    if (!job->source || !job->context) {
        return;
    }
    job->source->fetchText(job->query, {}, job->context, [job](common::Result<TextRows> page) {
        if (!page) {
            job->done(common::propagate(page));
            return;
        }
        for (const QString &id : std::as_const(page->ids)) {
            if (!job->without.contains(id)) {
                job->ids.append(id);
            }
        }
        job->query.pageToken = page->nextToken;
        if (page->nextToken.isEmpty()) {
            job->done(job->ids);
        } else {
            nextPage(job);
        }
    });
}

} // namespace

void selectedIds(ListSource &source, const QString &currentId, const RowSelection &ticks, QObject *context,
                 std::function<void(common::Result<QStringList>)> done)
{
    if (ticks.allMatching) {
        auto job = std::make_shared<Collecting>();
        *job = {&source, source.lastQuery(), ticks.ids, {}, context, std::move(done)};
        job->query.pageSize = 1000;
        job->query.pageToken.clear();
        job->query.wantTotal = false;
        nextPage(job);
        return;
    }
    QStringList ids; // as they are seen; what is not seen any more comes last
    QSet<QString> unseen = ticks.ids;
    for (const QString &id : source.model().ids()) {
        if (unseen.remove(id)) {
            ids.append(id);
        }
    }
    ids += unseen.values();
    if (ids.isEmpty() && !currentId.isEmpty()) {
        ids.append(currentId);
    }
    QMetaObject::invokeMethod(
        context, [ids, done = std::move(done)] { done(ids); }, Qt::QueuedConnection);
}

} // namespace console
