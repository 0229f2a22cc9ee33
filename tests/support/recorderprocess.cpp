// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/recorderprocess.h"

#include "tests/support/testports.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>
#include <csignal>

namespace tests
{

namespace
{
constexpr int kCommandTimeout = 60000;
constexpr int kMediaPorts = 400;
/// Above what testports.cpp gives away, below the ephemeral range. Recorders may overlap: each takes what is
/// free.
constexpr int kFirstMedia = 15'000;
constexpr int kEndMedia = 32'000;
} // namespace

QString programPath(const QString &name)
{
    return qEnvironmentVariable("EARSHOT_BIN") + u'/' + name;
}

RecorderProcess::RecorderProcess()
    : m_dir(QDir::tempPath() + QStringLiteral("/earshot-XXXXXX"))
{
    // PostgreSQL's user must be able to enter.
    QFile::setPermissions(m_dir.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner |
                                            QFile::ExeGroup | QFile::ExeOther);
    m_siprecPort = freePort();
    m_ciscoPort = freePort();
    m_metricsPort = freePort();
    m_adminPort = freePort();
    const int media = QRandomGenerator::system()->bounded(kFirstMedia / 2, kEndMedia / 2 - kMediaPorts) * 2;
    configure(QStringLiteral("signalling.address"), QStringLiteral("127.0.0.1"));
    configure(QStringLiteral("signalling.siprec_port"), QString::number(m_siprecPort));
    configure(QStringLiteral("signalling.cisco_port"), QString::number(m_ciscoPort));
    configure(QStringLiteral("metrics.port"), QString::number(m_metricsPort));
    configure(QStringLiteral("admin.address"), QStringLiteral("127.0.0.1"));
    configure(QStringLiteral("admin.port"), QString::number(m_adminPort));
    configure(QStringLiteral("media.siprec_ports"),
              QStringLiteral("%1-%2").arg(media).arg(media + kMediaPorts - 1));
    configure(QStringLiteral("media.cisco_ports"),
              QStringLiteral("%1-%2").arg(media + kMediaPorts).arg(media + 2 * kMediaPorts - 1));
    configure(QStringLiteral("database.fsync"), QStringLiteral("no"));
}

RecorderProcess::~RecorderProcess()
{
    if (running()) {
        m_process.terminate();
        if (!m_process.waitForFinished(15000)) {
            m_process.kill();
            m_process.waitForFinished(5000);
        }
    }
    // A recorder that was killed leaves its PostgreSQL behind.
    QFile pidFile(m_dir.filePath(QStringLiteral("pg/postmaster.pid")));
    if (pidFile.open(QIODevice::ReadOnly)) {
        const auto postmaster = static_cast<pid_t>(pidFile.readLine().trimmed().toInt());
        if (postmaster > 1 && ::kill(postmaster, SIGCONT) == 0 && ::kill(postmaster, SIGINT) == 0) {
            QDeadlineTimer deadline(10000);
            while (::kill(postmaster, 0) == 0 && !deadline.hasExpired()) {
                QTest::qSleep(20);
            }
        }
    }
    if (QTest::currentTestFailed()) {
        std::fputs(m_log.constData(), stderr);
    }
}

std::pair<quint16, quint16> RecorderProcess::mediaPorts() const
{
    const QString range = m_config.value(QStringLiteral("media.siprec_ports"));
    return {range.section(u'-', 0, 0).toUShort(), range.section(u'-', 1).toUShort()};
}

void RecorderProcess::writeConfig()
{
    QMap<QString, QString> sections;
    for (auto it = m_config.begin(); it != m_config.end(); ++it) {
        sections[it.key().section(u'.', 0, 0)] +=
            QStringLiteral("%1 = %2\n").arg(it.key().section(u'.', 1), it.value());
    }
    QFile file(m_dir.filePath(QStringLiteral("recorder.ini")));
    if (file.open(QIODevice::WriteOnly)) {
        for (auto it = sections.begin(); it != sections.end(); ++it) {
            file.write(QStringLiteral("[%1]\n%2").arg(it.key(), it.value()).toUtf8());
        }
    }
}

bool RecorderProcess::start(const QMap<QString, QString> &environment, bool database)
{
    writeConfig();
    QProcessEnvironment processEnvironment = QProcessEnvironment::systemEnvironment();
    for (auto it = environment.begin(); it != environment.end(); ++it) {
        processEnvironment.insert(it.key(), it.value());
    }
    m_process.setProcessEnvironment(processEnvironment);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    QStringList line = m_wrapper;
    line += {programPath(QStringLiteral("earshot-recorder")), QStringLiteral("--data"), m_dir.path()};
    m_process.start(line.first(), line.mid(1));
    QDeadlineTimer deadline(60000);
    while (!deadline.hasExpired()) {
        m_process.waitForReadyRead(20);
        m_log += m_process.readAll();
        if (!running()) {
            return false;
        }
        const QByteArray reply = httpGet("/healthz");
        if (!reply.isEmpty() && (!database || reply.startsWith("HTTP/1.1 200"))) {
            return true;
        }
        QTest::qWait(30);
    }
    return false;
}

int RecorderProcess::stop()
{
    m_process.terminate();
    return waitForEnd(std::chrono::seconds(20)) && m_process.exitStatus() == QProcess::NormalExit
               ? m_process.exitCode()
               : -1;
}

void RecorderProcess::kill()
{
    m_process.kill();
    waitForEnd(std::chrono::seconds(5));
}

void RecorderProcess::suspend()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGSTOP);
}

void RecorderProcess::resume()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGCONT);
}

bool RecorderProcess::waitForEnd(std::chrono::milliseconds timeout)
{
    const bool ended = m_process.state() == QProcess::NotRunning ||
                       m_process.waitForFinished(static_cast<int>(timeout.count()));
    m_log += m_process.readAll();
    return ended;
}

QByteArray RecorderProcess::log()
{
    m_process.waitForReadyRead(0);
    m_log += m_process.readAll();
    return m_log;
}

QByteArray RecorderProcess::httpGet(const QByteArray &path)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_metricsPort);
    if (!socket.waitForConnected(500)) {
        return {};
    }
    socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    socket.waitForDisconnected(5000);
    return socket.readAll();
}

double RecorderProcess::metric(const QByteArray &sample)
{
    m_process.waitForReadyRead(0);
    m_log += m_process.readAll(); // keeps the pipe from filling up
    for (const QByteArray &line : httpGet("/metrics").split('\n')) {
        if (line.startsWith(sample + ' ')) {
            return line.mid(sample.size() + 1).toDouble();
        }
    }
    return -1;
}

int RecorderProcess::command(const QStringList &arguments, QByteArray *output)
{
    QProcess process;
    process.start(programPath(QStringLiteral("earshot-recorder")),
                  arguments + QStringList{QStringLiteral("--data"), m_dir.path()});
    if (!process.waitForFinished(kCommandTimeout)) {
        process.kill();
        process.waitForFinished();
        return -1;
    }
    if (output) {
        *output = process.readAllStandardOutput();
        m_log += process.readAllStandardError();
    }
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
}

QList<QJsonObject> RecorderProcess::calls()
{
    QByteArray output;
    QList<QJsonObject> calls;
    if (command({QStringLiteral("calls"), QStringLiteral("--json")}, &output) != 0) {
        qWarning("calls: %s", output.constData());
        return calls;
    }
    for (const QByteArray &line : output.split('\n')) {
        if (!line.isEmpty()) {
            calls.prepend(QJsonDocument::fromJson(line).object());
        }
    }
    return calls;
}

QString RecorderProcess::verify()
{
    QByteArray output;
    const int code = command({QStringLiteral("verify")}, &output);
    return code == 0 ? QString() : QString::fromUtf8(output) + QStringLiteral("exit code %1").arg(code);
}

bool RecorderProcess::waitForSettled(int settled, std::chrono::milliseconds timeout)
{
    QDeadlineTimer deadline(timeout);
    const auto rows = [this](const char *state) {
        return std::max(0.0, metric("earshot_ledger_rows{state=\"" + QByteArray(state) + "\"}"));
    };
    while (!deadline.hasExpired()) {
        const double done = rows("stored") + rows("partial") + rows("excluded");
        const double waiting = rows("accepted") + rows("ended") + rows("finalised");
        if (static_cast<int>(done) >= settled && waiting == 0 && metric("earshot_spool_bytes") == 0) {
            return true;
        }
        QTest::qWait(50);
    }
    return false;
}

void ensureUser(RecorderProcess &recorder, const QString &tenant, const QString &login,
                const QString &password, const QStringList &more)
{
    qputenv("EARSHOT_PASSWORD", password.toUtf8());
    QByteArray output;
    const int code = recorder.command(QStringList{QStringLiteral("ensure-user"), QStringLiteral("--tenant"),
                                                  tenant, QStringLiteral("--login"), login} +
                                          more,
                                      &output);
    qunsetenv("EARSHOT_PASSWORD");
    if (code != 0) {
        qFatal("%s: %s", qPrintable(login), output.constData());
    }
}

} // namespace tests
