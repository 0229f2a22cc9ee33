// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/preferencesdialog.h"

#include "console/app/fieldform.h"
#include "console/app/preferences.h"
#include "console/kit/spacing.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace console
{

namespace
{
QComboBox *combo(const QList<std::pair<QString, QVariant>> &choices, const QVariant &current)
{
    auto *box = new QComboBox;
    for (const auto &[text, value] : choices) {
        box->addItem(text, value);
    }
    box->setCurrentIndex(qMax(0, box->findData(current)));
    return box;
}

void addClose(QDialog &dialog, QVBoxLayout &layout)
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    layout.addWidget(buttons);
}

struct KeyRow {
    const char *keys;
    const char *what;
};
constexpr KeyRow kKeys[] = {
    {"Ctrl+K", QT_TRANSLATE_NOOP("console::KeyList", "Go to a page or a call")},
    {"Ctrl+F", QT_TRANSLATE_NOOP("console::KeyList", "Go to the page's search field")},
    {"F5", QT_TRANSLATE_NOOP("console::KeyList", "Load again")},
    {"F6, Shift+F6", QT_TRANSLATE_NOOP("console::KeyList", "Next, previous part of the window")},
    {"F8", QT_TRANSLATE_NOOP("console::KeyList", "Go to the message at the bottom")},
    {"F9", QT_TRANSLATE_NOOP("console::KeyList", "Fold the pages at the side into icons, and back")},
    {"Alt+Left, Alt+Right", QT_TRANSLATE_NOOP("console::KeyList", "Back, forward")},
    {"Ctrl+1 … Ctrl+5", QT_TRANSLATE_NOOP("console::KeyList", "First page of an area")},
    {"Ctrl+J", QT_TRANSLATE_NOOP("console::KeyList", "Show or hide the tasks")},
    {"Ctrl+L", QT_TRANSLATE_NOOP("console::KeyList", "Copy a link to this page")},
    {"Ctrl+,", QT_TRANSLATE_NOOP("console::KeyList", "Preferences")},
    {"Ctrl+Z", QT_TRANSLATE_NOOP("console::KeyList", "Undo what the message at the bottom tells")},
    {"Ctrl+Shift+N", QT_TRANSLATE_NOOP("console::KeyList", "New window")},
    {"?, F1", QT_TRANSLATE_NOOP("console::KeyList", "This list")},
    {"Space, K", QT_TRANSLATE_NOOP("console::KeyList", "Player: play or pause")},
    {"Left, Right", QT_TRANSLATE_NOOP("console::KeyList", "Player: 5 s back, on (Ctrl 1 s, Shift 15 s)")},
    {"J, L", QT_TRANSLATE_NOOP("console::KeyList", "Player: previous, next turn")},
    {"-, =", QT_TRANSLATE_NOOP("console::KeyList", "Player: slower, faster")},
    {"Backspace", QT_TRANSLATE_NOOP("console::KeyList", "Player: normal speed and back")},
    {"S", QT_TRANSLATE_NOOP("console::KeyList", "Player: skip silence")},
    {"[, ], \\", QT_TRANSLATE_NOOP("console::KeyList", "Player: loop from here, to here, no loop")},
    {"1, 2, 3", QT_TRANSLATE_NOOP("console::KeyList", "Player: only the agent, only the customer, both")},
    {"Shift+1, Shift+2", QT_TRANSLATE_NOOP("console::KeyList", "Player: mute the agent, the customer")},
    {"Home, End, G", QT_TRANSLATE_NOOP("console::KeyList", "Player: start, end, go to a time")},
};
} // namespace

PreferencesDialog::PreferencesDialog(Preferences &preferences, QWidget *parent)
    : QDialog(parent)
    , m_preferences(preferences)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    build();
}

void PreferencesDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        // Later: the event goes on to the children that are here now.
        QMetaObject::invokeMethod(
            this,
            [this] {
                qDeleteAll(findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
                delete layout();
                build();
                findChild<QComboBox *>(QStringLiteral("language"))->setFocus();
            },
            Qt::QueuedConnection);
    }
}

void PreferencesDialog::build()
{
    Preferences &preferences = m_preferences;
    setWindowTitle(tr("Preferences"));
    auto *form = new FieldForm;
    auto *theme = combo({{tr("As the system"), console::keyOf(ThemeChoice::System)},
                         {tr("Light"), console::keyOf(ThemeChoice::Light)},
                         {tr("Dark"), console::keyOf(ThemeChoice::Dark)},
                         {tr("High contrast"), console::keyOf(ThemeChoice::HighContrast)}},
                        console::keyOf(preferences.theme()));
    // Languages are named in themselves.
    auto *language = combo({{tr("As the account or the system"), QString()},
                            {QStringLiteral("English"), QStringLiteral("en")},
                            {QStringLiteral("Deutsch"), QStringLiteral("de")}},
                           preferences.language());
    auto *density = combo({{tr("Compact"), static_cast<int>(Density::Compact)},
                           {tr("Normal"), static_cast<int>(Density::Normal)},
                           {tr("Roomy"), static_cast<int>(Density::Roomy)}},
                          static_cast<int>(preferences.density()));
    auto *lock = combo({{tr("After 5 minutes"), 5},
                        {tr("After 15 minutes"), 15},
                        {tr("After 60 minutes"), 60},
                        {tr("Never"), 0}},
                       static_cast<int>(preferences.lockAfter().count()));
    form->addField(QStringLiteral("theme"), tr("Appearance"), theme);
    language->setObjectName(QStringLiteral("language"));
    form->addField(QStringLiteral("language"), tr("Language"), language);
    form->addField(QStringLiteral("density"), tr("Rows of tables"), density);
    form->addField(QStringLiteral("lock"), tr("Lock when nobody is there"), lock);
    auto *reset = new QPushButton(tr("Reset layout"));
    reset->setAutoDefault(false);
    form->addWide(reset);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    layout->setSpacing(kGapLarge);
    layout->addWidget(form);
    addClose(*this, *layout);
    const auto onChoice = [this](QComboBox *box, auto apply) {
        connect(box, &QComboBox::currentIndexChanged, this, [box, apply] { apply(box->currentData()); });
    };
    onChoice(theme,
             [&preferences](const QVariant &v) { preferences.setTheme(themeChoiceFrom(v.toString())); });
    onChoice(language, [&preferences](const QVariant &v) { preferences.setLanguage(v.toString()); });
    onChoice(density,
             [&preferences](const QVariant &v) { preferences.setDensity(static_cast<Density>(v.toInt())); });
    onChoice(lock, [&preferences](const QVariant &v) {
        preferences.setLockAfter(std::chrono::minutes(v.toInt()));
    });
    connect(reset, &QPushButton::clicked, this, &PreferencesDialog::resetLayoutRequested);
}

KeyList::KeyList(QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keyboard"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *table = new QTableWidget(static_cast<int>(std::size(kKeys)), 2);
    table->setAccessibleName(tr("Keyboard"));
    table->setHorizontalHeaderLabels({tr("Keys"), tr("What they do")});
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setShowGrid(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    for (int row = 0; row < table->rowCount(); ++row) {
        table->setItem(row, 0, new QTableWidgetItem(QString::fromUtf8(kKeys[row].keys)));
        table->setItem(row, 1, new QTableWidgetItem(tr(kKeys[row].what)));
    }
    table->setCurrentCell(0, 0);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    layout->addWidget(table);
    addClose(*this, *layout);
    resize(600, 640);
}

} // namespace console
