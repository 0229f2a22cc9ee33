// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/lastholderquestion.h"

#include "console/kit/tr.h"
#include "console/pages/keys/confirmtaildialog.h"

namespace console
{

namespace
{

constexpr qsizetype kFingerprint = 32;

QString textOf(const LastHolderQuestion &question, const QString &tail)
{
    //: %1 is the end of a key's fingerprint
    const QString back =
        Tr::tr("What is encrypted with the key that ends in %1 cannot be played any more then, "
               "until the present password or a recovery code brings the keys back (for 90 "
               "days), or somebody imports an exported copy of the key.")
            .arg(tail);
    const QString who =
        question.name.isEmpty()
            ? Tr::tr("You are the only one who can open an encryption key, and a new password does not.")
            : Tr::tr("%1 is the only one who can open an encryption key, and a new password does not.")
                  .arg(question.name);
    return who + QStringLiteral("\n\n") + back;
}

} // namespace

bool askLastHolder(const common::Error &error, const LastHolderQuestion &question, QWidget *parent,
                   std::function<void(const QString &tail)> go, std::function<void()> cancelled)
{
    const QByteArray fingerprint =
        QByteArray::fromHex(error.fields.value(QStringLiteral("fingerprint")).toLatin1());
    if (error.fields.value(QStringLiteral("confirm")) != QLatin1String("last-holder") ||
        fingerprint.size() != kFingerprint) {
        return false;
    }
    const QString tail = QString::fromLatin1(fingerprint.toHex().right(6));
    auto *dialog = ConfirmTailDialog::ask(
        {question.title, textOf(question, tail), question.title, fingerprint}, parent, std::move(go));
    QObject::connect(dialog, &QDialog::rejected, parent, std::move(cancelled));
    return true;
}

} // namespace console
