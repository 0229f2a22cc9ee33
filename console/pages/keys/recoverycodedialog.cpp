// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/recoverycodedialog.h"

#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

RecoveryCodeDialog::RecoveryCodeDialog(const QString &code, QWidget *parent)
    : QDialog(parent)
    , m_kept(new QCheckBox(Tr::tr("I have kept it")))
{
    setObjectName(QStringLiteral("recovery-code"));
    setWindowTitle(Tr::tr("Recovery code"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *text = new QLabel(Tr::tr(
        "This code opens your encryption keys when you have forgotten your password, or got a new one. It "
        "is shown only now; one that you had before is void. Keep it on paper, away from this computer."));
    text->setWordWrap(true);
    auto *line = new QLineEdit(code);
    line->setObjectName(QStringLiteral("code"));
    line->setAccessibleName(Tr::tr("Recovery code"));
    line->setReadOnly(true);
    line->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    line->setMinimumWidth(line->fontMetrics().averageCharWidth() * static_cast<int>(code.size() + 4));
    auto *copy = new QPushButton(icon(QStringLiteral("copy")), Tr::tr("Copy"));
    copy->setAutoDefault(false);
    connect(copy, &QPushButton::clicked, this, [code] { QGuiApplication::clipboard()->setText(code); });
    m_kept->setObjectName(QStringLiteral("kept"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_close = buttons->button(QDialogButtonBox::Close);
    m_close->setEnabled(false);
    connect(m_kept, &QCheckBox::toggled, m_close, &QWidget::setEnabled);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *row = new QHBoxLayout;
    row->addWidget(line, 1);
    row->addWidget(copy);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    column->setSpacing(kGap);
    column->addWidget(text);
    column->addLayout(row);
    column->addWidget(m_kept);
    column->addStretch();
    column->addWidget(buttons);
}

void RecoveryCodeDialog::reject()
{
    if (m_kept->isChecked()) {
        QDialog::reject();
    }
}

} // namespace console
