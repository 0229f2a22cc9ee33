// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/keylist.h"

#include "console/app/windowshortcuts.h"
#include "console/kit/spacing.h"
#include "console/player/playerkeys.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

namespace console
{

namespace
{
/// Of lists, dialogs and messages: widgets of every page hold these, nobody can change them.
QList<ShortcutRow> pageKeys()
{
    return {{{QKeySequence::Undo}, KeyList::tr("Undo what the message at the bottom tells")},
            {{Qt::Key_Return}, KeyList::tr("List: open the row")},
            {{Qt::Key_Space}, KeyList::tr("List: select the row")},
            {{Qt::CTRL | Qt::Key_A}, KeyList::tr("List: select the rows of this page")},
            {{Qt::CTRL | Qt::SHIFT | Qt::Key_A}, KeyList::tr("List: select everything that matches")},
            {{QKeySequence::New}, KeyList::tr("List: add")},
            {{Qt::Key_F2}, KeyList::tr("List: edit")},
            {{QKeySequence::Delete}, KeyList::tr("List: delete")},
            {{Qt::SHIFT | Qt::Key_F10}, KeyList::tr("List: menu of the row")},
            {{Qt::CTRL | Qt::Key_Tab, Qt::CTRL | Qt::SHIFT | Qt::Key_Tab},
             KeyList::tr("Next, previous tab of the page")},
            {{QKeySequence::Save}, KeyList::tr("Form: save")},
            {{Qt::Key_Escape}, KeyList::tr("Form: close without saving")}};
}

QList<ShortcutRow> playerRows(const QSettings &settings)
{
    QList<ShortcutRow> rows;
    for (const PlayerKey &key : playerKeys()) {
        const QList<QKeySequence> acting = actingKeys(singleKeysAct(settings), chosenKeys(settings, key));
        if (!acting.isEmpty()) {
            rows.append({acting, KeyList::tr("Player: %1").arg(key.text)});
        }
    }
    return rows;
}

QString textOf(const ShortcutRow &row)
{
    QStringList texts;
    for (const QKeySequence &key : row.keys) {
        texts.append(key.toString(QKeySequence::NativeText));
    }
    return row.isRange
               ? KeyList::tr("%1 … %2", "first and last of some keys").arg(texts.first(), texts.last())
               : texts.join(QStringLiteral(", "));
}
} // namespace

KeyList::KeyList(const QSettings &settings, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keyboard"));
    setAttribute(Qt::WA_DeleteOnClose);
    const QList<ShortcutRow> rows = windowKeys() + pageKeys() + playerRows(settings);
    auto *table = new QTableWidget(static_cast<int>(rows.size()), 2);
    table->setAccessibleName(tr("Keyboard"));
    table->setHorizontalHeaderLabels({tr("Keys"), tr("What they do")});
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setShowGrid(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    for (int row = 0; row < table->rowCount(); ++row) {
        table->setItem(row, 0, new QTableWidgetItem(textOf(rows[row])));
        table->setItem(row, 1, new QTableWidgetItem(rows[row].what));
    }
    table->setCurrentCell(0, 0);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    layout->addWidget(table);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    resize(600, 640);
}

} // namespace console
