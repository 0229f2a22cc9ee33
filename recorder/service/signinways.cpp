// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/signinways.h"

#include "recorder/service/mailsettings.h"
#include "recorder/store/providerrepository.h"
#include "recorder/store/sourcerepository.h"

#include <array>

namespace recorder
{

using common::Result;

namespace
{

QList<common::SignInWay> directoryWays(Transaction &transaction)
{
    return SourceRepository(transaction).enabledDirectories();
}

QList<common::SignInWay> providerWays(Transaction &transaction)
{
    return ProviderRepository(transaction).enabled();
}

} // namespace

Result<SignInWays> signInWays(Transaction &transaction)
{
    // One line for each kind of source.
    static constexpr std::array kSources{directoryWays, providerWays};
    SignInWays ways{{{QStringLiteral("password"), QString(), QString()}}, isMailOn(transaction)};
    for (const auto source : kSources) {
        ways.ways += source(transaction);
    }
    return ways;
}

} // namespace recorder
