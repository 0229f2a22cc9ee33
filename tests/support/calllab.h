// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/callerprocess.h"
#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"

#include <map>
#include <memory>

namespace tests
{

/// One call: what the caller says that it sent, and what the recorder kept of it.
struct PlacedCall {
    QString problem;  ///< empty = the call went well and is in the call list
    QJsonObject sent; ///< the caller's summary of the call
    RecordedCall recorded{QJsonObject()};

    QJsonObject stream(int leg) const;
    /// When the leg's first sample was spoken, in seconds since the start of the recording.
    double start(int leg) const;
    /// The same of the end of its last packet (for legs without pauses).
    double end(int leg) const;
    /// When the call was over for the caller, likewise.
    double over() const;
};

/// A recorder and the calls that go through it. Calls run in the background and beside each other: a test
/// begins all that it needs and then looks at each. Blocking: for test code only.
class CallLab
{
public:
    /// To be configured before begin().
    RecorderProcess &recorder() { return m_recorder; }

    /// Begins a call of `earshot-caller`; the name is the test's.
    void begin(const QString &name, const QStringList &arguments, bool cisco = false);
    bool begun() const { return !m_callers.empty() || !m_placed.empty(); }
    /// Waits for all that were begun until they are stored.
    void settle();
    /// The call of that name, after settle().
    PlacedCall take(const QString &name) const { return m_placed.at(name); }
    /// begin, settle, take.
    PlacedCall place(const QStringList &arguments, bool cisco = false);

    /// Ledger rows that calls of others made (SIPp), so that settling waits for them as well.
    void addRows(int rows) { m_rows += rows; }
    /// Verifies, stops; what is wrong, empty when all is well.
    QString close();

private:
    struct Begun {
        std::unique_ptr<CallerProcess> caller;
        int rows = 1;
    };

    RecorderProcess m_recorder;
    std::map<QString, Begun> m_callers;
    std::map<QString, PlacedCall> m_placed;
    int m_rows = 0;
    int m_single = 0;
};

} // namespace tests
