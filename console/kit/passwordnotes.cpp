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

QString passwordRuleText(const common::PasswordRule &rule)
{
    return Tr::tr("At least %n characters; several unusual words are better than signs.", nullptr,
                  rule.leastLength());
}

QString passwordProblem(const QString &password, const common::PasswordRule &rule)
{
    const common::Status good = common::checkPassword(password, rule);
    if (good) {
        return {};
    }
    const QString reason = good.error().fields.value(QStringLiteral("password"));
    return reason == QLatin1String("short")
               ? Tr::tr("It needs at least %n characters.", nullptr, rule.leastLength())
           : reason == QLatin1String("long")
               ? Tr::tr("It is too long.")
               : Tr::tr("This is one of the first passwords that are tried. Take several unusual words.");
}

} // namespace console
