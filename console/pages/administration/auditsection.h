// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/listing.h"
#include "console/crud/page.h"

namespace console
{

/// AUDIT TRAIL with its button "Show": the history of one object.
QWidget *auditSection(const PageContext &context, const QString &subjectId, QWidget *parent);
/// The history of what has no id: everything of a resource ("file-format").
QWidget *auditSectionOf(const PageContext &context, const QString &resource, QWidget *parent);

} // namespace console
