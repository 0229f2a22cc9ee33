// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/factsdialog.h"

#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

FactsDialog::FactsDialog(const QString &title, const QList<InfoBlock> &blocks, QWidget *parent)
    : QDialog(parent)
    , m_blocks(new BlockGrid)
{
    setObjectName(QStringLiteral("facts"));
    setWindowTitle(title);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(120 * kUnit);
    m_blocks->setBlocks(blocks);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton *shut = buttons->button(QDialogButtonBox::Close);
    shut->setText(Tr::tr("Close"));
    shut->setDefault(true);
    shut->setFocus();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    column->setSpacing(kGap);
    column->addWidget(m_blocks);
    column->addStretch();
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace console
