// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/confirmtaildialog.h"

#include "console/kit/spacing.h"
#include "console/kit/tr.h"
#include "console/pages/keys/keyrows.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

ConfirmTailDialog *ConfirmTailDialog::ask(const Question &question, QWidget *parent,
                                          std::function<void(const QString &)> go)
{
    auto *dialog = new ConfirmTailDialog(question, parent);
    connect(dialog->m_go, &QPushButton::clicked, dialog, [dialog, go = std::move(go)] {
        const QString typed = dialog->m_typed->text().trimmed().toLower();
        dialog->accept();
        go(typed);
    });
    dialog->open();
    return dialog;
}

ConfirmTailDialog::ConfirmTailDialog(const Question &question, QWidget *parent)
    : QDialog(parent)
    , m_typed(new QLineEdit)
{
    setObjectName(QStringLiteral("confirm-tail"));
    setWindowTitle(question.title);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(120 * kUnit);
    const auto label = [](const QString &text) {
        auto *made = new QLabel(text);
        made->setTextFormat(Qt::PlainText);
        made->setWordWrap(true);
        return made;
    };
    auto *fingerprint = label(fingerprintInFours(question.fingerprint));
    fingerprint->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *prompt = label(Tr::tr("To do it, type the last six characters of the key's fingerprint:"));
    m_typed->setObjectName(QStringLiteral("typed"));
    m_typed->setAccessibleName(Tr::tr("Last six characters of the fingerprint"));
    m_typed->setMaxLength(12);
    prompt->setBuddy(m_typed);
    auto *buttons = new QDialogButtonBox;
    m_go = buttons->addButton(question.verb, QDialogButtonBox::DestructiveRole);
    m_go->setObjectName(QStringLiteral("confirmed"));
    m_go->setAutoDefault(false);
    m_go->setEnabled(false);
    QPushButton *cancel = buttons->addButton(QDialogButtonBox::Cancel);
    cancel->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_typed, &QLineEdit::textChanged, this,
            [this, tail = tailOf(question.fingerprint)](const QString &text) {
                m_go->setEnabled(text.trimmed().compare(tail, Qt::CaseInsensitive) == 0);
            });
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    column->setSpacing(kGap);
    column->addWidget(label(question.text));
    column->addWidget(fingerprint);
    column->addWidget(prompt);
    column->addWidget(m_typed);
    column->addStretch();
    column->addWidget(buttons);
}

} // namespace console
