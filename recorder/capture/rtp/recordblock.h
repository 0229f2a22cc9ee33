// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/spool/spoolrecord.h"

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

namespace recorder
{

/// Whole spool records, one after another, on their way to the journal.
struct RecordBlock {
    static constexpr std::size_t kSize = 8192 - 8;

    quint64 used; ///< no initialiser: the pool must not touch memory that nobody needs; take() sets it
    std::byte bytes[kSize];

    bool append(const SpoolRecordHead &head, std::span<const std::byte> payload)
    {
        if (used + SpoolRecordHead::kSize + payload.size() > kSize) {
            return false;
        }
        encodeHead(head, bytes + used);
        std::memcpy(bytes + used + SpoolRecordHead::kSize, payload.data(), payload.size());
        used += SpoolRecordHead::kSize + payload.size();
        return true;
    }
    std::span<const std::byte> records() const { return {bytes, used}; }
};

/// All blocks of one shard. Last in, first out: only as much memory is touched as was ever needed at once.
/// Belongs to the shard's thread.
class BlockPool
{
public:
    explicit BlockPool(std::size_t blocks)
        : m_size(blocks)
        , m_memory(new RecordBlock[blocks]) // not initialised: pages come with their first use
    {
        m_free.reserve(blocks);
        for (std::size_t i = blocks; i > 0; --i) {
            m_free.push_back(&m_memory[i - 1]);
        }
    }

    /// Null when all are in use: the disk is too slow for too long.
    RecordBlock *take()
    {
        if (m_free.empty()) {
            return nullptr;
        }
        RecordBlock *block = m_free.back();
        m_free.pop_back();
        block->used = 0;
        return block;
    }
    void giveBack(RecordBlock *block) { m_free.push_back(block); }
    std::size_t free() const { return m_free.size(); }
    std::size_t size() const { return m_size; }

private:
    const std::size_t m_size;
    const std::unique_ptr<RecordBlock[]> m_memory;
    std::vector<RecordBlock *> m_free;
};

} // namespace recorder
