// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"

#include <QElapsedTimer>
#include <QJsonObject>

#include <memory>

namespace tests
{

/// trust.md F1: the recorder is killed (SIGKILL to itself) at a named point of the durable write path while a
/// call is on its way, and started again at once, as systemd would. Whatever it had answered with 200 must be
/// there, once, with every gap listed; verify must say clean. One data folder for all rows of a test case, so
/// that each start also meets what the kills before have left.
class KillBench
{
public:
    explicit KillBench(double seconds)
        : m_seconds(seconds)
    {
    }

    /// The row of the running test is "point" or "point@passage", and " SUITE" for SRTP whose sequence
    /// numbers wrap before the kill: who comes back has to find the rollover counter (RFC 3711
    /// section 3.3.1).
    void killAtRow();
    /// Nothing was recorded that was not answered, over all rows.
    void checkList();
    /// After each row: the recorder is away, its PostgreSQL is not.
    void endRow();

private:
    void call(const QString &failpoint, const QString &suite);
    void checkCall(const RecordedCall &call);
    void checkGaps(const RecordedCall &call);
    qint64 packetsSent() const;

    const double m_seconds;
    RecorderProcess m_recorder;
    QJsonObject m_sent; ///< the caller's account of the call
    bool m_died = false;
    double m_awaySeconds = 0; ///< from the death to the program that listens again
    int m_answered = 0;
};

} // namespace tests
