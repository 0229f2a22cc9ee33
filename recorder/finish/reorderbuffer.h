// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/finish/payloadcodec.h"
#include "recorder/finish/rtptimeline.h"

#include <cstddef>
#include <span>
#include <vector>

namespace recorder
{

/// Packets that came before their turn, by sequence number. Its memory is made when the first packet is out
/// of order and reused from then on.
class ReorderBuffer
{
public:
    static constexpr qint64 kCapacity = 256; ///< 500 ms of 2.5 ms packets

    struct Entry {
        bool used = false;
        RtpPoint point;
        PayloadCodec codec;
        qint64 arrivalNs = 0;
        std::vector<std::byte> payload;
    };

    bool empty() const { return m_count == 0; }
    /// `point.sequence` must be within kCapacity of every number in the buffer.
    void store(const RtpPoint &point, const PayloadCodec &codec, qint64 arrivalNs,
               std::span<const std::byte> payload)
    {
        if (m_entries.empty()) {
            m_entries.resize(static_cast<std::size_t>(kCapacity));
        }
        Entry &entry = at(point.sequence);
        m_count += entry.used ? 0 : 1;
        entry.used = true;
        entry.point = point;
        entry.codec = codec;
        entry.arrivalNs = arrivalNs;
        entry.payload.assign(payload.begin(), payload.end());
    }
    /// The packet with this number, or null. Take it out with release().
    Entry *find(qint64 sequence)
    {
        if (m_count == 0) {
            return nullptr;
        }
        Entry &entry = at(sequence);
        return entry.used && entry.point.sequence == sequence ? &entry : nullptr;
    }
    /// The first packet from `sequence` on; not empty.
    Entry *firstFrom(qint64 sequence)
    {
        for (qint64 ahead = 0; ahead < kCapacity; ++ahead) {
            if (Entry *entry = find(sequence + ahead)) {
                return entry;
            }
        }
        return nullptr;
    }
    void release(Entry &entry)
    {
        entry.used = false;
        --m_count;
    }

private:
    Entry &at(qint64 sequence) { return m_entries[static_cast<std::size_t>(sequence & (kCapacity - 1))]; }

    std::vector<Entry> m_entries;
    int m_count = 0;
};

} // namespace recorder
