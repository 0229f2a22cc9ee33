// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/uploadqueue.h"

#include <optional>

namespace recorder
{

/// A file on a target that is nobody's.
struct Leftover {
    FilePlace place;
    int attempts = 0;   ///< before this one
    bool named = false; ///< media_files says by now that it is there, or an upload brings it: it stays
    /// Another target that has, or is getting, the same file under the same path. When that is the same place
    /// under another name, this is the file.
    struct Other {
        TargetKey target{};
        bool named = false; ///< media_files says that it is there; false: a move or an upload brings it there
        std::optional<bool> same{}; ///< the same place; none = nobody has looked yet
    };
    QList<Other> others;
    /// So far the file is in a recorder's own folder only: were this that folder, it would be the last copy.
    bool onlyHere = false;
};

/// Files that are to be removed from targets (rows of storage_leftovers, which StorageMoves makes). They are
/// taken in one transaction, removed outside of any, and settled in another one. What is taken is marked
/// until then, whatever becomes of who took it: no move begins to store a file there.
class StorageLeftovers
{
public:
    explicit StorageLeftovers(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// Targets with leftovers since `untilMs` or longer that are due.
    QList<TargetKey> targets(qint64 untilMs, qint64 nowMs);

    /// The same, of which nobody's move is at work: none is under way, or ended later than `untilMs`. What a
    /// move left whose host was lost (it may be at it still) is none of these for a day.
    QList<TargetKey> givenUp(qint64 untilMs, qint64 nowMs);

    struct Taking {
        QUuid taker; ///< of this time only
        TargetKey target{};
        qint64 untilMs = 0; ///< left over since then or longer
        bool settledOnly = true;
        qint64 nowMs = 0;
        std::chrono::milliseconds lease{};
        int limit = 0;
    };
    /// Those that were tried least recently first. What somebody else took is free again when his lease
    /// ended.
    QList<Leftover> take(const Taking &taking);
    /// Just before a file is removed: false = somebody else has taken it meanwhile, and may have let it go.
    bool renew(const QUuid &taker, const FilePlace &place, std::chrono::milliseconds lease);
    /// The rest are of what this taker has; what was given to somebody else meanwhile stays as it is.
    void removed(const QUuid &taker, const FilePlace &place);
    void failed(const QUuid &taker, const FilePlace &place, qint64 dueMs, const QString &cause);
    /// `but`: one whose removal was broken off. It may still happen, so it stays taken.
    void giveBack(const QUuid &taker, const std::optional<FilePlace> &but = {});

    void notePair(TargetKey one, TargetKey other, bool same, qint64 nowMs);

private:
    Transaction &m_transaction;
};

} // namespace recorder
