// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"

namespace recorder
{

class LinkService;
class MailService;

/// The methods of earshot.v1.PasswordReset and Mail. The services are null until the database is up.
common::Status addResetHandlers(Dispatcher &dispatcher, const std::function<LinkService *()> &links,
                                const std::function<MailService *()> &mail);

} // namespace recorder
