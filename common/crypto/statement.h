// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QUuid>

namespace common
{

/// The bytes that signatures are made over: lines "name value\n" below "earshot-<kind> 1\n". Values are hex,
/// numbers and UUIDs, none of which can hold a line's end; the first line keeps the kinds apart.
class Statement
{
public:
    explicit Statement(const char *kind) { m_bytes.append("earshot-").append(kind).append(" 1\n"); }
    Statement &add(const char *name, const QUuid &id)
    {
        return line(name, id.toByteArray(QUuid::WithoutBraces));
    }
    Statement &add(const char *name, qint64 number) { return line(name, QByteArray::number(number)); }
    /// In hex; "-" for nothing.
    Statement &add(const char *name, const QByteArray &bytes)
    {
        return line(name, bytes.isEmpty() ? QByteArray("-") : bytes.toHex());
    }
    const QByteArray &bytes() const { return m_bytes; }

private:
    Statement &line(const char *name, const QByteArray &value)
    {
        m_bytes.append(name).append(' ').append(value).append('\n');
        return *this;
    }
    QByteArray m_bytes;
};

} // namespace common
