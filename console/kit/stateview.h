// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/words.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace console
{

/// What stands where rows or a form would be: loading, empty, nothing found, error, denied, offline.
class StateView final : public QWidget
{
    Q_OBJECT
public:
    enum class State { Loading, EmptyNew, EmptyFiltered, Error, Denied, Offline };

    explicit StateView(QWidget *parent = nullptr);

    State state() const { return m_state; }
    void showLoading();
    /// `action` is the label of a button, empty = none.
    void showEmpty(const QString &sentence, const QString &action = {});
    void showNothingFound();
    /// Details go to the clipboard on demand.
    void showError(const Sentence &sentence, const QString &details);
    /// Names the permission and whom to ask.
    void showDenied(const QString &permission);
    void showOffline();
    QString text() const;

Q_SIGNALS:
    void retryRequested();
    void clearFiltersRequested();
    void actionRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void set(State state, const QString &iconName, const QString &title, const QString &text);
    void press();

    State m_state = State::Loading;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_action;
    QPushButton *m_copy;
    QString m_details;
};

} // namespace console
