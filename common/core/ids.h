// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUuid>

#include <chrono>
#include <functional>

namespace common
{

/// UUID version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random bits. Ids made by one
/// process in the same millisecond are increasing, so that an index on them grows at its end. Any thread.
QUuid makeUuidV7();

/// The smallest UUIDv7 of a moment: the bound for "calls since", and of the monthly partitions.
QUuid uuidV7Floor(std::chrono::system_clock::time_point moment);

/// The moment inside a UUIDv7, in milliseconds.
std::chrono::system_clock::time_point momentOf(const QUuid &uuidV7);

/// An id that cannot be mixed up with the id of something else.
template <typename Tag>
class Id
{
public:
    Id() = default;
    explicit Id(const QUuid &uuid)
        : m_uuid(uuid)
    {
    }
    static Id generate() { return Id(makeUuidV7()); }
    /// Null when the text is not a UUID.
    static Id fromString(const QString &text) { return Id(QUuid::fromString(text)); }

    bool isNull() const { return m_uuid.isNull(); }
    QUuid uuid() const { return m_uuid; }
    QString toString() const { return m_uuid.toString(QUuid::WithoutBraces); }

    friend bool operator==(const Id &, const Id &) = default;
    friend bool operator<(const Id &a, const Id &b) { return a.m_uuid < b.m_uuid; }
    friend size_t qHash(const Id &id, size_t seed = 0) { return qHash(id.m_uuid, seed); }

private:
    QUuid m_uuid;
};

} // namespace common

template <typename Tag>
struct std::hash<common::Id<Tag>> {
    size_t operator()(const common::Id<Tag> &id) const noexcept { return qHash(id); }
};
