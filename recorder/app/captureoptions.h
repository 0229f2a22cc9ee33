// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/config.h"
#include "recorder/capture/rtp/mediaoptions.h"
#include "recorder/signalling/sipstack.h"

namespace recorder
{

/// What the configuration says to the parts that capture calls.
MediaOptions mediaOptions(const Config &config);
SipOptions sipOptions(const Config &config);

} // namespace recorder
