// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/finish/recordsource.h"

#include "recorder/capture/spool/spoolreader.h"

#include <utility>

namespace recorder
{

/// The records of a spool journal.
class SpoolSource final : public RecordSource
{
public:
    explicit SpoolSource(SpoolReader reader)
        : m_reader(std::move(reader))
    {
    }
    common::Result<bool> next(SpoolRecordView &view) override
    {
        const auto record = m_reader.next();
        if (record) {
            view = *record;
        }
        return record.has_value();
    }
    common::Status rewind() override
    {
        m_reader.rewind();
        return {};
    }
    bool damaged() const override { return m_reader.damaged() || !m_reader.closed(); }

private:
    SpoolReader m_reader;
};

} // namespace recorder
