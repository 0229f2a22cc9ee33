// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/callrecords.h"
#include "console/crud/page.h"
#include "console/kit/field.h"

#include <functional>

namespace console
{

/// The participations that can be assigned: of no user, each number once; by their places among the segments.
QList<FieldChoice> unassignedParties(const common::StoredCall &call);

/// Asks whose call it was; with all similar ones the recorder is asked as often as it has more of them.
/// `done` is called when it has them all; after a failure the dialog stays.
void openAssign(const PageContext &context, const common::StoredCall &call, QWidget *parent,
                std::function<void()> done);

} // namespace console
