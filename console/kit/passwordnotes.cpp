// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/passwordnotes.h"

#include "console/kit/passwordfield.h"
#include "console/kit/statuschip.h"
#include "console/kit/tr.h"

#include <QLabel>

namespace console
{

QLabel *capsLockNote(std::initializer_list<PasswordField *> fields)
{
    auto *note = new QLabel(Tr::tr("Caps Lock is on."));
    note->setObjectName(QStringLiteral("caps-lock"));
    note->setTextFormat(Qt::PlainText);
    note->hide();
    for (PasswordField *field : fields) {
        QObject::connect(field, &PasswordField::capsLockChanged, note, &QWidget::setVisible);
    }
    return note;
}

StatusChip *matchNote(PasswordField &first, PasswordField &again)
{
    auto *note = new StatusChip;
    note->setObjectName(QStringLiteral("match"));
    note->hide();
    const auto judge = [note, &first, &again] {
        const bool same = first.text() == again.text();
        note->setStatus(same ? StatusRole::Good : StatusRole::Inactive,
                        same ? Tr::tr("The two are the same") : Tr::tr("Not the same yet"));
        note->setHidden(again.text().isEmpty());
    };
    for (PasswordField *field : {&first, &again}) {
        QObject::connect(field, &QLineEdit::textChanged, note, judge);
    }
    return note;
}

} // namespace console
