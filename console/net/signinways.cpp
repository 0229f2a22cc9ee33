// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/signinways.h"

#include "common/proto/signinways.pb.h"

namespace console
{

namespace
{
using namespace std::chrono_literals;
constexpr auto kPatience = 3s; ///< less than what a recorder gives a stranger

std::optional<WayKind> kindFrom(const std::string &code)
{
    if (code == "password") {
        return WayKind::Password;
    }
    if (code == "directory") {
        return WayKind::Directory;
    }
    return code == "single-sign-on" ? std::optional(WayKind::SingleSignOn) : std::nullopt;
}
} // namespace

QString SignInWay::key() const
{
    switch (kind) {
    case WayKind::Directory: return QStringLiteral("directory:") + id;
    case WayKind::SingleSignOn: return QStringLiteral("single-sign-on:") + id;
    case WayKind::Password: break;
    }
    return QStringLiteral("password");
}

SignInWays waysFrom(const earshot::v1::Ways &wire)
{
    SignInWays all;
    all.ways.clear();
    for (const earshot::v1::Way &way : wire.ways()) {
        if (const auto kind = kindFrom(way.kind())) {
            all.ways.append({*kind, QString::fromStdString(way.id()), QString::fromStdString(way.name())});
        }
    }
    if (all.ways.isEmpty()) {
        all.ways.append(SignInWay{});
    }
    all.resetByMail = wire.reset_by_mail();
    return all;
}

void askWays(common::RpcClient &rpc, QObject *context, std::function<void(const SignInWays &)> done)
{
    common::call<earshot::v1::Ways>(rpc, QStringLiteral("earshot.v1.SignInWays/List"),
                                    earshot::v1::WaysRequest{}, context,
                                    [done = std::move(done)](const common::Result<earshot::v1::Ways> &reply) {
                                        done(reply ? waysFrom(*reply) : SignInWays{});
                                    },
                                    {.deadline = kPatience});
}

} // namespace console
