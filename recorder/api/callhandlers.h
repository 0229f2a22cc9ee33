// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"
#include "recorder/api/mediafilesource.h"
#include "recorder/service/callsservice.h"

#include "common/model/activecall.h"

#include <functional>
#include <memory>

namespace recorder
{

class ChangeBytes;
class ChangeHub;
class LiveBoard;
class MediaReaders;
class Pulse;

/// What the methods of earshot.v1.Calls work with. All of it outlives the dispatcher and every stream.
struct CallParts {
    /// Null until the database is up: UNAVAILABLE until then.
    std::function<const Gate *()> gate;
    ChangeHub &hub;
    LiveBoard &board;
    MediaReaders &readers;
    Pulse &pulse;         ///< of the subscriptions
    QString mediaRoot;    ///< folder that paths of files are relative to
    RemoteReads remote{}; ///< files on storage targets; empty = none can be read
    CallsService calls{};
    std::shared_ptr<ChangeBytes> changeBytes{}; ///< made by addCallHandlers()
};

/// List, Get, Keep, SetConfidential, Hold, Release, Media, Peaks, WatchActive, WatchChanges.
common::Status addCallHandlers(Dispatcher &dispatcher, const CallParts &parts);

/// The message of the board's encoder.
QByteArray bytesOf(const common::ActiveCallsUpdate &update);

} // namespace recorder
