// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/blockgrid.h"

#include <QDialog>

namespace console
{

/// Everything about one row that has no page of its own: to be read and copied, nothing else. Goes with its
/// window; open() it.
class FactsDialog final : public QDialog
{
    Q_OBJECT
public:
    FactsDialog(const QString &title, const QList<InfoBlock> &blocks, QWidget *parent);

    BlockGrid &blocks() const { return *m_blocks; }

private:
    BlockGrid *m_blocks;
};

} // namespace console
