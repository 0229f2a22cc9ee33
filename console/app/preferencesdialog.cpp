// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/preferencesdialog.h"

#include "console/app/fieldform.h"
#include "console/app/preferences.h"
#include "console/kit/spacing.h"
#include "console/player/playermemory.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QPushButton>
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
    // The player's, which keeps its own settings with those of the pages.
    auto *back = combo({{tr("Nothing"), 0},
                        {tr("The last %n second(s)", nullptr, 1), 1000},
                        {tr("The last %n second(s)", nullptr, 2), 2000},
                        {tr("The last %n second(s)", nullptr, 3), 3000},
                        {tr("The last %n second(s)", nullptr, 5), 5000}},
                       static_cast<int>(backStep(QSettings()).count()));
    back->setObjectName(QStringLiteral("backStep"));
    form->addField(QStringLiteral("backStep"), tr("After a pause, play again"), back);
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
    onChoice(back, [](const QVariant &v) {
        QSettings settings;
        setBackStep(settings, Ms(v.toInt()));
    });
    connect(reset, &QPushButton::clicked, this, &PreferencesDialog::resetLayoutRequested);
}

} // namespace console
