// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/signonbook.h"

#include "common/crypto/random.h"

#include <QList>

#include <algorithm>

namespace recorder
{

namespace
{

constexpr qsizetype kHandleSize = 32;

} // namespace

SignOnBook::SignOnBook(const common::Clock &clock)
    : m_clock(clock)
{
}

common::Result<QByteArray> SignOnBook::reserve(const QString &peer, quint64 connection, const QUuid &provider)
{
    QByteArray handle(kHandleSize, '\0');
    if (common::Status filled = common::fillRandom(
            std::as_writable_bytes(std::span(handle.data(), static_cast<std::size_t>(handle.size()))));
        !filled) {
        return common::propagate(filled);
    }
    const common::MonoTime now = m_clock.mono();
    const bool kept = m_open.with([&](QHash<QByteArray, Entry> &open) {
        open.removeIf([now](const auto &entry) { return entry.value().till <= now; });
        QList<QByteArray> same;
        for (auto entry = open.cbegin(); entry != open.cend(); ++entry) {
            if (entry->peer == peer) {
                same.append(entry.key());
            }
        }
        if (same.size() >= kMostOfPeer) {
            open.remove(*std::min_element(same.cbegin(), same.cend(), [&open](const auto &a, const auto &b) {
                return open.value(a).till < open.value(b).till;
            }));
        }
        if (open.size() >= kMost) {
            return false;
        }
        open.insert(handle, {provider, {}, peer, connection, now + kLife});
        return true;
    });
    if (!kept) {
        return common::fail(common::ErrorCode::Unavailable, QStringLiteral("too many sign in at this moment"),
                            {{QStringLiteral("reason"), QStringLiteral("busy")}});
    }
    return handle;
}

bool SignOnBook::fill(const QByteArray &handle, const SignOnStart &start)
{
    return m_open.with([&](QHash<QByteArray, Entry> &open) {
        const auto found = open.find(handle);
        if (found == open.end()) {
            return false;
        }
        found->start = start;
        return true;
    });
}

void SignOnBook::drop(const QByteArray &handle)
{
    m_open.with([&](QHash<QByteArray, Entry> &open) { open.remove(handle); });
}

std::optional<SignOnBook::Entry> SignOnBook::take(const QByteArray &handle, quint64 connection)
{
    return m_open.with([&](QHash<QByteArray, Entry> &open) -> std::optional<Entry> {
        const auto found = open.find(handle);
        if (found == open.end() || found->connection != connection || found->start.state.isEmpty()) {
            return std::nullopt;
        }
        const Entry entry = *found;
        open.erase(found);
        return m_clock.mono() < entry.till ? std::optional(entry) : std::nullopt;
    });
}

} // namespace recorder
