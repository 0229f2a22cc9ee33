// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/accessrecords.h"

namespace recorder
{

class CredentialRepository;

/// The account id of somebody whose password another than he sets, or he without knowing it. The same at each
/// call, so that nothing has to be kept between asking and setting: his own, else one that is made of the
/// installation's secret.
QByteArray resetAccountId(CredentialRepository &credentials, const common::UserId &user);

} // namespace recorder
