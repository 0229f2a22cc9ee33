// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

namespace console
{

class PageRegistry;

/// The landing page: one panel per area with links to the pages that the user may open.
PageSpec overviewPage();

/// Its widget, for a given registry: the page shows what the registry holds.
QWidget *makeOverview(const PageRegistry &registry, const PageContext &context, QWidget *parent);

} // namespace console
