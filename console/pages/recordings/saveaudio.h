// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/listpage.h"

namespace console
{

/// Asks for a folder and saves the audio files of the ticked calls there, or that of the current one when
/// none is ticked; as a task.
void saveAudio(const PageContext &context, ListPage &page, ListSource &source, const QString &currentId,
               const RowSelection &ticks);

/// Asks for a file and saves the calls into one ZIP archive, with a manifest; as a task. Encrypted files stay
/// so, and are opened with the private key outside of this program.
void downloadCalls(const PageContext &context, ListPage &page, ListSource &source, const QString &currentId,
                   const RowSelection &ticks);

} // namespace console
