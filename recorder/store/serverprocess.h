// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/serverlayout.h"

#include <QByteArray>
#include <QList>

namespace recorder
{

/// Starts a program of PostgreSQL as the server's user, in a session of its own (so that Ctrl-C on our
/// terminal does not stop the server under us), with an environment of our choice and its output appended to
/// `log`. Safe in a process with threads: nothing is allocated between fork and exec.
common::Result<pid_t> spawnServerProgram(const ServerLayout &layout, const QByteArray &program,
                                         const QList<QByteArray> &arguments, const QString &log);

/// Waits for a child; its exit code, or 128 + the signal that ended it.
int waitForChild(pid_t pid);

} // namespace recorder
