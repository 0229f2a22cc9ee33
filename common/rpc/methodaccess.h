// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace google::protobuf
{
class MethodDescriptor;
}

namespace common
{

/// What a method's `access` option says (common/proto/options.proto), and its name.
struct MethodAccess {
    QString method;     ///< "earshot.v1.Calls/List"
    QString permission; ///< "public", "session" or a permission of roles
    bool mutates = false;
    bool audited = false; ///< a read that leaves an audit row
    QString resource;
    QString action;
    bool inPerson = false; ///< refused within an impersonation
    QString wider{};       ///< of "session": the permission that reaches more than what is one's own

    bool operator==(const MethodAccess &) const = default;
};

/// Permission is empty when the method has no `access` option.
MethodAccess accessOf(const google::protobuf::MethodDescriptor &method);
/// The same by the method's name; nothing when the contract has no such method. Any thread.
std::optional<MethodAccess> accessOf(const QString &method);

} // namespace common
