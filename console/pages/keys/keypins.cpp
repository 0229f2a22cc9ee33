// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/keypins.h"

namespace console
{

KeyPins::KeyPins(const QString &serverKey)
    : m_serverKey(serverKey)
{
}

QString KeyPins::keyOf(const common::KeyRecord &record) const
{
    return QStringLiteral("key-pins/%1/%2").arg(m_serverKey, record.owner.toString(QUuid::WithoutBraces));
}

QByteArray KeyPins::before(const common::KeyRecord &record) const
{
    return QByteArray::fromHex(m_settings.value(keyOf(record)).toString().toLatin1());
}

KeyPins::Seen KeyPins::seen(const common::KeyRecord &record) const
{
    const QByteArray known = before(record);
    return known.isEmpty() ? Seen::First : known == record.identity() ? Seen::Same : Seen::Other;
}

QString KeyPins::leftOf(const QUuid &user) const
{
    return QStringLiteral("key-left/%1/%2").arg(m_serverKey, user.toString(QUuid::WithoutBraces));
}

void KeyPins::keep(const common::KeyRecord &record)
{
    m_settings.setValue(keyOf(record), QString::fromLatin1(record.identity().toHex()));
    m_settings.remove(leftOf(record.owner));
}

void KeyPins::leave(const QUuid &user)
{
    m_settings.setValue(leftOf(user), true);
}

bool KeyPins::mayFollow(const common::KeyRecord &record) const
{
    return seen(record) == Seen::Same && !m_settings.value(leftOf(record.owner)).toBool();
}

QString KeyPins::wordsBefore(const common::KeyRecord &record) const
{
    const QByteArray known = before(record);
    return known.isEmpty() ? QString() : common::keyWords(known);
}

} // namespace console
