// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <chrono>

namespace tests
{

/// A real earshot-recorder process on free loopback ports with a data folder of its own and a private
/// PostgreSQL, for integration and fault tests. Programs are found through EARSHOT_BIN. Blocking: for test
/// code only.
class RecorderProcess
{
public:
    RecorderProcess();
    ~RecorderProcess(); ///< stops the recorder and the private PostgreSQL

    /// Extra lines of recorder.ini: "section.key" -> value.
    void configure(const QString &key, const QString &value) { m_config.insert(key, value); }
    /// A program that starts the recorder in its place by exec, with its arguments (unshare, env).
    void startThrough(const QStringList &wrapper) { m_wrapper = wrapper; }
    /// Starts and waits until it takes calls; with `database` also until the database is up.
    bool start(const QMap<QString, QString> &environment = {}, bool database = true);
    /// SIGTERM; the exit code, -1 when it does not end in time or crashed.
    int stop();
    void kill(); ///< SIGKILL to the recorder alone; PostgreSQL goes on
    void suspend();
    void resume();
    bool running() const { return m_process.state() == QProcess::Running; }
    /// Waits for the recorder to end by itself (failpoint).
    bool waitForEnd(std::chrono::milliseconds timeout);

    int exitCode() const { return m_process.exitCode(); }
    /// Of the admin protocol, on 127.0.0.1.
    quint16 adminPort() const { return m_adminPort; }
    quint16 siprecPort() const { return m_siprecPort; }
    quint16 ciscoPort() const { return m_ciscoPort; }
    /// First and last port of the range for SIPREC media.
    std::pair<quint16, quint16> mediaPorts() const;
    QString dataFolder() const { return m_dir.path(); }
    qint64 pid() const { return m_process.processId(); }
    QByteArray log(); ///< everything it wrote to standard error in all its runs

    /// Value of a sample of the metrics page, "name" or "name{label=\"x\"}"; -1 when it is not there.
    double metric(const QByteArray &sample);
    /// `earshot-recorder calls --json`, oldest first.
    QList<QJsonObject> calls();
    /// `earshot-recorder verify`: empty when clean, else what it printed.
    QString verify();
    /// Waits until the ledger has `settled` settled rows and none on its way.
    bool waitForSettled(int settled, std::chrono::milliseconds timeout = std::chrono::seconds(30));
    /// Runs a command of the recorder's program to its end; its exit code and output.
    int command(const QStringList &arguments, QByteArray *output = nullptr);

private:
    void writeConfig();
    QByteArray httpGet(const QByteArray &path);

    QTemporaryDir m_dir;
    QProcess m_process;
    QByteArray m_log;
    QMap<QString, QString> m_config;
    QStringList m_wrapper;
    quint16 m_siprecPort = 0;
    quint16 m_ciscoPort = 0;
    quint16 m_metricsPort = 0;
    quint16 m_adminPort = 0;
};

/// Somebody who may sign in, made by the command `ensure-user`.
void ensureUser(RecorderProcess &recorder, const QString &tenant, const QString &login,
                const QString &password, const QStringList &more);
QString programPath(const QString &name);

} // namespace tests
