// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace common
{

/// Overwrites and empties it. What Qt still shares with somebody is only let go of: keep one.
inline void wipe(QString &text)
{
    if (text.isDetached()) {
        text.fill(QChar(u'\0'));
    }
    text.clear();
}

/// What a person typed, on its way to a worker thread: a copy that nothing shares, overwritten when its owner
/// lets go. Who is given text() keeps no copy. Qt's own events, and the memory that a line edit grew out of,
/// are not reached by anything.
class TypedSecret
{
public:
    explicit TypedSecret(const QString &text)
        : m_text(text.constData(), text.size())
    {
    }
    ~TypedSecret() { wipe(m_text); }
    TypedSecret(const TypedSecret &) = delete;
    TypedSecret &operator=(const TypedSecret &) = delete;

    const QString &text() const { return m_text; }

private:
    QString m_text;
};

} // namespace common
