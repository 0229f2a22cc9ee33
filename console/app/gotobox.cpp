// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/gotobox.h"

#include "console/app/pageregistry.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QUuid>
#include <QVBoxLayout>

namespace console
{

namespace
{
constexpr int kPageRole = Qt::UserRole;
constexpr int kIdRole = Qt::UserRole + 1;
} // namespace

GoToBox::GoToBox(const PageRegistry &registry, const common::Identity &identity, QWidget *parent)
    : QDialog(parent)
    , m_registry(registry)
    , m_identity(identity)
    , m_text(new QLineEdit(this))
    , m_results(new QListWidget(this))
    , m_nothing(new QLabel(tr("No page has this name, and it is not the id of a call."), this))
{
    setWindowTitle(tr("Go to"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_text->setPlaceholderText(tr("Name of a page, or the id of a call"));
    m_text->setAccessibleName(tr("Go to"));
    m_text->installEventFilter(this);
    m_results->setAccessibleName(tr("Matches"));
    m_results->setIconSize(QSize(kIconSize, kIconSize));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGap, kGap, kGap, kGap);
    layout->setSpacing(kGapSmall);
    layout->addWidget(m_text);
    layout->addWidget(m_results);
    m_nothing->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_nothing->setWordWrap(true);
    layout->addWidget(m_nothing, 1);
    resize(440, 320);
    connect(m_text, &QLineEdit::textChanged, this, &GoToBox::list);
    connect(m_text, &QLineEdit::returnPressed, this, &GoToBox::choose);
    connect(m_results, &QListWidget::itemClicked, this, &GoToBox::choose);
    connect(m_results, &QListWidget::itemActivated, this, &GoToBox::choose);
    list({});
}

void GoToBox::list(const QString &text)
{
    m_results->clear();
    const QString wanted = text.trimmed();
    const QUuid uuid = QUuid::fromString(wanted);
    const PageSpec *call = m_registry.find(QStringLiteral("call"));
    if (!uuid.isNull() && call != nullptr && PageRegistry::mayOpen(*call, m_identity)) {
        auto *item = new QListWidgetItem(icon(call->icon), tr("Call %1").arg(wanted), m_results);
        item->setData(kPageRole, call->id);
        item->setData(kIdRole, uuid.toString(QUuid::WithoutBraces));
    }
    for (const PageSpec &page : m_registry.pages()) {
        const Area *area = m_registry.area(page.area);
        if (area == nullptr || !PageRegistry::mayOpen(page, m_identity)) {
            continue;
        }
        const QString title = PageRegistry::titleOf(page);
        const QString where = page.id == area->id ? QString() : PageRegistry::titleOf(*area);
        if (title.contains(wanted, Qt::CaseInsensitive) || where.contains(wanted, Qt::CaseInsensitive)) {
            auto *item = new QListWidgetItem(
                icon(page.icon), where.isEmpty() ? title : tr("%1 – %2").arg(title, where), m_results);
            item->setData(kPageRole, page.id);
        }
    }
    m_nothing->setVisible(m_results->count() == 0);
    m_results->setVisible(m_results->count() > 0);
    m_results->setCurrentRow(0);
}

void GoToBox::choose()
{
    const QListWidgetItem *item = m_results->currentItem();
    if (item == nullptr) {
        return;
    }
    QVariantMap arguments;
    if (const QString id = item->data(kIdRole).toString(); !id.isEmpty()) {
        arguments.insert(QStringLiteral("id"), id);
    }
    Q_EMIT chosen(item->data(kPageRole).toString(), arguments);
    accept();
}

bool GoToBox::eventFilter(QObject *watched, QEvent *event)
{
    // Up and down move in the matches while the text keeps the focus.
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down) {
            const int row = m_results->currentRow() + (key == Qt::Key_Down ? 1 : -1);
            m_results->setCurrentRow(qBound(0, row, m_results->count() - 1));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace console
