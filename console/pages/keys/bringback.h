// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"
#include "console/pages/keys/keyrows.h"
#include "console/pages/keys/keywork.h"

#include <functional>

namespace console
{

/// A key that was brought in with its private half and that the tenant has already: asks whether it is meant,
/// shows by the RSA key that it is the same, and has whoever did it hold it from now on. `done` hears the key
/// as it is then. Invalid (key = held): there is nothing to bring back; Unavailable (reason = cancelled): it
/// was not wanted. GUI thread; the keys of the context are open.
void bringBackKey(const PageContext &context, const MadeKey &made, QWidget *parent,
                  std::function<void(const common::Result<KeyRow> &)> done);

} // namespace console
