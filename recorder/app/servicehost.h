// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

class QSocketNotifier;

namespace recorder
{

/// The program's side towards systemd and the terminal, on the main thread: SIGTERM/SIGINT become
/// stopRequested(), READY, STATUS and WATCHDOG go to $NOTIFY_SOCKET when there is one (sd_notify(3), spoken
/// directly).
class ServiceHost : public QObject
{
    Q_OBJECT
public:
    explicit ServiceHost(QObject *parent = nullptr);
    ~ServiceHost() override;

    /// Tells systemd that the service is ready and starts to feed its watchdog, as long as `alive` says true.
    void ready(const QString &status, std::function<bool()> alive);
    void stopping();

Q_SIGNALS:
    void stopRequested();

private:
    void readSignal();
    void feedWatchdog();

    int m_pipe[2] = {-1, -1};
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_watchdog;
    std::function<bool()> m_alive;
};

/// Sends one state ("READY=1") to $NOTIFY_SOCKET; false when there is none or it does not take it.
bool notifySystemd(const QByteArray &state);

} // namespace recorder
