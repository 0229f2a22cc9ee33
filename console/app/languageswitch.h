// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QMessageBox>
#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>

namespace console
{

class Language;
class MainWindow;
class Preferences;

/// The language of the console: of the first window, and of all of them when the preferences say another one.
/// Who has typed what is not saved is asked first, in each
/// window; it changes when all of them let it go. Its end takes the texts off again. GUI thread.
class LanguageSwitch final : public QObject
{
    Q_OBJECT
public:
    using Windows = std::function<QList<MainWindow *>()>;

    /// The preferences outlive it.
    LanguageSwitch(Preferences &preferences, Windows windows, QObject *parent = nullptr);
    ~LanguageSwitch() override;

private:
    QString wanted() const;
    void follow();
    void askNext();
    void ask(MainWindow &window);
    void change();

    Preferences &m_preferences;
    const Windows m_windows;
    const QLocale m_system; ///< that stands where nothing is wanted
    const Qt::LayoutDirection m_direction;
    QString m_chosen; ///< by the user, when it was looked at last
    QString m_shown;
    std::unique_ptr<Language> m_language;
    QPointer<QMessageBox> m_question;
    QList<QPointer<MainWindow>> m_discarded; ///< windows whose user lets go what he typed
};

} // namespace console
