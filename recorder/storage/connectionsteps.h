// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/storagetarget.h"

#include <QElapsedTimer>

#include <functional>

namespace recorder
{

/// Runs the steps of a test in the order announced; after the first that fails, or when nobody listens any
/// more, none is run. One thread.
class ConnectionSteps
{
public:
    /// Gives what the other side said; its error's cause becomes the step's.
    using Work = std::function<common::Result<QString>()>;

    ConnectionSteps(QStringList names, const common::ConnectionStepsHeard &heard);
    /// Only when it was announced. `ms` < 0 = as long as the work took.
    void run(const char *name, const Work &work, qint64 ms = -1);
    bool isRunning() const { return m_running; }
    /// All of them: those not reached are "not-run".
    QList<common::ConnectionStep> finish();

private:
    const QStringList m_names;
    const common::ConnectionStepsHeard &m_heard;
    QList<common::ConnectionStep> m_steps;
    bool m_running = true;
};

/// Writes, reads back and deletes a small file of its own through `target`, as the steps `writing`,
/// "read-back", "delete".
void runFileSteps(ConnectionSteps &steps, StorageTarget &target, const char *writing = "write");

} // namespace recorder
