// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/listpage.h"
#include "console/kit/recordview.h"
#include "console/kit/tr.h"
#include "console/pages/recordings/activecallssource.h"
#include "console/pages/recordings/recordingspages.h"

#include <QCoreApplication>

namespace console
{

namespace
{

/// Each second the elapsed times that are seen, and nothing else, are drawn again.
void tickVisible(const RecordView &view, RecordModelBase &model)
{
    if (!view.isVisible()) {
        return;
    }
    const int first = view.rowAt(0);
    const int last = view.rowAt(view.viewport()->height() - 1);
    for (int row = first; row >= 0 && row <= (last < 0 ? model.rowCount() - 1 : last); ++row) {
        model.touchColumn(QStringLiteral("duration"), row, row);
    }
}

} // namespace

QWidget *createActiveCalls(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    static const common::SystemClock clock;
    const bool tenants = context.identity.scope == QLatin1String("unrestricted");
    const Formats formats = Formats::forZone(context.identity.timeZone);
    auto *source = new ActiveCallsSource(context.rpc, clock, formats, tenants);
    ListSpec spec;
    spec.id = QStringLiteral("active-calls");
    spec.title = QCoreApplication::translate("Pages", "Active Calls");
    spec.permission = QStringLiteral("calls.live");
    spec.doing = Tr::tr("watch the active calls");
    spec.emptySentence = Tr::tr("Nobody is on the phone at the moment. New calls appear here by themselves.");
    spec.filters = {Tr::tr("Search by number, name or user"), {}, {}};
    spec.orderColumn = QStringLiteral("date");
    spec.descending = true;
    spec.tickable = false;
    spec.views = callViews();
    RowAction keep;
    keep.id = QStringLiteral("keep");
    keep.text = Tr::tr("Keep recording");
    keep.icon = QStringLiteral("bookmark");
    keep.permission = QStringLiteral("calls.keep");
    keep.run = [source, &navigator = context.navigator](const QString &current, const RowSelection &) {
        source->keep(current, navigator);
    };
    spec.actions.push_back(std::move(keep));
    auto *page = new ListPage(context, std::move(spec), source, parent);
    auto *timer = new QTimer(page);
    timer->setInterval(1000);
    QObject::connect(timer, &QTimer::timeout, page,
                     [page, source] { tickVisible(page->view(), source->model()); });
    timer->start();
    return page;
}

} // namespace console
