// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/recordings/holdcalls.h"

#include "console/pages/call/holddialog.h"
#include "console/pages/recordings/saveaudio.h"

#include <QPointer>

namespace console
{

void holdCalls(const PageContext &context, ListPage &page, ListSource &source, const QString &currentId,
               const RowSelection &ticks, bool hold)
{
    const QPointer<ListPage> shown(&page);
    chosenCalls(context, page, source, currentId, ticks, [context, shown, hold](const QStringList &ids) {
        if (shown) {
            openHold(context, ids, hold, shown, [shown] {
                if (shown) {
                    shown->refresh();
                }
            });
        }
    });
}

} // namespace console
