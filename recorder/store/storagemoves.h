// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/uploadqueue.h"

#include <optional>

namespace recorder
{

/// Which files of a target.
struct MoveFilter {
    TargetKey from{};
    std::optional<TenantKey> tenant; ///< none = of all
    qint64 beginMs = 0;              ///< calls that connected from here on; 0 = all
    qint64 endMs = 0;                ///< and before this; 0 = all
};

struct MovableFile {
    FilePlace place;
    TenantKey tenant{};
    qint64 size = 0;
    QByteArray sha256;
    QString format;
};
struct MovableFiles {
    QList<MovableFile> files;
    common::CallId last; ///< of the calls that were looked at; null = there are no more
};

struct MoveCount {
    qint64 files = 0;
    qint64 bytes = 0;
};

/// Files in the recorders' own folders.
struct OwnFiles {
    QList<UploadPlan> files; ///< without a target; the path there is that in the folder
    common::CallId last;     ///< as above
};

/// Moving files from one target to another. A copy is a leftover (StorageLeftovers) until the file's row is
/// switched to it; then what it was copied from is one. So whatever moment the recorder dies
/// at, each file that nobody names has a row here, and nothing else is ever removed.
class StorageMoves
{
public:
    explicit StorageMoves(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    MoveCount count(const MoveFilter &filter);
    /// What is still on its way to the target.
    MoveCount waiting(const MoveFilter &filter);
    /// Up to `most` of those go to another target from now on, under the same paths, and are due at once;
    /// what tries before may have left at the old one is a leftover there. Not: what a worker has just now,
    /// and what somebody is just removing where it would go.
    MoveCount redirect(const MoveFilter &filter, TargetKey to, qint64 nowMs, int most);
    /// Of up to `calls` calls with ids above `after`, ascending.
    MovableFiles next(const MoveFilter &filter, const common::CallId &after, int calls);

    /// Instead of next() for the recorders' own folders: what is on its way already is left out. The calls
    /// stay until the end of the transaction.
    OwnFiles nextOwn(const MoveFilter &filter, const common::CallId &after, int calls);

    /// A copy of it is going to be made there. False = somebody is just removing a file of that name, there
    /// or at what may be the same place: another time.
    [[nodiscard]] bool begin(const MovableFile &file, TargetKey to, qint64 nowMs);
    /// The copy there is the file from now on. False = it was moved, removed or its copy was given up
    /// meanwhile; nothing was changed.
    bool settle(const MovableFile &file, TargetKey to, qint64 nowMs);

private:
    struct Span {
        QUuid first; ///< null = no call at all
        QUuid last;
        bool more = false;
    };
    void forget(const FilePlace &place);
    bool isGoing(const FilePlace &place);
    Span span(const MoveFilter &filter, const common::CallId &after, int calls);
    Transaction &m_transaction;
};

} // namespace recorder
