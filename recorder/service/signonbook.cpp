// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/signonbook.h"

#include "recorder/service/signinthrottle.h"

#include "common/crypto/random.h"

#include <QList>

#include <algorithm>

namespace recorder
{

namespace
{

constexpr qsizetype kHandleSize = 32;

using Open = QHash<QByteArray, SignOnBook::Entry>;

QList<QByteArray> handlesOf(const Open &open, const QString &peer)
{
    QList<QByteArray> handles;
    for (auto entry = open.cbegin(); entry != open.cend(); ++entry) {
        if (entry->peer == peer) {
            handles.append(entry.key());
        }
    }
    return handles;
}

void removeOldest(Open &open, const QString &peer)
{
    const QList<QByteArray> handles = handlesOf(open, peer);
    const auto oldest =
        std::min_element(handles.cbegin(), handles.cend(), [&open](const auto &a, const auto &b) {
            return open.value(a).till < open.value(b).till;
        });
    if (oldest != handles.cend()) {
        open.remove(*oldest);
    }
}

/// The address that has most.
QString busiestOf(const Open &open)
{
    QHash<QString, qsizetype> counts;
    for (const SignOnBook::Entry &entry : open) {
        ++counts[entry.peer];
    }
    const auto most = std::max_element(counts.cbegin(), counts.cend());
    return most != counts.cend() ? most.key() : QString();
}

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
    const QString source = SignInThrottle::sourceOf(peer);
    const common::MonoTime now = m_clock.mono();
    m_open.with([&](Open &open) {
        open.removeIf([now, connection](const auto &entry) {
            return entry->till <= now || (connection != 0 && entry->connection == connection);
        });
        if (handlesOf(open, source).size() >= kMostOfPeer) {
            removeOldest(open, source);
        }
        if (open.size() >= kMost) {
            removeOldest(open, busiestOf(open));
        }
        open.insert(handle, {provider, {}, source, connection, now + kLife});
    });
    return handle;
}

bool SignOnBook::fill(const QByteArray &handle, const SignOnStart &start)
{
    return m_open.with([&](Open &open) {
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
    m_open.with([&](Open &open) { open.remove(handle); });
}

void SignOnBook::dropAllOf(quint64 connection)
{
    m_open.with([&](Open &open) {
        open.removeIf([connection](const auto &entry) { return entry->connection == connection; });
    });
}

std::optional<SignOnBook::Entry> SignOnBook::take(const QByteArray &handle, quint64 connection)
{
    return m_open.with([&](Open &open) -> std::optional<Entry> {
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
