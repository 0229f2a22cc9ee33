// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/containerreader.h"
#include "console/cli/ctloptions.h"

#include <QUuid>

class QIODevice;

namespace console
{

/// Opens a sealed file into another, which gets nothing before the whole seal was verified; how many bytes it
/// got. With a call: only when it is the recording of that one, as far as it says so. Errors of the container
/// and of common::RecordingCheck, Unavailable (file = write): the other one takes no more.
common::Result<qint64> openSealed(QIODevice &sealed, const common::FileKeySource &key, QIODevice &out,
                                  const QUuid &call = {});

/// What is wrong, for a terminal. `noKey` is said when it is sealed to others.
QString sealWords(const common::Error &error, const QString &noKey);
/// Denied: sealed to others. CannotCreate: what was opened cannot be written. Data: the seal does not hold.
ExitCode sealCode(const common::Error &error);

} // namespace console
