// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/methodaccess.h"

#include "common/proto/contract.h"
#include "common/proto/options.pb.h"

namespace common
{

MethodAccess accessOf(const google::protobuf::MethodDescriptor &method)
{
    const earshot::v1::Access &access = method.options().GetExtension(earshot::v1::access);
    return {QString::fromStdString(method.service()->full_name() + '/' + method.name()),
            QString::fromStdString(access.permission()),
            access.mutates(),
            access.audited(),
            QString::fromStdString(access.resource()),
            QString::fromStdString(access.action()),
            access.in_person(),
            QString::fromStdString(access.wider())};
}

std::optional<MethodAccess> accessOf(const QString &method)
{
    if (method.count(QLatin1Char('/')) != 1) {
        return std::nullopt;
    }
    QString full = method;
    full.replace(QLatin1Char('/'), QLatin1Char('.'));
    const auto *described = contractFiles().front()->pool()->FindMethodByName(full.toStdString());
    return described != nullptr ? std::optional(accessOf(*described)) : std::nullopt;
}

} // namespace common
