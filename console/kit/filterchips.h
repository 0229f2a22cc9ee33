// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace console
{

struct FilterChip {
    QString key;
    QString text; ///< "State: Incomplete"
};

/// The filters that hold at the moment, each with a button that takes it off, and "Clear filters". Hidden
/// while there is none.
class FilterChips final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterChips(QWidget *parent = nullptr);
    void setChips(const QList<FilterChip> &chips);

Q_SIGNALS:
    void removed(const QString &key);
    void cleared();
};

} // namespace console
