// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QString>

namespace recorder
{

/// An error of a storage target; its code follows from the cause (storagetarget.h lists them).
tl::unexpected<common::Error> storageError(const QString &cause, const QString &message);
tl::unexpected<common::Error> storageError(const char *cause, const QString &message);

/// Of a system call on a local target.
QString causeOfErrno(int error);

} // namespace recorder
