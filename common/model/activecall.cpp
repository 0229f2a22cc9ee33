// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/model/activecall.h"

namespace common
{

QString keyOf(ActiveState state)
{
    switch (state) {
    case ActiveState::Ringing: return QStringLiteral("ringing");
    case ActiveState::Talking: return QStringLiteral("talking");
    case ActiveState::Held: return QStringLiteral("held");
    case ActiveState::Finishing: return QStringLiteral("finishing");
    }
    return QStringLiteral("talking");
}

std::optional<ActiveState> activeStateFromString(const QString &text)
{
    for (const auto state :
         {ActiveState::Ringing, ActiveState::Talking, ActiveState::Held, ActiveState::Finishing}) {
        if (keyOf(state) == text) {
            return state;
        }
    }
    return std::nullopt;
}

} // namespace common
