// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/listpage.h"

#include "console/crud/listheader.h"
#include "console/kit/banner.h"
#include "console/kit/recordview.h"
#include "console/kit/stateview.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"

#include <QAction>
#include <QLabel>
#include <QScrollBar>
#include <QSettings>
#include <QStackedWidget>
#include <QToolButton>

namespace console
{

namespace
{
common::WallTime now()
{
    return common::SystemClock().wall();
}
} // namespace

ListPage::ListPage(const PageContext &context, ListSpec spec, ListSource *source, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_spec(std::move(spec))
    , m_source(source)
    , m_formats(Formats::forZone(context.identity.timeZone))
{
    setObjectName(m_spec.id);
    m_source->setParent(this);
    m_source->model().setTickable(m_spec.tickable);
    build();
    restore();
    connectSource();
    m_ageTimer.setInterval(std::chrono::seconds(5));
    connect(&m_ageTimer, &QTimer::timeout, this, [this] {
        if (m_source->isCurrent()) {
            m_header->setLoadedAt(now());
        }
        m_header->tick(now());
    });
    connect(&m_autoRefresh, &QTimer::timeout, this, [this] {
        if (!m_loading && m_source->isReady()) {
            refresh();
        }
    });
    m_newsTimer.setSingleShot(true);
    connect(&m_newsTimer, &QTimer::timeout, this, &ListPage::loadNews);
    setFocusProxy(m_view); // a page begins at its rows
    showRows();
    showTicks();
}

ListPage::~ListPage() = default;

void ListPage::connectSource()
{
    RecordModelBase &model = m_source->model();
    connect(m_source, &ListSource::loaded, this, &ListPage::take);
    connect(m_source, &ListSource::failed, this, &ListPage::takeFailure);
    connect(m_source, &ListSource::readyChanged, this, &ListPage::showConnection);
    connect(m_source, &ListSource::arrived, this, [this](int count) {
        m_arrived += count;
        m_header->setNews(m_spec.news ? m_spec.news(m_arrived) : QString());
        awaitNews();
    });
    connect(m_source, &ListSource::missed, this, [this] {
        m_missed = true;
        awaitNews();
    });
    connect(m_source, &ListSource::rowsChanged, this, &ListPage::countRows);
    connect(m_source, &ListSource::reloadRequested, this, [this](const QString &id) {
        m_nextCurrent = id;
        refresh();
    });
    connect(m_states, &StateView::actionRequested, this, [this] {
        for (const Bound &bound : m_actions) {
            if (m_spec.actions[bound.spec].isForEmpty()) {
                bound.action->trigger();
                return;
            }
        }
    });
    connect(&model, &RecordModelBase::sortRequested, this, &ListPage::sortBy);
    connect(&model, &RecordModelBase::ticksChanged, this, &ListPage::showTicks);
    connect(m_view, &RecordView::opened, this, [this](const QString &id) {
        if (m_spec.open && !id.isEmpty()) {
            m_spec.open(id);
        }
    });
    connect(m_view, &RecordView::layoutStateChanged, this, &ListPage::saveLayout);
    connect(m_view, &RecordView::menuRequested, this, &ListPage::openMenu);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &ListPage::updateActions);
    connect(m_header, &ListHeader::refreshRequested, this, [this] {
        if (m_arrived > 0) {
            loadFirst();
        } else {
            refresh();
        }
    });
    connect(m_header, &ListHeader::autoRefreshChanged, this, [this] {
        QSettings().setValue(settingsGroup() + QStringLiteral("/refresh"),
                             static_cast<int>(m_header->autoRefresh().count()));
        restartTimer();
    });
    connect(m_filters, &FilterBar::changed, this, &ListPage::changeQuery);
    connect(m_pager, &Pager::previousRequested, this, [this] { turn(-1); });
    connect(m_pager, &Pager::nextRequested, this, [this] { turn(1); });
    connect(m_pager, &Pager::pageSizeChanged, this, [this](int size) {
        QSettings().setValue(settingsGroup() + QStringLiteral("/size"), size);
        m_position.size = size;
        loadFirst();
    });
    connect(m_states, &StateView::retryRequested, this, &ListPage::refresh);
    connect(m_states, &StateView::clearFiltersRequested, this, [this] {
        clearFilters();
        changeQuery();
    });
    connect(m_banner, &Banner::pressed, this, &ListPage::refresh);
}

QString ListPage::settingsGroup() const
{
    QString server = m_context.serverKey;
    return QStringLiteral("servers/%1/lists/%2").arg(server.replace(u'/', u'_'), m_spec.id);
}

void ListPage::restore()
{
    QSettings settings;
    settings.beginGroup(settingsGroup());
    m_view->setRecords(&m_source->model());
    m_view->restoreLayoutState(settings.value(QStringLiteral("columns")).toStringList());
    m_header->setAutoRefresh(std::chrono::seconds(settings.value(QStringLiteral("refresh")).toInt()));
    m_pager->setPageSize(settings.value(QStringLiteral("size"), 20).toInt());
    m_position.size = m_source->isLive() ? 1000 : m_pager->pageSize();
    settings.beginGroup(QStringLiteral("filter"));
    m_filters->restore(settings);
    if (!m_spec.given.isEmpty()) {
        m_filters->give(m_spec.given);
    }
    restoreSearch();
    m_query.order = m_source->model().columns().value(m_source->model().columnOf(m_spec.orderColumn)).sortKey;
    m_query.descending = m_spec.descending;
    m_view->showSort(m_spec.orderColumn, m_spec.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void ListPage::saveLayout()
{
    QSettings().setValue(settingsGroup() + QStringLiteral("/columns"), m_view->layoutState());
}

void ListPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_ageTimer.start();
    m_header->tick(now());
    restartTimer();
    if (m_loading || (m_loadedOnce && m_source->isLive())) {
        return;
    }
    if (m_loadedOnce) {
        load(); // whoever comes back from a page may have changed something there
    } else {
        refresh();
    }
    awaitNews();
}

void ListPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_ageTimer.stop();
    m_autoRefresh.stop();
}

void ListPage::restartTimer()
{
    const std::chrono::seconds interval = m_header->autoRefresh();
    if (interval.count() > 0 && isVisible() && !m_source->isLive()) {
        m_autoRefresh.start(interval);
    } else {
        m_autoRefresh.stop();
    }
}

void ListPage::refresh()
{
    m_source->forget();
    load();
}

void ListPage::focusFilter()
{
    if (m_isAdvanced) {
        m_advanced->focusFirst();
    } else {
        m_filters->focusSearch();
    }
}

void ListPage::load()
{
    if (!m_spec.permission.isEmpty() && !m_context.identity.may(m_spec.permission)) {
        showRows();
        return;
    }
    if (!m_source->isReady()) {
        showConnection();
        return;
    }
    m_query.criteria = m_spec.fixed + criteria(now());
    m_query.search = m_isAdvanced ? QString() : m_filters->search();
    m_query.pageSize = m_position.size;
    m_query.pageToken = m_tokens.value(m_position.page);
    m_query.wantTotal = m_position.page == 0; // counting costs, and the number hardly changes
    m_loading = true;
    m_arrived = 0; // what comes from now on may not be in the answer
    m_missed = false;
    m_header->setBusy(true);
    m_view->setDimmed(m_loadedOnce);
    showRows();
    m_source->load(m_query);
}

void ListPage::loadFirst()
{
    m_position.page = 0;
    m_tokens = QStringList{QString()};
    load();
}

void ListPage::awaitNews()
{
    if ((m_arrived > 0 || m_missed) && !m_newsTimer.isActive()) {
        m_newsTimer.start(std::chrono::milliseconds(m_nextNews.remainingTime()));
    }
}

void ListPage::loadNews()
{
    if (m_loading) {
        m_newsTimer.start(std::chrono::milliseconds(500));
        return;
    }
    // Who reads further down or has chosen rows is not disturbed: for them there is the button. Rows that may
    // be wrong are another matter.
    const bool atTheTop = m_position.page == 0 && m_view->verticalScrollBar()->value() == 0 &&
                          m_source->model().ticks().isEmpty();
    if ((m_missed || (m_arrived > 0 && atTheTop)) && isVisible() && m_source->isReady()) {
        m_nextNews.setRemainingTime(kNewsInterval);
        refresh();
    }
}

void ListPage::changeQuery()
{
    QSettings settings;
    settings.beginGroup(settingsGroup());
    if (m_isAdvanced) {
        settings.beginGroup(QStringLiteral("advanced"));
        m_advanced->save(settings);
    } else {
        settings.beginGroup(QStringLiteral("filter"));
        m_filters->save(settings);
    }
    m_source->model().setTicks({}); // they belonged to another set of rows
    loadFirst();
}

void ListPage::sortBy(const QString &column, Qt::SortOrder order)
{
    const RecordModelBase &model = m_source->model();
    m_query.order = model.columns().value(model.columnOf(column)).sortKey;
    m_query.descending = order == Qt::DescendingOrder;
    m_view->showSort(column, order);
    loadFirst();
}

void ListPage::turn(int by)
{
    const int page = m_position.page + by;
    if (page >= 0 && page < m_tokens.size()) {
        m_position.page = page;
        load();
    }
}

void ListPage::take(const ListAnswer &answer)
{
    m_loadedOnce = true;
    m_position.rows = answer.rows;
    m_position.more = !answer.nextToken.isEmpty();
    if (answer.total >= 0) {
        m_position.total = answer.total;
        m_position.exact = answer.totalExact;
    }
    m_tokens.resize(m_position.page + 1);
    if (m_position.more) {
        m_tokens.append(answer.nextToken);
    }
    m_header->setPosition(m_position);
    m_pager->setPosition(m_position);
    if (answer.cached) {
        return; // still dimmed: the server has not spoken yet
    }
    m_loading = false;
    m_header->setNews(m_spec.news && m_arrived > 0 ? m_spec.news(m_arrived) : QString());
    m_header->setBusy(false);
    m_header->setLoadedAt(now());
    m_view->setDimmed(false);
    m_banner->hide();
    if (answer.rows == 0 && m_position.page > 0) {
        loadFirst(); // the page is gone
        return;
    }
    showRows();
    if (!m_nextCurrent.isEmpty()) {
        m_view->setCurrentId(std::exchange(m_nextCurrent, {}));
    }
    showTicks();
}

/// Rows have left, or one is another now.
void ListPage::countRows()
{
    const int rows = m_source->model().rowCount();
    if (m_position.total >= 0) {
        m_position.total = std::max<qint64>(rows, m_position.total - (m_position.rows - rows));
    }
    m_position.rows = rows;
    m_header->setPosition(m_position);
    m_pager->setPosition(m_position);
    showTicks();
    if (rows == 0 && m_loadedOnce && !m_loading) {
        refresh(); // more pages may follow, and an empty list says so
    }
}

void ListPage::takeFailure(const common::Error &error)
{
    m_loading = false;
    m_header->setBusy(false);
    m_view->setDimmed(false);
    const Sentence sentence = sentenceFor(error, m_spec.doing);
    if (m_isAdvanced) {
        m_advanced->showProblem(error, m_spec.fixed.size());
    }
    const bool denied = error.code == common::ErrorCode::Denied &&
                        error.fields.value(QStringLiteral("reason")) != QLatin1String("signed-out");
    if (denied) {
        m_loadedOnce = false; // what was there is not for this user any more
        m_banner->hide();
        m_states->showDenied(error.fields.value(QStringLiteral("permission"), m_spec.permission));
    } else {
        m_states->showError(sentence, errorDetails(error, m_spec.doing));
    }
    if (m_loadedOnce && !denied) {
        m_banner->tell(StatusRole::Failed, sentence.oneLine(), Tr::tr("Retry"));
        return;
    }
    m_stack->setCurrentWidget(m_states);
}

void ListPage::showRows()
{
    if (!m_spec.permission.isEmpty() && !m_context.identity.may(m_spec.permission)) {
        m_states->showDenied(m_spec.permission);
    } else if (!m_loadedOnce) {
        m_states->showLoading();
    } else if (m_source->model().rowCount() > 0 || m_loading) {
        m_stack->setCurrentWidget(m_view);
        return;
    } else if (isFiltered()) {
        m_states->showNothingFound();
    } else {
        QString add;
        for (const Bound &bound : m_actions) {
            if (m_spec.actions[bound.spec].isForEmpty() && bound.action->isEnabled()) {
                add = bound.action->text();
                break;
            }
        }
        m_states->showEmpty(m_spec.emptySentence, add);
    }
    m_stack->setCurrentWidget(m_states);
}

void ListPage::showConnection()
{
    m_pager->setEnabledMoves(m_source->isReady());
    updateActions();
    if (m_source->isReady()) {
        m_banner->hide();
        refresh();
        return;
    }
    m_source->cancel();
    m_loading = false;
    m_header->setBusy(false);
    m_view->setDimmed(false);
    // Rows stay as they are: the shell says once, over all pages, since when there is no connection.
    if (!m_loadedOnce) {
        m_states->showOffline();
        m_stack->setCurrentWidget(m_states);
    }
}

} // namespace console
