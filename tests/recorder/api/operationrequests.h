// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/proto/settings.pb.h"

#include "tests/recorder/service/accessworld.h"

namespace tests
{

/// A request that succeeds, for the methods that change something; what it is about is made for it.
QByteArray goodRequest(AccessWorld &world, const QString &method);
/// Another format than the one that everybody begins with, in place of that of this version.
earshot::v1::FileFormatChange formatChange(int version);

} // namespace tests
