// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QTimer>

namespace console
{

/// A line that tells what is searched for 300 ms after the last key, and at once on Enter or when it is
/// cleared.
class SearchField final : public QLineEdit
{
    Q_OBJECT
public:
    explicit SearchField(QWidget *parent = nullptr);

    /// Placeholder and accessible name: "Search by number, name or user".
    void setPurpose(const QString &purpose);
    QString search() const { return m_told; }
    /// Without a signal.
    void setSearch(const QString &text);
    QSize sizeHint() const override;

Q_SIGNALS:
    void searchChanged(const QString &text);

private:
    void tell();

    QTimer m_timer;
    QString m_told;
};

} // namespace console
