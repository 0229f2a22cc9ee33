// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/signinthrottle.h"

#include <algorithm>
#include <arpa/inet.h>

namespace recorder
{

namespace
{

using std::chrono::milliseconds;

constexpr int kFreePerPair = 3;
constexpr int kFreePerAddress = 30;
constexpr milliseconds kFirstDelay{1000};
constexpr milliseconds kLongestPairDelay{30000};
constexpr milliseconds kLongestAddressDelay{5000};
constexpr std::chrono::minutes kMemory{15};
constexpr qsizetype kMostEntries = 100000;

/// 1 s, 2 s, 4 s ... after the failures that are free.
milliseconds delayAfter(int failures, int free, milliseconds longest)
{
    if (failures < free) {
        return milliseconds(0);
    }
    const int doublings = std::min(failures - free, 10);
    return std::min(longest, kFirstDelay * (1 << doublings));
}

} // namespace

SignInThrottle::SignInThrottle(const common::Clock &clock)
    : m_clock(clock)
{
}

/// Who has one address of IPv6 has a whole /64 of them: that counts as one.
QString SignInThrottle::sourceOf(const QString &peer)
{
    in6_addr v6{};
    const QByteArray text = peer.section(QLatin1Char('%'), 0, 0).toLatin1();
    if (inet_pton(AF_INET6, text.constData(), &v6) != 1 || IN6_IS_ADDR_V4MAPPED(&v6)) {
        return peer;
    }
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char *>(v6.s6_addr), 8).toHex());
}

std::optional<milliseconds> SignInThrottle::admit(const QString &loginKey, const QString &peer)
{
    const QString address = sourceOf(peer);
    const common::MonoTime now = m_clock.mono();
    return m_state.with([&](State &state) -> std::optional<milliseconds> {
        forgetOld(state, now);
        const Pair key(loginKey, address);
        Count &pair = state.pairs[key];
        Count &whole = state.addresses[address];
        for (Count *count : {&pair, &whole}) {
            if (now - count->last > kMemory) {
                count->failures = 0;
            }
        }
        const auto left = [now](const Count &count, milliseconds delay) {
            return std::chrono::duration_cast<milliseconds>(count.last + delay - now);
        };
        milliseconds wait = left(pair, delayAfter(pair.failures, kFreePerPair, kLongestPairDelay));
        if (!state.good.contains(key)) {
            wait = std::max(wait,
                            left(whole, delayAfter(whole.failures, kFreePerAddress, kLongestAddressDelay)));
        }
        if (wait > milliseconds(0)) {
            return wait;
        }
        pair = {pair.failures + 1, now};
        whole = {whole.failures + 1, now};
        return std::nullopt;
    });
}

void SignInThrottle::succeeded(const QString &loginKey, const QString &peer)
{
    const QString address = sourceOf(peer);
    m_state.with([&](State &state) {
        const Pair key(loginKey, address);
        state.pairs.remove(key);
        state.good.insert(key);
        Count &whole = state.addresses[address];
        whole.failures = std::max(0, whole.failures - 1);
    });
}

void SignInThrottle::withdraw(const QString &loginKey, const QString &peer)
{
    const QString address = sourceOf(peer);
    m_state.with([&](State &state) {
        Count &pair = state.pairs[Pair(loginKey, address)];
        pair.failures = std::max(0, pair.failures - 1);
        Count &whole = state.addresses[address];
        whole.failures = std::max(0, whole.failures - 1);
    });
}

/// Looked through only when there are many: a flood of made-up logins must not cost more than its entries.
void SignInThrottle::forgetOld(State &state, common::MonoTime now) const
{
    const auto old = [now](const auto &entry) { return now - entry.value().last > kMemory; };
    if (state.pairs.size() > kMostEntries) {
        state.pairs.removeIf(old);
    }
    if (state.addresses.size() > kMostEntries) {
        state.addresses.removeIf(old);
    }
    if (state.pairs.size() > kMostEntries) {
        state.pairs.clear(); // the addresses still slow down
    }
    if (state.addresses.size() > kMostEntries) {
        state.addresses.clear();
    }
    if (state.good.size() > kMostEntries) {
        state.good.clear();
    }
}

} // namespace recorder
