// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/challengebook.h"

#include "common/crypto/random.h"

namespace recorder
{

namespace
{

constexpr qsizetype kTokenSize = 32;
/// Each costs a right password; more than people could be at the door.
constexpr qsizetype kMost = 10000;

} // namespace

ChallengeBook::ChallengeBook(const common::Clock &clock)
    : m_clock(clock)
{
}

common::Result<QByteArray> ChallengeBook::add(Challenge challenge)
{
    QByteArray token(kTokenSize, '\0');
    if (common::Status filled = common::fillRandom(
            std::as_writable_bytes(std::span(token.data(), static_cast<std::size_t>(token.size()))));
        !filled) {
        return common::propagate(filled);
    }
    const common::MonoTime now = m_clock.mono();
    challenge.till = now + kLife;
    const bool kept = m_open.with([&](auto &open) {
        if (open.size() >= kMost) {
            open.removeIf([now](const auto &entry) { return entry.value().till <= now; });
        }
        if (open.size() >= kMost) {
            return false;
        }
        open.insert(token, std::move(challenge));
        return true;
    });
    if (!kept) {
        return common::fail(common::ErrorCode::Unavailable, QStringLiteral("too many sign in at this moment"),
                            {{QStringLiteral("reason"), QStringLiteral("busy")}});
    }
    return token;
}

std::optional<Challenge> ChallengeBook::take(const QByteArray &token, quint64 connection)
{
    return m_open.with([&](auto &open) -> std::optional<Challenge> {
        const auto found = open.find(token);
        if (found == open.end() || found->arrival.asked.connection != connection) {
            return std::nullopt;
        }
        const Challenge challenge = *found;
        open.erase(found);
        return m_clock.mono() < challenge.till ? std::optional(challenge) : std::nullopt;
    });
}

void ChallengeBook::putBack(const QByteArray &token, const Challenge &challenge)
{
    m_open.with([&](auto &open) { open.insert(token, challenge); });
}

} // namespace recorder
