// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/dispatcher.h"

#include <google/protobuf/descriptor.h>

#include <utility>

namespace recorder
{

namespace
{
using common::ErrorCode;
using common::fail;

/// "earshot.v1.Calls/List", as it stands in the contract; null when it does not.
const google::protobuf::MethodDescriptor *describe(const QString &name,
                                                   const google::protobuf::Descriptor &request)
{
    if (name.count(QLatin1Char('/')) != 1) {
        return nullptr;
    }
    QString full = name;
    full.replace(QLatin1Char('/'), QLatin1Char('.'));
    return request.file()->pool()->FindMethodByName(full.toStdString());
}
} // namespace

const Dispatcher::Method *Dispatcher::find(const QString &method) const
{
    return m_methods.value(method).get();
}

common::Status Dispatcher::add(const QString &name, const Shape &shape, Method method)
{
    const auto *described = describe(name, *shape.request);
    if (described == nullptr) {
        return fail(ErrorCode::Invalid, QStringLiteral("%1 is not in the contract").arg(name));
    }
    if (described->input_type() != shape.request || described->output_type() != shape.message ||
        described->server_streaming() != shape.streaming || described->client_streaming()) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral("the handler of %1 has another shape than the contract").arg(name));
    }
    auto access = std::make_shared<const MethodAccess>(common::accessOf(*described));
    if (access->permission.isEmpty()) {
        return fail(ErrorCode::Invalid, QStringLiteral("%1 has no access option").arg(name));
    }
    if (m_methods.contains(name)) {
        return fail(ErrorCode::Invalid, QStringLiteral("%1 has a handler already").arg(name));
    }
    method.access = std::move(access);
    m_methods.insert(name, std::make_shared<const Method>(std::move(method)));
    return {};
}

tl::unexpected<common::Error> Dispatcher::undecodable()
{
    return fail(ErrorCode::Invalid, QStringLiteral("the request could not be read"),
                {{QStringLiteral("reason"), QStringLiteral("undecodable")}});
}

} // namespace recorder
