// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

namespace google::protobuf
{
class Message;
}

namespace console
{

/// A message of the contract as JSON, under the names of the .proto files. Numbers are numbers (64-bit ones
/// too: times and sizes stay below 2^53), bytes are hex, fields that are not set have their default.
QJsonObject jsonOf(const google::protobuf::Message &message);

} // namespace console
