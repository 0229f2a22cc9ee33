// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/serverspage.h"

#include "console/app/narrowpage.h"
#include "console/app/serverform.h"
#include "console/kit/formats.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/titlelabel.h"
#include "console/net/link.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace console
{

namespace
{
enum Column { LabelColumn, AddressColumn, TenantColumn, TrustColumn, UsedColumn, ColumnCount };
constexpr int kKeyRole = Qt::UserRole;
constexpr int kWidth = 860;
constexpr int kLastColumn = 160;

QIcon bandIcon(const QString &colour)
{
    QPixmap pixmap(kIconSize, kIconSize);
    pixmap.fill(colour.isEmpty() ? QColor(Qt::transparent) : QColor(colour));
    return QIcon(pixmap);
}
} // namespace

ServersPage::ServersPage(ServerBook &servers, QWidget *parent)
    : QWidget(parent)
    , m_servers(servers)
    , m_problem(new ProblemLine(this))
    , m_stack(new QStackedWidget(this))
    , m_form(new ServerForm(servers))
{
    auto *formPage = new QWidget;
    auto *formLayout = new QVBoxLayout(formPage);
    formLayout->setContentsMargins(0, 0, 0, 0);
    formLayout->addWidget(m_form);
    formLayout->addStretch(1);
    m_stack->addWidget(makeListPage());
    m_stack->addWidget(formPage);
    auto *column = new QWidget(this);
    column->setMaximumWidth(kWidth);
    auto *columnLayout = new QVBoxLayout(column);
    columnLayout->setContentsMargins(kGapHuge, kGapHuge, kGapHuge, kGapHuge);
    columnLayout->setSpacing(kGapLarge);
    columnLayout->addWidget(m_problem);
    columnLayout->addWidget(m_stack, 1);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addStretch(1);
    layout->addWidget(column, 1000);
    layout->addStretch(1);
    connect(m_form, &ServerForm::saved, this, [this](const QString &key, bool connectNow) {
        fill();
        if (connectNow) {
            Q_EMIT connectRequested(key);
        }
    });
    connect(m_form, &ServerForm::cancelled, this, &ServersPage::fill);
    connect(&m_servers, &ServerBook::changed, this, [this] {
        if (m_stack->currentIndex() == 0) {
            fill();
        }
    });
    fill();
}

QWidget *ServersPage::makeListPage()
{
    auto *page = new QWidget;
    auto *title = new TitleLabel(tr("Servers"));
    m_list = new QTreeWidget;
    m_list->setAccessibleName(tr("Servers"));
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels({tr("Label"), tr("Address"), tr("Tenant"), tr("Certificate"), tr("Last used")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(true);
    auto *buttons = new QHBoxLayout;
    const auto button = [this, buttons](const QString &text, const QString &iconName, bool needsServer) {
        auto *made = new QPushButton(icon(iconName), text);
        buttons->addWidget(made);
        if (needsServer) {
            m_needServer.append(made);
        }
        return made;
    };
    auto *connectButton = button(tr("Connect"), QStringLiteral("plug"), true);
    auto *window = button(tr("Connect in a new window"), QStringLiteral("external-link"), true);
    auto *add = button(tr("Add server"), QStringLiteral("plus"), false);
    auto *change = button(tr("Edit"), QStringLiteral("pencil"), true);
    auto *drop = button(tr("Remove"), QStringLiteral("trash-2"), true);
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    layout->addWidget(title);
    layout->addLayout(buttons);
    layout->addWidget(m_list, 1);
    connect(connectButton, &QPushButton::clicked, this, [this] { Q_EMIT connectRequested(currentKey()); });
    connect(window, &QPushButton::clicked, this, [this] { Q_EMIT windowRequested(currentKey()); });
    connect(add, &QPushButton::clicked, this, [this] { addServer(); });
    connect(change, &QPushButton::clicked, this, &ServersPage::edit);
    connect(drop, &QPushButton::clicked, this, &ServersPage::remove);
    connect(m_list, &QTreeWidget::itemActivated, this, [this] { Q_EMIT connectRequested(currentKey()); });
    return page;
}

void ServersPage::fill()
{
    const QString current = currentKey();
    const Formats formats;
    m_list->clear();
    for (const ServerEntry &server : m_servers.servers()) {
        auto *item = new QTreeWidgetItem(m_list);
        item->setData(LabelColumn, kKeyRole, server.key);
        item->setText(LabelColumn,
                      server.production ? tr("%1 (PRODUCTION)").arg(server.label) : server.label);
        item->setIcon(LabelColumn, bandIcon(server.colour));
        item->setText(AddressColumn, server.address());
        item->setText(TenantColumn, server.tenant);
        item->setText(TrustColumn, server.pin.isEmpty() ? tr("Not yet trusted") : tr("Trusted"));
        item->setToolTip(TrustColumn, fingerprintText(server.pin));
        item->setText(UsedColumn, common::toUnixMs(server.lastUsed) == 0 ? tr("Never")
                                                                         : formats.dateTime(server.lastUsed));
        item->setSizeHint(UsedColumn,
                          QSize(kLastColumn, kRowHeight)); // it stretches: only the height matters
        if (server.key == current) {
            m_list->setCurrentItem(item);
        }
    }
    const bool any = m_list->topLevelItemCount() > 0;
    if (any && m_list->currentItem() == nullptr) {
        m_list->setCurrentItem(m_list->topLevelItem(0));
    }
    for (QPushButton *button : std::as_const(m_needServer)) {
        button->setEnabled(any);
    }
    if (any) {
        m_stack->setCurrentIndex(0);
        m_list->setFocus();
    } else {
        addServer();
    }
}

QString ServersPage::currentKey() const
{
    const QTreeWidgetItem *item = m_list->currentItem();
    return item == nullptr ? QString() : item->data(LabelColumn, kKeyRole).toString();
}

bool ServersPage::isEditing() const
{
    return m_stack->currentIndex() == 1 && m_form->isBegun();
}

void ServersPage::addServer(const ServerEntry &suggestion)
{
    m_form->edit(suggestion, m_servers.servers().isEmpty());
    m_stack->setCurrentIndex(1);
}

void ServersPage::edit()
{
    if (const auto entry = m_servers.find(currentKey())) {
        m_form->edit(*entry, false);
        m_stack->setCurrentIndex(1);
    }
}

void ServersPage::remove()
{
    const auto entry = m_servers.find(currentKey());
    if (!entry) {
        return;
    }
    // Its pin goes too, so this is asked: trust cannot be brought back by an undo that nobody compared.
    auto *question = new QMessageBox(
        QMessageBox::NoIcon, tr("Remove server"),
        tr("Remove “%1” from the list? Its trusted certificate is forgotten too.").arg(entry->label),
        QMessageBox::Cancel, this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton *removeButton = question->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    question->setDefaultButton(QMessageBox::Cancel);
    const QString key = entry->key;
    connect(question, &QMessageBox::buttonClicked, this,
            [this, key, removeButton](const QAbstractButton *clicked) {
                if (clicked != removeButton) {
                    return;
                }
                if (auto removed = m_servers.remove(key); !removed) {
                    showProblem(tr("The list of servers could not be saved on this computer. %1")
                                    .arg(removed.error().message));
                }
            });
    question->open();
}

void ServersPage::showProblem(const QString &text)
{
    m_problem->say(text);
}

} // namespace console
