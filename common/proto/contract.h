// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace google::protobuf
{
class FileDescriptor;
}

namespace common
{

/// The contract: every file of common/proto, with its services and messages. Any thread.
const std::vector<const google::protobuf::FileDescriptor *> &contractFiles();

} // namespace common
