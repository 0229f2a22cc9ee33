// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QStringList>

#include <chrono>

namespace tests
{

/// An earshot-caller in the background: the phone system of a test. The first argument is its mode.
class CallerProcess
{
public:
    CallerProcess(const QString &mode, quint16 port, const QStringList &arguments);
    ~CallerProcess();

    /// Waits for its end; the summary it printed (--json), empty when it crashed or took too long.
    QJsonObject wait(std::chrono::milliseconds timeout = std::chrono::seconds(90));
    bool running() const { return m_process.state() == QProcess::Running; }
    qint64 pid() const { return m_process.processId(); }
    QByteArray errors() { return m_process.readAllStandardError(); }

private:
    QProcess m_process;
};

} // namespace tests
