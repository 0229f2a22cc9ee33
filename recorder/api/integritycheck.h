// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/integrityhandlers.h"

#include "common/core/guarded.h"

#include <memory>

namespace recorder
{

/// Reads a call's files one after the other on the readers' threads, whole, and says of each whether it is
/// what was stored. Lives until `done` was called, once, on any thread. Costs a file of MediaReaders, which
/// says how many there may be.
class IntegrityCheck final : public std::enable_shared_from_this<IntegrityCheck>
{
public:
    /// `content`: "same", "missing", "damaged", "unreachable", in the order of the files.
    using Done = std::function<void(const QList<FileToCheck> &files, const QStringList &content)>;
    /// `cancelled`: nobody waits any more; nothing is called then.
    IntegrityCheck(IntegrityParts parts, QList<FileToCheck> files, std::function<bool()> cancelled,
                   Done done);

    void start();

private:
    struct State {
        std::shared_ptr<MediaReading> reading;
        bool taking = false; ///< a thread takes pieces
        bool again = false;  ///< and was told of more meanwhile
    };
    void beginNext();
    void take();
    bool takeSome();
    void note(const QString &content);

    const IntegrityParts m_parts;
    const QList<FileToCheck> m_files;
    const std::function<bool()> m_cancelled;
    const Done m_done;
    QStringList m_content; ///< of whoever has `taking`, or begins the next file
    common::Guarded<State> m_state;
};

} // namespace recorder
