// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace console
{

class Connection;

/// "Not connected since 10:41 – retrying in 8 s", with Retry now: never a dialog, so that what is typed below
/// stays. Also carries notes that have no place of their own.
class ConnectionBanner final : public QFrame
{
    Q_OBJECT
public:
    explicit ConnectionBanner(Connection &connection, QWidget *parent = nullptr);

    QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void announce();

    Connection &m_connection;
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_retry;
};

} // namespace console
