// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/languageswitch.h"

#include "console/app/mainwindow.h"
#include "console/app/preferences.h"
#include "console/kit/discardquestion.h"
#include "console/kit/language.h"

#include <QApplication>

#include <algorithm>
#include <utility>

namespace console
{

LanguageSwitch::LanguageSwitch(Preferences &preferences, Windows windows, QObject *parent)
    : QObject(parent)
    , m_preferences(preferences)
    , m_windows(std::move(windows))
    , m_direction(QApplication::layoutDirection())
    , m_chosen(preferences.language())
{
    change();
    // Later: whoever changes a preference may stand in what is made anew.
    connect(&m_preferences, &Preferences::changed, this, &LanguageSwitch::follow, Qt::QueuedConnection);
}

LanguageSwitch::~LanguageSwitch()
{
    m_language.reset();
    QLocale::setDefault(m_system);
    QApplication::setLayoutDirection(m_direction);
}

QString LanguageSwitch::wanted() const
{
    const QString own = m_preferences.language();
    return own.isEmpty() ? m_preferences.accountLanguage() : own;
}

void LanguageSwitch::follow()
{
    const QString own = m_preferences.language();
    const bool chosen = std::exchange(m_chosen, own) != own;
    if (chosen) {
        delete m_question; // it was about another one
    }
    if (wanted() == m_shown) {
        return;
    }
    const QList<MainWindow *> windows = m_windows();
    const bool editing = std::any_of(windows.begin(), windows.end(),
                                     [](const MainWindow *window) { return window->hasUnsaved(); });
    if (!chosen && (editing || windows.size() > 1)) {
        return; // what an account says disturbs nobody who is at work
    }
    m_discarded.clear();
    askNext();
}

/// One window after the other: all of them change, or none.
void LanguageSwitch::askNext()
{
    if (wanted() == m_shown) {
        return;
    }
    const QList<MainWindow *> windows = m_windows();
    const auto editing = std::find_if(windows.begin(), windows.end(), [this](MainWindow *window) {
        return window->hasUnsaved() && !m_discarded.contains(window);
    });
    if (editing != windows.end()) {
        ask(**editing);
    } else {
        change();
    }
}

void LanguageSwitch::ask(MainWindow &window)
{
    m_question = discardQuestion(&window, [this, asked = QPointer(&window)] {
        m_discarded.append(asked);
        askNext();
    });
    m_question->setInformativeText(tr(
        "The pages are made anew in the other language. If you keep editing, it comes at the next start."));
    // Who closes the window has answered for it. Later: the others may go at the same time.
    connect(
        m_question, &QObject::destroyed, this,
        [this, asked = QPointer(&window)] {
            if (asked == nullptr && m_question == nullptr) {
                askNext();
            }
        },
        Qt::QueuedConnection);
    m_question->open();
}

void LanguageSwitch::change()
{
    m_shown = wanted();
    const QLocale locale = m_shown.isEmpty() ? m_system : QLocale(m_shown);
    QLocale::setDefault(locale);
    QApplication::setLayoutDirection(locale.textDirection());
    m_language.reset(); // it would stay beneath the new one
    m_language = std::make_unique<Language>(locale);
    for (MainWindow *window : m_windows()) {
        window->rebuild();
    }
}

} // namespace console
