// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QObject>

#include <functional>

class QLocalSocket;

namespace console
{

/// One console per user and data folder: a later start hands its link to the first one and ends.
/// Asynchronous, so that a hanging first one never holds up the second. GUI thread.
class SingleInstance final : public QObject
{
    Q_OBJECT
public:
    explicit SingleInstance(const QString &dataFolder, QObject *parent = nullptr);

    /// Exactly one of the signals follows, later: `handedOver`, or `first` when nobody answers within a
    /// second.
    void start(const QString &message);

Q_SIGNALS:
    void first();
    void handedOver();
    /// A later start's message: a link, or empty = show yourself.
    void messageReceived(const QString &message);

private:
    void listen();
    void receive(QLocalSocket *socket);

    QString m_name;
    QLocalServer m_server;
};

} // namespace console
