// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/rtp/mediastream.h"

namespace recorder
{

StreamCounters StreamCells::read(int index) const
{
    StreamCounters counters;
    counters.index = index;
    counters.received = received.load(std::memory_order_relaxed);
    counters.kernelDrops = kernelDrops.load(std::memory_order_relaxed);
    counters.ringDrops = ringDrops.load(std::memory_order_relaxed);
    counters.foreign = foreign.load(std::memory_order_relaxed);
    counters.unauthentic = unauthentic.load(std::memory_order_relaxed);
    return counters;
}

MediaCallCounters CallCells::read() const
{
    MediaCallCounters counters;
    for (int i = 0; i < kStreams; ++i) {
        const StreamCells *stream = streams[static_cast<std::size_t>(i)].load(std::memory_order_acquire);
        if (stream != nullptr) {
            counters.streams.append(stream->read(i));
        }
    }
    counters.lastPacketMonoNs = lastPacketNs.load(std::memory_order_relaxed);
    return counters;
}

} // namespace recorder
