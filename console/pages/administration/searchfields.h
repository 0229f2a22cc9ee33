// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/advancedsearch.h"

namespace console
{

// What the lists of the administration are searched by (recorder/store/searchlists.h). References are left
// out for whom the other list is closed.
SearchSpec userSearch(const PageContext &context);
SearchSpec roleSearch(const PageContext &context);
SearchSpec auditSearch(const PageContext &context);

} // namespace console
