// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/mediafilesource.h"

#include <functional>

namespace recorder
{

class Dispatcher;
class Gate;

struct RewrapParts {
    std::function<const Gate *()> gate;
    QString mediaRoot;       ///< folder that paths of files are relative to
    RemoteSessions remote{}; ///< files on storage targets; empty = none can be read
};

/// The methods of earshot.v1.KeyRewraps. Headers are read on a thread of their own, for as long as somebody
/// who waits may be kept waiting.
common::Status addRewrapHandlers(Dispatcher &dispatcher, const RewrapParts &parts);

} // namespace recorder
