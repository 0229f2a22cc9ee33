// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/discardquestion.h"

#include "console/kit/tr.h"

#include <QPushButton>

namespace console
{

QMessageBox *discardQuestion(QWidget *parent, std::function<void()> discard)
{
    auto *question = new QMessageBox(QMessageBox::Question, QString(), Tr::tr("Discard what you changed?"),
                                     QMessageBox::NoButton, parent);
    question->setObjectName(QStringLiteral("discard-question"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *let = question->addButton(Tr::tr("Discard"), QMessageBox::DestructiveRole);
    QPushButton *keep = question->addButton(Tr::tr("Keep editing"), QMessageBox::RejectRole);
    let->setObjectName(QStringLiteral("discard"));
    keep->setObjectName(QStringLiteral("keep-editing"));
    question->setDefaultButton(keep);
    question->setEscapeButton(keep);
    QObject::connect(let, &QPushButton::clicked, parent, std::move(discard));
    return question;
}

} // namespace console
