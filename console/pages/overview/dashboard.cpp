// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/overview/dashboard.h"

#include "common/proto/overview.pb.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/wirevalue.h"
#include "console/crud/filterbar.h"
#include "console/kit/banner.h"
#include "console/kit/flowlayout.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/themedlabel.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"
#include "console/pages/overview/hourbars.h"

#include <QLocale>
#include <QPainter>
#include <QStyleOption>
#include <QTimeZone>
#include <QVBoxLayout>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

constexpr int kTileWidth = 52 * kUnit;
constexpr int kTileHeight = 19 * kUnit;
constexpr std::chrono::minutes kAgain{1};

QString wordsOf(const QString &key, const QString &state)
{
    static const QHash<QString, const char *> words{
        {QStringLiteral("calls-today"), QT_TRANSLATE_NOOP("Console", "Calls today")},
        {QStringLiteral("calls-active"), QT_TRANSLATE_NOOP("Console", "Calls running or being finished")},
        {QStringLiteral("calls-unaccounted"), QT_TRANSLATE_NOOP("Console", "Calls over, not stored yet")},
        {QStringLiteral("calls-overdue"),
         QT_TRANSLATE_NOOP("Console", "Calls over for more than 10 minutes, still not stored")},
        {QStringLiteral("calls-one-way"), QT_TRANSLATE_NOOP("Console", "One side is missing, today")},
        {QStringLiteral("calls-silent"), QT_TRANSLATE_NOOP("Console", "No sound came, today")},
        {QStringLiteral("calls-partial"), QT_TRANSLATE_NOOP("Console", "Incomplete, today")},
        {QStringLiteral("calls-unassigned"), QT_TRANSLATE_NOOP("Console", "Of no user, today")},
        {QStringLiteral("recording-seats"), QT_TRANSLATE_NOOP("Console", "Recording seats in use")},
        {QStringLiteral("screen-seats"), QT_TRANSLATE_NOOP("Console", "Screen recording seats in use")},
        {QStringLiteral("evaluation-seats"), QT_TRANSLATE_NOOP("Console", "Evaluation seats in use")},
        {QStringLiteral("live-seats"), QT_TRANSLATE_NOOP("Console", "Live monitoring seats in use")},
        {QStringLiteral("users-without-seat"),
         QT_TRANSLATE_NOOP("Console", "Not recorded: an extension, but no seat")},
        {QStringLiteral("storage-used"), QT_TRANSLATE_NOOP("Console", "Storage limit used, per cent")},
        {QStringLiteral("storage-near-limit"),
         QT_TRANSLATE_NOOP("Console", "Tenants at 80% or more of a storage limit")},
        {QStringLiteral("jobs-failed"), QT_TRANSLATE_NOOP("Console", "Failed jobs, 24 hours")},
        {QStringLiteral("sessions"), QT_TRANSLATE_NOOP("Console", "People signed in")},
        {QStringLiteral("health"), QT_TRANSLATE_NOOP("Console", "Parts of the recorder in trouble")}};
    // Near a limit the words say so too, not the colour alone.
    static const QHash<QString, const char *> nearWords{
        {QStringLiteral("storage-used warning"),
         QT_TRANSLATE_NOOP("Console", "Storage limit used, per cent: 80 or more, near the limit")},
        {QStringLiteral("storage-used bad"),
         QT_TRANSLATE_NOOP("Console", "Storage limit used, per cent: 90 or more, almost full")},
        {QStringLiteral("storage-near-limit bad"),
         QT_TRANSLATE_NOOP("Console",
                           "Tenants at 80% or more of a storage limit, at least one at 90% or more")}};
    const char *source = nearWords.value(key + QLatin1Char(' ') + state, words.value(key));
    return source == nullptr ? key : QCoreApplication::translate("Console", source);
}

StatusRole roleOf(const std::string &state)
{
    if (state == "bad") {
        return StatusRole::Failed;
    }
    return state == "warning" ? StatusRole::Pending : StatusRole::Good;
}

/// Midnight of the person who looks.
qint64 dayStartMs(const QString &zoneName)
{
    const QTimeZone named(zoneName.toLatin1());
    const QTimeZone zone = named.isValid() ? named : QTimeZone::systemTimeZone();
    return QDateTime::currentDateTime().toTimeZone(zone).date().startOfDay(zone).toMSecsSinceEpoch();
}

GivenFilter filterOf(const v1::DashboardItem &item, const QString &words)
{
    GivenFilter filter{words, {}};
    v1::ListRequest wire;
    *wire.mutable_criteria() = item.criteria();
    if (const auto query = common::fromWire(wire)) {
        filter.criteria = query->criteria;
    }
    return filter;
}

} // namespace

DashboardTile::DashboardTile(QWidget *parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setFixedSize(sizeHint());
}

void DashboardTile::setContent(const Content &content)
{
    m_content = content;
    setText(content.words);
    setAccessibleName(Tr::tr("%1: %2", "words of a figure, figure").arg(content.words, content.figure));
    setToolTip(content.words);
    update();
}

QSize DashboardTile::sizeHint() const
{
    return {kTileWidth, std::max(kTileHeight, 4 * fontMetrics().height() + 2 * kGap)};
}

void DashboardTile::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRect frame = rect().adjusted(0, 0, -1, -1);
    const bool pressed = isDown();
    painter.setPen(themeColor(hasFocus() ? ColorRole::FocusRing : ColorRole::Border, palette()));
    painter.setBrush(palette().color(pressed || underMouse() ? QPalette::AlternateBase : QPalette::Base));
    painter.drawRect(frame);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(frame.adjusted(1, 1, -1, -1));
    }
    QRect inner = frame.adjusted(kGap, kGapSmall, -kGap, -kGapSmall);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto place = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), inner, r); };
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.8);
    large.setWeight(QFont::DemiBold);
    const int line = QFontMetrics(large).height();
    int left = inner.left();
    if (!m_content.plain) {
        const int size = kIconSize + kUnit;
        console::icon(m_content.role)
            .paint(&painter, place({left, inner.top() + (line - size) / 2, size, size}));
        left += size + kGapSmall;
    }
    const Qt::Alignment side = mirrored ? Qt::AlignRight : Qt::AlignLeft;
    painter.setFont(large);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(place({left, inner.top(), inner.right() - left, line}), side | Qt::AlignVCenter,
                     m_content.figure);
    painter.setFont(font());
    painter.setPen(themeColor(ColorRole::MutedText, palette()));
    painter.drawText(inner.adjusted(0, line, 0, 0), side | Qt::AlignTop | Qt::TextWordWrap, m_content.words);
}

Dashboard::Dashboard(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_formats(Formats::forZone(context.identity.timeZone))
    , m_asOf(new ThemedLabel(ColorRole::MutedText, this))
    , m_problem(new Banner(this))
    , m_tiles(new QWidget(this))
    , m_bars(new HourBars(m_formats, this))
{
    setObjectName(QStringLiteral("dashboard"));
    auto *flow = new FlowLayout(m_tiles);
    flow->setSpacing(kGap);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);
    column->addWidget(m_asOf);
    column->addWidget(m_problem);
    column->addWidget(m_tiles);
    column->addWidget(m_bars);
    m_problem->hide();
    m_bars->hide();
    m_timer.setInterval(kAgain);
    connect(&m_timer, &QTimer::timeout, this, &Dashboard::refresh);
    connect(m_problem, &Banner::pressed, this, &Dashboard::refresh);
    connect(&m_context.rpc, &common::RpcClient::readyChanged, this, [this](bool ready) {
        if (ready && isVisible()) {
            refresh();
        }
    });
}

void Dashboard::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
    m_timer.start();
}

void Dashboard::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_timer.stop();
}

void Dashboard::refresh()
{
    if (m_asking || !m_context.rpc.isReady()) {
        return;
    }
    m_asking = true;
    v1::DashboardRequest request;
    request.set_day_start_ms(dayStartMs(m_context.identity.timeZone));
    common::call<v1::DashboardReply>(
        m_context.rpc, QStringLiteral("earshot.v1.Overview/Dashboard"), request, this,
        [this](const common::Result<v1::DashboardReply> &reply) {
            m_asking = false;
            if (reply) {
                take(*reply);
            } else {
                // Who may not see them may not a second time either.
                const bool again = reply.error().code != common::ErrorCode::Denied;
                m_problem->tell(StatusRole::Failed,
                                sentenceFor(reply.error(), Tr::tr("load the figures")).oneLine(),
                                again ? Tr::tr("Retry") : QString());
            }
        });
}

void Dashboard::take(const v1::DashboardReply &reply)
{
    m_problem->hide();
    m_asOf->setText(
        Tr::tr("as of %1").arg(m_formats.timeWithSeconds(common::wallFromUnixMs(reply.as_of_ms()))));
    const QList<DashboardTile *> old = m_tiles->findChildren<DashboardTile *>();
    const QWidget *focus = focusWidget();
    const QString focused = focus != nullptr ? focus->objectName() : QString();
    qDeleteAll(old);
    for (const v1::DashboardItem &item : reply.items()) {
        addTile(item);
    }
    if (auto *again = m_tiles->findChild<DashboardTile *>(focused); again != nullptr && !focused.isEmpty()) {
        again->setFocus();
    }
    QList<HourBars::Hour> hours;
    for (const v1::HourOfCalls &hour : reply.hours()) {
        hours.append({common::wallFromUnixMs(hour.start_ms()), hour.calls()});
    }
    m_bars->setHours(hours);
    m_bars->setVisible(!hours.isEmpty());
}

void Dashboard::addTile(const v1::DashboardItem &item)
{
    const QString key = common::textOf(item.key());
    const QString words = wordsOf(key, common::textOf(item.state()));
    const QLocale locale;
    const QString figure = item.limit() < 0 ? locale.toString(static_cast<qlonglong>(item.value()))
                                            //: used of how many there are
                                            : Tr::tr("%1 of %2")
                                                  .arg(locale.toString(static_cast<qlonglong>(item.value())),
                                                       locale.toString(static_cast<qlonglong>(item.limit())));
    auto *tile = new DashboardTile(m_tiles);
    tile->setObjectName(key);
    tile->setContent({roleOf(item.state()), item.state() == "plain", figure, words});
    m_tiles->layout()->addWidget(tile);
    tile->show();
    const QString page = common::textOf(item.page());
    tile->setEnabled(!page.isEmpty());
    connect(tile, &QAbstractButton::clicked, this, [this, page, filter = filterOf(item, words)] {
        m_context.navigator.open(page, filter.isEmpty() ? QVariantMap() : argumentsOf(filter));
    });
}

} // namespace console
