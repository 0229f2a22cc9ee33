// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/listsource.h"

namespace recorder
{

/// What can be searched for: the fields of criteria of the lists that have an advanced search. A list with
/// one is one table here and one line in checkCriteria(); its words are the console's.

/// name, login, email, time_zone, language, screen_login (texts), extension (texts: one of his numbers);
/// group, managed_group (also is-empty), role, source, tenant (ids); recording, direction (both, inbound,
/// outbound, none), authenticate_with (words); seat (recording, screen, evaluation, live: words of several);
/// active, confidential, web_access, second_step, must_change_password, recording_seat, has_extension
/// (flags); valid_till, last_login, created (times, empty = never). Over "u", "t".
const ListFields &userFields();
/// name, network (texts); scope (word), permission (words of several); predefined, require_second_step
/// (flags); users (number), counted with `users`, a condition over "u". Over "r".
ListFields roleFields(const QString &users);
/// date; initiator, impersonator, subject-name, address, text (whatever the row says), request (texts);
/// resource, action (words); subject, tenant (ids). Over "a", "t".
const ListFields &auditFields();

/// Whether the list "users", "roles", "audit-log" or "calls" understands these. Invalid as of applyQuery();
/// list = unknown.
common::Status checkCriteria(const QString &list, const QList<common::Criterion> &criteria);

} // namespace recorder
