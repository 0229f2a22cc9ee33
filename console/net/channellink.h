// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/link.h"

#include <memory>

namespace console
{

/// The link over TLS. `program` goes into the hello: "earshot-console 0.1.0".
std::unique_ptr<Link> makeChannelLink(const QString &program);

} // namespace console
