// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/spool/spoolrecord.h"

#include "common/core/result.h"

namespace recorder
{

/// The records of one call in the order of the journal; read twice by the finisher. The spool journal, or
/// records made by a test.
class RecordSource
{
public:
    virtual ~RecordSource() = default;
    /// The next record; `view` lives until the next call. False at the end of what is authentic.
    virtual common::Result<bool> next(SpoolRecordView &view) = 0;
    /// Back to the first record.
    virtual common::Status rewind() = 0;
    /// After the end was reached: the journal broke off before its own end mark.
    virtual bool damaged() const = 0;
};

} // namespace recorder
