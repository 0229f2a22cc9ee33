// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/fieldeditor.h"

namespace console
{

// The editors of what is more than one plain value; see EditorKind.
FieldEditor *makeReferenceEditor(const FieldInfo &info, QWidget *parent);
FieldEditor *makeReferencesEditor(const FieldInfo &info, QWidget *parent);
FieldEditor *makeTextsEditor(const FieldInfo &info, QWidget *parent);
FieldEditor *makeDayEditor(const FieldInfo &info, QWidget *parent);

} // namespace console
