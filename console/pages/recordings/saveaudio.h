// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/listpage.h"

#include <functional>

namespace console
{

/// Calls back with the ids of the ticked calls, or of the current one when none is ticked; those of "all
/// matching" are asked for, page by page.
void chosenCalls(const PageContext &context, ListPage &page, ListSource &source, const QString &currentId,
                 const RowSelection &ticks, const std::function<void(const QStringList &)> &done);

/// Asks for a folder and saves the audio files of the ticked calls there, or that of the current one when
/// none is ticked; as a task.
void saveAudio(const PageContext &context, ListPage &page, ListSource &source, const QString &currentId,
               const RowSelection &ticks);

/// Asks for a file and saves the calls into one ZIP archive, with a manifest; as a task. Encrypted files stay
/// so, and are opened with the private key outside of this program.
void downloadCalls(const PageContext &context, ListPage &page, ListSource &source, const QString &currentId,
                   const RowSelection &ticks);

} // namespace console
