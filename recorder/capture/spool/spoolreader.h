// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/spool/spoolformat.h"
#include "recorder/capture/spool/spoolrecord.h"

#include "common/core/posixfile.h"
#include "common/core/result.h"
#include "common/crypto/aesgcm.h"
#include "common/crypto/hostkey.h"
#include "common/model/recording.h"

#include <QString>

#include <optional>
#include <vector>

namespace recorder
{

/// What to do at bytes that are not authentic.
enum class SpoolDamage {
    Skip, ///< go on at the next authentic frame, if there is one: a bad sector costs only its frame
    Stop, ///< end there
};

/// Reads a journal record by record. Hands out nothing that did not authenticate, in the order of writing;
/// it never invents. May be used while a writer appends: next() is empty at the end and may be called again
/// later. One thread at a time; memory is bounded (two buffers of about 1 MiB).
class SpoolReader
{
public:
    /// NotFound; Unavailable when the file cannot be read; Invalid when it is not a journal, when its first
    /// key cannot be unwrapped (other host key, damage), or when it is unsealed and `mode` says Sealed.
    static common::Result<SpoolReader> open(const QString &path, const common::HostKey &key,
                                            SpoolMode mode = SpoolMode::Sealed,
                                            SpoolDamage damage = SpoolDamage::Skip);

    /// The next record; empty at the end. The payload lives until the next call of next() or rewind().
    std::optional<SpoolRecordView> next();
    /// Back to the first record.
    void rewind();

    common::CallId call() const;
    /// Something before authenticBytes() is not authentic or missing, or bytes follow it. Known at the end.
    bool damaged() const;
    /// The closing frame was read: nothing is missing at the end.
    bool closed() const { return m_closed; }
    /// Position behind the last authentic frame read.
    qint64 authenticBytes() const { return m_authentic; }
    /// Authentic frames read, and segments begun (1 + number of resumptions and failed writes).
    qint64 frames() const { return m_frames; }
    int segments() const { return m_segments; }

private:
    friend class SpoolWriter;
    SpoolReader(common::FileDescriptor fd, common::HostKey key, SpoolMode mode, SpoolDamage damage);
    bool loadFrame();
    enum class Step { Frame, Segment, End, Bad };
    Step step();
    Step readSegment(bool afterDamage);
    Step readFrame(bool afterDamage);
    bool openFrame(std::span<const std::byte> bytes, const SpoolFrameHead &head);
    bool resync();
    std::span<const std::byte> window(qint64 offset, std::size_t wanted);

    common::FileDescriptor m_fd;
    common::HostKey m_key;
    SpoolMode m_mode;
    SpoolDamage m_damage;
    SpoolFileHead m_head;
    std::optional<common::AesGcm> m_cipher;
    qint64 m_position = 0; ///< of the next frame or segment
    qint64 m_authentic = 0;
    qint64 m_frames = 0;
    int m_segments = 0;
    quint32 m_segment = 0;
    quint64 m_counter = 0;
    bool m_closed = false;
    bool m_gap = false;           ///< something was skipped
    qint64 m_deadEnd = -1;        ///< size of the file when nothing more was found
    int m_error = 0;              ///< errno of a failed read
    std::vector<std::byte> m_raw; ///< a piece of the file, from m_rawOffset on
    std::size_t m_rawSize = 0;
    qint64 m_rawOffset = 0;
    std::vector<std::byte> m_plain;
    std::size_t m_plainSize = 0;
    std::size_t m_plainAt = 0;
};

} // namespace recorder
