// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace recorder
{

class SystemLog;

enum class LogFormat { Text, Json };

/// Sends every Qt log message to standard error: readable text, or one JSON object per line. Control
/// characters of the message are written as \uXXXX in both (a caller's name must not forge a line). Call
/// once, before threads.
void startLogging(LogFormat format, const QString &rules);

/// The lines that this process logged so far; there is one log for the process, as Qt has it.
const SystemLog &systemLog();

/// One line without its line end, as startLogging writes it. For tests.
QString formatLogLine(LogFormat format, const QString &time, const QString &level, const QString &category,
                      const QString &message);

} // namespace recorder
