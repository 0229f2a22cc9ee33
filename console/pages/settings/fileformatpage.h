// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/fileformat.h"
#include "console/kit/recordform.h"

namespace console
{

/// A file format with where it comes from.
struct FileFormatSetting {
    common::FileFormat format;
    bool inherited = false;
    int version = 0;

    bool operator==(const FileFormatSetting &) const = default;
};

/// Fields of the form. `canInherit`: a tenant may do without a format of its own.
std::vector<Field<FileFormatSetting>> fileFormatFields(bool canInherit);

} // namespace console
