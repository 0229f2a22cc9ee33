// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/secondstep.pb.h"
#include "console/crud/objectchange.h"
#include "console/kit/factsdialog.h"
#include "console/kit/formats.h"
#include "console/kit/icons.h"
#include "console/kit/searchfield.h"
#include "console/kit/spacing.h"
#include "console/kit/stateview.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"
#include "console/pages/account/accountpages.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

/// The table of a user's devices. GUI thread.
class Devices final : public QWidget
{
public:
    Devices(const PageContext &context, QString userId, QWidget *parent);

private:
    void build();
    void load();
    void show(const v1::DeviceList &list);
    void search();
    void open();
    void revoke();
    QTreeWidgetItem *row() const; ///< the one to open; null = none
    QStringList chosen() const;
    void updateAction();

    PageContext m_context;
    const QString m_userId;
    const Formats m_formats;
    SearchField *m_search;
    QPushButton *m_open;
    QPushButton *m_revoke;
    QStackedWidget *m_stack;
    StateView *m_states;
    QTreeWidget *m_rows;
};

Devices::Devices(const PageContext &context, QString userId, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_userId(std::move(userId))
    , m_formats(Formats::forZone(context.identity.timeZone))
    , m_search(new SearchField)
    , m_open(new QPushButton(icon(QStringLiteral("external-link")), Tr::tr("Open")))
    , m_revoke(new QPushButton(icon(QStringLiteral("ban")), Tr::tr("Revoke")))
    , m_stack(new QStackedWidget)
    , m_states(new StateView)
    , m_rows(new QTreeWidget)
{
    build();
    connect(m_states, &StateView::retryRequested, this, [this] { load(); });
    connect(m_states, &StateView::clearFiltersRequested, this, [this] {
        m_search->setSearch({});
        search();
    });
    connect(m_search, &SearchField::searchChanged, this, [this] { search(); });
    connect(m_open, &QPushButton::clicked, this, [this] { open(); });
    connect(m_rows, &QTreeWidget::itemActivated, this, [this] { open(); });
    connect(m_rows, &QTreeWidget::currentItemChanged, this, [this] { updateAction(); });
    connect(m_revoke, &QPushButton::clicked, this, [this] { revoke(); });
    connect(m_rows, &QTreeWidget::itemSelectionChanged, this, [this] { updateAction(); });
    connect(&context.rpc, &common::RpcClient::readyChanged, this, [this](bool ready) {
        if (ready) {
            load();
        }
        updateAction();
    });
    updateAction();
    load();
}

void Devices::build()
{
    setObjectName(QStringLiteral("devices"));
    auto *title = new QLabel(Tr::tr("USER DEVICES"));
    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    title->setFont(strong);
    m_search->setObjectName(QStringLiteral("device-search"));
    m_search->setPurpose(Tr::tr("Search by location, client, system"));
    m_open->setObjectName(QStringLiteral("open-device"));
    m_revoke->setObjectName(QStringLiteral("revoke"));
    m_rows->setObjectName(QStringLiteral("device-rows"));
    m_rows->setAccessibleName(Tr::tr("Devices"));
    m_rows->setHeaderLabels({Tr::tr("FIRST ACCESS"), Tr::tr("LAST ACCESS"), Tr::tr("LOCATION"),
                             Tr::tr("CLIENT"), Tr::tr("SYSTEM"), Tr::tr("2-STEP VERIFICATION")});
    m_rows->setRootIsDecorated(false);
    m_rows->setUniformRowHeights(true);
    m_rows->setAllColumnsShowFocus(true);
    m_rows->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_rows->setMinimumHeight(6 * kRowHeight);
    m_rows->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_stack->addWidget(m_states);
    m_stack->addWidget(m_rows);
    auto *bar = new QHBoxLayout;
    bar->addWidget(title);
    bar->addWidget(m_search);
    bar->addStretch(1);
    bar->addWidget(m_open);
    bar->addWidget(m_revoke);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, kGap, 0, 0);
    column->setSpacing(kGapSmall);
    column->addLayout(bar);
    column->addWidget(m_stack, 1);
}

void Devices::load()
{
    if (m_stack->currentWidget() == m_states) {
        m_states->showLoading();
    }
    v1::DeviceListRequest request;
    request.set_user_id(m_userId.toStdString());
    common::call<v1::DeviceList>(
        m_context.rpc, QStringLiteral("earshot.v1.UserDevices/List"), request, this,
        [this](const common::Result<v1::DeviceList> &reply) {
            const QString doing = Tr::tr("load the devices");
            if (reply) {
                show(*reply);
            } else if (reply.error().code == common::ErrorCode::Denied &&
                       reply.error().fields.value(QStringLiteral("reason")) != QLatin1String("signed-out")) {
                m_states->showDenied(reply.error().fields.value(QStringLiteral("permission"),
                                                                QStringLiteral("sessions.view")));
                m_stack->setCurrentWidget(m_states);
            } else if (m_stack->currentWidget() == m_states) {
                m_states->showError(sentenceFor(reply.error(), doing), errorDetails(reply.error(), doing));
            } else {
                m_context.navigator.notify(sentenceFor(reply.error(), doing).oneLine());
            }
        });
}

void Devices::show(const v1::DeviceList &list)
{
    m_rows->clear();
    const auto text = [](const std::string &utf8) { return QString::fromStdString(utf8); };
    const common::WallTime now = common::SystemClock().wall();
    for (const v1::Device &device : list.devices()) {
        auto *row = new QTreeWidgetItem(m_rows);
        const common::WallTime first = common::wallFromUnixMs(device.first_ms());
        const common::WallTime last = common::wallFromUnixMs(device.last_ms());
        const common::WallTime till = common::wallFromUnixMs(device.trusted_till_ms());
        row->setData(0, Qt::UserRole, text(device.id()));
        row->setSizeHint(0, QSize(0, std::max(kRowHeight, fontMetrics().height() + 3 * kUnit)));
        row->setText(0, m_formats.dateTime(first));
        row->setToolTip(0, m_formats.utc(first));
        row->setText(1, Tr::tr("%1 (%2)", "moment, how long ago")
                            .arg(m_formats.dateTime(last), m_formats.ago(last, now)));
        row->setToolTip(1, m_formats.utc(last));
        row->setText(2, text(device.address()));
        row->setText(3, device.own() ? Tr::tr("%1 (this device)").arg(text(device.client()))
                                     : text(device.client()));
        row->setText(4, text(device.system()));
        row->setText(5, device.trusted_till_ms() == 0 || till < now
                            ? Tr::tr("asked each time")
                            : Tr::tr("not asked until %1").arg(m_formats.dateTime(till)));
    }
    search();
}

/// All of a user's devices are here: nothing is asked again. What is not shown is not chosen either.
void Devices::search()
{
    const QString wanted = m_search->search();
    QTreeWidgetItem *first = nullptr;
    for (int i = 0; i < m_rows->topLevelItemCount(); ++i) {
        QTreeWidgetItem *item = m_rows->topLevelItem(i);
        bool found = wanted.isEmpty();
        for (int column = 0; column < m_rows->columnCount() && !found; ++column) {
            found = item->text(column).contains(wanted, Qt::CaseInsensitive);
        }
        item->setHidden(!found);
        if (!found) {
            item->setSelected(false);
        } else if (first == nullptr) {
            first = item;
        }
    }
    if (first != nullptr) {
        m_stack->setCurrentWidget(m_rows);
        m_rows->setCurrentItem(first, 0, QItemSelectionModel::NoUpdate);
    } else {
        if (m_rows->topLevelItemCount() == 0) {
            m_states->showEmpty(Tr::tr("No device is known yet."));
        } else {
            m_states->showNothingFound();
        }
        m_stack->setCurrentWidget(m_states);
    }
    updateAction();
}

QTreeWidgetItem *Devices::row() const
{
    QTreeWidgetItem *item = m_rows->currentItem();
    return m_stack->currentWidget() != m_rows || item == nullptr || item->isHidden() ? nullptr : item;
}

void Devices::open()
{
    const QTreeWidgetItem *item = row();
    if (item == nullptr) {
        return;
    }
    (new FactsDialog(Tr::tr("User device"),
                     {{Tr::tr("USER DEVICE"),
                       {{Tr::tr("First access"), item->text(0), item->toolTip(0)},
                        {Tr::tr("Last access"), item->text(1), item->toolTip(1)},
                        {Tr::tr("Location"), item->text(2), {}},
                        {Tr::tr("Client", "program"), item->text(3), {}},
                        {Tr::tr("System", "operating system"), item->text(4), {}},
                        {Tr::tr("2-step verification"), item->text(5), {}}}}},
                     this))
        ->open();
}

QStringList Devices::chosen() const
{
    QStringList ids;
    for (const QTreeWidgetItem *row : m_rows->selectedItems()) {
        ids.append(row->data(0, Qt::UserRole).toString());
    }
    return ids;
}

void Devices::updateAction()
{
    const bool may = m_userId.isEmpty() || m_context.identity.may(QStringLiteral("sessions.end"));
    const QString why =
        !may ? Tr::tr("Needs the permission “%1”.").arg(permissionWord(QStringLiteral("sessions.end")))
        : !m_context.identity.impersonatorId.isEmpty() ? Tr::tr("Exit the impersonation first.")
        : !m_context.rpc.isReady()                     ? Tr::tr("There is no connection to the server.")
        : chosen().isEmpty()                           ? Tr::tr("Choose the devices first.")
                                                       : QString();
    m_open->setEnabled(row() != nullptr);
    m_revoke->setEnabled(why.isEmpty());
    m_revoke->setToolTip(
        why.isEmpty() ? Tr::tr("Its sessions end, and 2-step verification is asked for again") : why);
}

void Devices::revoke()
{
    v1::DeviceRefs request;
    for (const QString &id : chosen()) {
        request.add_ids(id.toStdString());
    }
    common::call<v1::RevokeReply>(m_context.rpc, QStringLiteral("earshot.v1.UserDevices/Revoke"), request,
                                  this, [this](const common::Result<v1::RevokeReply> &reply) {
                                      m_context.navigator.notify(
                                          reply ? Tr::tr("%n device(s) revoked", nullptr, reply->revoked())
                                                : refusalOf(reply.error(), Tr::tr("revoke the devices")));
                                      load();
                                  });
}

} // namespace

QWidget *devicesOf(const PageContext &context, const QString &userId, QWidget *parent)
{
    return new Devices(context, userId, parent);
}

} // namespace console
