// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/recordings/saveaudio.h"

#include "console/kit/tr.h"
#include "console/kit/words.h"
#include "console/pages/call/callarchive.h"
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
        new CallsDownload(context.rpc, context.navigator.tasks(),
                          {ids, folder, context.serverKey, context.keys});
    }
}

} // namespace

void chosenCalls(const PageContext &context, ListPage &page, ListSource &source, const QString &currentId,
                 const RowSelection &ticks, const Ids &done)
{
    if (ticks.isEmpty()) {
        done(currentId.isEmpty() ? QStringList() : QStringList(currentId));
    } else if (!ticks.allMatching) {
        done(ticks.ids.values());
    } else {
        common::ListQuery all = page.query();
        all.pageSize = 1000;
        all.pageToken.clear();
        all.wantTotal = false;
        collect(context, &source, all, &source, ticks.ids, {}, done);
    }
}

void saveAudio(const PageContext &context, ListPage &page, ListSource &source, const QString &currentId,
               const RowSelection &ticks)
{
    auto *dialog = new QFileDialog(&page, Tr::tr("Folder for the audio files"));
    dialog->setObjectName(QStringLiteral("save-folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setLabelText(QFileDialog::Accept, Tr::tr("Save here"));
    QObject::connect(dialog, &QFileDialog::fileSelected, &page,
                     [context, &page, &source, currentId, ticks](const QString &folder) {
                         chosenCalls(
                             context, page, source, currentId, ticks,
                             [context, folder](const QStringList &ids) { start(context, ids, folder); });
                     });
    dialog->open();
}

void downloadCalls(const PageContext &context, ListPage &page, ListSource &source, const QString &currentId,
                   const RowSelection &ticks)
{
    auto *dialog = new QFileDialog(&page, Tr::tr("Download calls: encrypted ones stay encrypted"));
    dialog->setObjectName(QStringLiteral("save-archive"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(Tr::tr("ZIP archives (*.zip)"));
    dialog->setDefaultSuffix(QStringLiteral("zip"));
    dialog->selectFile(QStringLiteral("calls.zip"));
    QObject::connect(
        dialog, &QFileDialog::fileSelected, &page,
        [context, &page, &source, currentId, ticks](const QString &path) {
            chosenCalls(context, page, source, currentId, ticks, [context, path](const QStringList &ids) {
                if (!ids.isEmpty()) {
                    new CallArchive(context.rpc, context.navigator.tasks(), {ids, path, context.serverKey});
                }
            });
        });
    dialog->open();
}

} // namespace console
