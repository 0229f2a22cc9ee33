// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"
#include "recorder/api/mediafilesource.h"
#include "recorder/service/integrity.h"

#include "common/core/clock.h"

namespace recorder
{

/// What the methods of earshot.v1.Integrity work with. All of it outlives the dispatcher.
struct IntegrityParts {
    std::function<const Gate *()> gate; ///< null until the database is up
    SigningKeySource key;
    MediaReaders &readers;
    QString mediaRoot;
    RemoteReads remote{}; ///< files on storage targets; empty = none can be read
    VouchedKeys vouched{};

    KeySources keys() const { return {key, vouched}; }
};

/// Verify, SignArchive, Manifests, Keys.
common::Status addIntegrityHandlers(Dispatcher &dispatcher, const IntegrityParts &parts);

} // namespace recorder
