// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QHash>
#include <QMap>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <memory>

namespace tests
{

/// What this program knows of earshot-recorder by name, all in one place.
namespace recordernames
{
constexpr const char *kPackets = "earshot_rtp_packets_total";
constexpr const char *kLost = "earshot_rtp_lost_total";
constexpr const char *kForeign = "earshot_rtp_foreign_total";
constexpr const char *kActive = "earshot_calls_active";
constexpr const char *kSettling = "earshot_calls_settling";
constexpr const char *kQueue = "earshot_storage_queue";
constexpr const char *kSettled = "earshot_calls_settled_total";
} // namespace recordernames

/// CPU seconds used so far, dead children that were waited for included.
struct CpuUse {
    double recorder = 0; ///< the recorder's own process
    double database =
        0; ///< the private PostgreSQL: every other process below it or at home in its data folder
    double all() const { return recorder + database; }
};

/// An earshot-recorder in a data folder of its own on free ports, for measuring. One thread.
class RecorderProcess
{
public:
    /// Starts it and waits until it says that it is well. `settings`: "section.key" -> value, on top of ours.
    /// `encrypts`: the tenant of the calls has a key of 3072 bits, and what is recorded is sealed to it.
    static common::Result<std::unique_ptr<RecorderProcess>> start(const QString &program,
                                                                  const QMap<QString, QString> &settings,
                                                                  int mp3Quality, bool encrypts = false);
    ~RecorderProcess();
    RecorderProcess(const RecorderProcess &) = delete;
    RecorderProcess &operator=(const RecorderProcess &) = delete;

    quint16 sipPort() const { return m_sipPort; }
    CpuUse cpu() const;
    double residentKb() const; ///< of the recorder's own process
    /// Sum over the labels of a metric; 0 when it is not there.
    double metric(const char *name) const;
    /// Waits until no call is open and all journals are closed: the counters stand still. False after 10 s.
    bool quiet() const;
    /// Waits until `calls` are stored, none is active and nothing waits. False after `seconds`.
    bool drained(int calls, int seconds) const;
    /// Recordings that are sealed to the tenant's key.
    int sealedRecordings() const;
    /// Ends it the hard way: what is measured is measured.
    void kill();

private:
    RecorderProcess() = default;
    common::Status launch(const QString &program, const QMap<QString, QString> &settings);
    common::Status setUp(int mp3Quality, bool encrypts) const;
    QByteArray fetch(const QByteArray &path) const;

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_sipPort = 0;
    quint16 m_metricsPort = 0;
};

} // namespace tests
