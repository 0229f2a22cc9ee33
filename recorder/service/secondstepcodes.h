// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/secondsteprepository.h"

#include "common/core/result.h"
#include "common/crypto/hostkey.h"

#include <QStringList>

namespace recorder
{

/// What a user's authenticator knows, and the key of his recovery codes' hashes: with the database alone
/// neither can be tried out. Kept in one piece, sealed by the host key.
struct SecondStepSecret {
    QByteArray seed;   ///< 20 bytes
    QByteArray pepper; ///< 32 bytes
};
common::Result<SecondStepSecret> makeSecondStepSecret();
common::Result<QByteArray> sealed(const common::HostKey &key, const common::UserId &user,
                                  const SecondStepSecret &secret);
/// Internal when another host's key sealed it.
common::Result<SecondStepSecret> unsealed(const common::HostKey &key, const common::UserId &user,
                                          const QByteArray &sealed);

/// Ten of the form xxxxx-xxxxx, 50 random bits each, in letters that are not mistaken for others.
common::Result<QStringList> makeRecoveryCodes();
QByteArray recoveryHash(const SecondStepSecret &secret, const QString &code);

/// The moments of wrong codes that still count.
QList<qint64> recentWrong(const QList<qint64> &wrongMs, qint64 nowMs);
/// Unavailable (reason = throttled, retry_after_ms) after five wrong codes in five minutes: then not even the
/// right one is looked at.
common::Status checkTries(const StoredSecondStep &step, qint64 nowMs);
/// Six digits of now, of the step before or of the one after, that were not used yet: `step` remembers them.
/// What was used later than that was used by a clock that was wrong, and does not count.
bool takeTotp(StoredSecondStep &step, const SecondStepSecret &secret, const QString &code, qint64 nowMs);

} // namespace recorder
