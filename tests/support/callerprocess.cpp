// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callerprocess.h"

#include "tests/support/recorderprocess.h"

#include <QJsonDocument>

namespace tests
{

CallerProcess::CallerProcess(const QString &mode, quint16 port, const QStringList &arguments)
{
    m_process.start(programPath(QStringLiteral("earshot-caller")),
                    QStringList{mode, QStringLiteral("--target"), QStringLiteral("127.0.0.1:%1").arg(port),
                                QStringLiteral("--json")} +
                        arguments);
    m_process.waitForStarted();
}

CallerProcess::~CallerProcess()
{
    if (running()) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

QJsonObject CallerProcess::wait(std::chrono::milliseconds timeout)
{
    if (m_process.state() != QProcess::NotRunning &&
        !m_process.waitForFinished(static_cast<int>(timeout.count()))) {
        return {};
    }
    const QByteArray output = m_process.readAllStandardOutput();
    const QJsonObject summary = QJsonDocument::fromJson(output.mid(output.lastIndexOf("\n{") + 1)).object();
    if (summary.isEmpty()) {
        qWarning("earshot-caller: %s", m_process.readAllStandardError().constData());
    }
    return summary;
}

} // namespace tests
