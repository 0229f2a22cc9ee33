// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/recordings/saveaudio.h"

#include "console/kit/tr.h"
#include "console/kit/words.h"
#include "console/pages/call/callsdownload.h"

#include <QFileDialog>
#include <QPointer>

namespace console
{

namespace
{

using Ids = std::function<void(const QStringList &)>;

/// The ids behind "all matching", page by page.
void collect(const PageContext &context, ListSource *source, common::ListQuery query, QObject *owner,
             const QSet<QString> &without, QStringList found, const Ids &done)
{
    source->fetchText(query, {}, owner, [=](common::Result<TextRows> page) mutable {
        if (!page) {
            context.navigator.notify(sentenceFor(page.error(), Tr::tr("find the calls")).oneLine());
            return;
        }
        for (const QString &id : page->ids) {
            if (!without.contains(id)) {
                found.append(id);
            }
        }
        if (page->nextToken.isEmpty()) {
            done(found);
            return;
        }
        query.pageToken = page->nextToken;
        collect(context, source, query, owner, without, found, done);
    });
}

void start(const PageContext &context, const QStringList &ids, const QString &folder)
{
    if (!ids.isEmpty()) {
        new CallsDownload(context.rpc, context.navigator.tasks(), {ids, folder, context.serverKey, context.keys});
    }
}

} // namespace

void saveAudio(const PageContext &context, ListPage &page, ListSource &source, const QString &currentId,
               const RowSelection &ticks)
{
    auto *dialog = new QFileDialog(&page, Tr::tr("Folder for the audio files"));
    dialog->setObjectName(QStringLiteral("save-folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setLabelText(QFileDialog::Accept, Tr::tr("Save here"));
    QObject::connect(
        dialog, &QFileDialog::fileSelected, &page,
        [context, &page, &source, currentId, ticks](const QString &folder) {
            if (ticks.isEmpty()) {
                start(context, currentId.isEmpty() ? QStringList() : QStringList(currentId), folder);
            } else if (!ticks.allMatching) {
                start(context, ticks.ids.values(), folder);
            } else {
                common::ListQuery all = page.query();
                all.pageSize = 1000;
                all.pageToken.clear();
                all.wantTotal = false;
                collect(context, &source, all, &source, ticks.ids, {},
                        [context, folder](const QStringList &ids) { start(context, ids, folder); });
            }
        });
    dialog->open();
}

} // namespace console
