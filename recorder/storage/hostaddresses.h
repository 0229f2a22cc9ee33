// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/storagesettings.h"

#include "common/core/posixfile.h"

namespace recorder
{

/// The addresses that may be connected to; never an empty list.
common::Result<QStringList> addressesOfHost(const StorageEnvironment &environment, const QString &host);

/// A connected, non-blocking socket: one address after the other, all within patience.connect.
common::Result<common::FileDescriptor> connectTo(const QStringList &addresses, quint16 port,
                                                 const StoragePatience &patience);

} // namespace recorder
