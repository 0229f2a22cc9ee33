// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/ed25519.h"
#include "console/crud/page.h"
#include "console/pages/keys/keyrows.h"

#include <functional>

namespace console
{

/// What is held of the signed-in user's keys for this one; nothing while they are locked.
std::optional<common::KeyBundle> heldKey(const PageContext &context, const KeyRow &key);
/// Why nothing can be done with the private key: words, or empty.
QString notHeldWords(const PageContext &context, const KeyRow &key);

/// From now on recordings are sealed to the key: signed by it, and by the one before when that is held. When
/// it is not, somebody has to mean it. `done` hears Unavailable {reason: cancelled} when he did not.
void activateKey(const PageContext &context, const KeyRow &key, const common::SigningKey &signing,
                 QWidget *parent, std::function<void(const common::Status &)> done);
/// Another name, which is all of a key that can be edited.
void renameKey(const PageContext &context, const KeyRow &key, QWidget *parent,
               std::function<void(const common::Status &)> done);
/// New recordings are not encrypted to it any more, after a question.
void deactivateKey(const PageContext &context, const KeyRow &key, QWidget *parent,
                   std::function<void(const common::Status &)> done);
/// Deletes a key that nothing was sealed to, after the end of its fingerprint was typed.
void deleteKey(const PageContext &context, const KeyRow &key, QWidget *parent,
               std::function<void(const common::Status &)> done);
/// Takes the key from people; the last holder only after the end of its fingerprint was typed.
void revokeKey(const PageContext &context, const KeyRow &key, const QStringList &userIds, QWidget *parent,
               std::function<void(const common::Status &)> done);
/// The holders of one key get another that is held here, for as long as they have the first; only those whose
/// keys are the ones that were granted something from this computer before. How many, and how many are left:
void grantToHolders(const PageContext &context, const KeyRow &from, const KeyRow &to, QObject *owner,
                    std::function<void(int granted, int left)> done);

/// Moves the recordings of one key to another as a task; why it cannot begin in words, or empty. Both are
/// held.
QString moveRecordings(const PageContext &context, const KeyRow &from, const KeyRow &to);
/// The same to whichever key of the tenant is active.
void moveToActive(const PageContext &context, const KeyRow &from, QObject *owner);

} // namespace console
