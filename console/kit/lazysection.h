// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>

class QPushButton;

namespace console
{

/// A heading and a button "Show"; what is below it is made when it is pressed, because it costs a question to
/// the server that few readers have.
class LazySection final : public QWidget
{
    Q_OBJECT
public:
    LazySection(const QString &title, std::function<QWidget *(QWidget *parent)> make,
                QWidget *parent = nullptr);

    /// The button is disabled and says why.
    void refuse(const QString &why);
    bool isShown() const { return m_content != nullptr; }

private:
    void toggle();

    std::function<QWidget *(QWidget *)> m_make;
    QPushButton *m_button;
    QWidget *m_content = nullptr;
};

} // namespace console
