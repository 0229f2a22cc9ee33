// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/ledger/ledger.h"
#include "recorder/capture/spool/spoolformat.h"

#include "common/core/result.h"
#include "common/crypto/hostkey.h"

#include <QString>
#include <QStringList>

namespace recorder
{

/// Every journal below the spool folder.
QStringList spoolFiles(const QString &spoolFolder);
/// Those that SpoolWriter::resume() could not read: PATH.unreadable-N. Nothing removes them by itself.
QStringList journalsSetAside(const QString &spoolFolder);

/// Whether no packet is in a journal, read to its end. False also for one that cannot be read: nobody knows
/// what is in it. Unsealed: an open journal is read, too.
bool holdsNoPacket(const QString &journal, const common::HostKey &key, SpoolMode mode);

struct SpoolSweep {
    QString spoolFolder;
    QString suspectFolder;
    common::HostKey key;
    SpoolMode mode = SpoolMode::Sealed; ///< Unsealed: open journals are read, too
};
struct SweptJournals {
    int removed = 0;
    int setAside = 0;
    bool operator==(const SweptJournals &) const = default;
};

/// At start, before traffic: removes journals that nobody needs any more. That are those of settled calls (a
/// crash came between `stored` and the shredding) and those without a ledger row that hold no packet (a crash
/// came before the INVITE was answered, so nothing was promised). One without a row that holds audio, or that
/// cannot be read to its end, is of a call that the ledger has lost: it is set aside in the suspect folder.
/// So is one that is there again although its call was settled without it (the spool was not mounted), which
/// is told by the ledger's reason, or by its never having been closed; and one of which not everything could
/// be decoded is kept there. What cannot be moved or removed stays for the next start.
common::Result<SweptJournals> sweepSpool(const SpoolSweep &sweep, const Ledger &ledger);

} // namespace recorder
