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

void KeyPins::keep(const common::KeyRecord &record)
{
    m_settings.setValue(keyOf(record), QString::fromLatin1(record.identity().toHex()));
}

QString KeyPins::wordsBefore(const common::KeyRecord &record) const
{
    const QByteArray known = before(record);
    return known.isEmpty() ? QString() : common::keyWords(known);
}

} // namespace console
