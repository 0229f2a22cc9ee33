// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/watch.h"

#include <utility>

namespace console
{

Watch::Watch(common::RpcClient &rpc, QString method, QObject *parent)
    : QObject(parent)
    , m_rpc(rpc)
    , m_method(std::move(method))
{
    m_again.setSingleShot(true);
    m_again.setInterval(2000);
    connect(&m_again, &QTimer::timeout, this, &Watch::subscribe);
    connect(&m_rpc, &common::RpcClient::readyChanged, this, [this](bool ready) {
        if (ready) {
            subscribe();
        }
    });
}

void Watch::start()
{
    m_wanted = true;
    m_told = false;
    subscribe();
}

void Watch::stop()
{
    m_wanted = false;
    m_again.stop();
    if (m_call != 0) {
        m_rpc.cancel(std::exchange(m_call, 0));
    }
}

void Watch::subscribe()
{
    if (!m_wanted || m_call != 0 || !m_rpc.isReady()) {
        return;
    }
    m_again.stop();
    common::RpcHandlers handlers;
    handlers.data = [this](const QByteArray &bytes) {
        m_told = false;
        Q_EMIT received(bytes);
    };
    handlers.end = [this](const common::Status &status) { ended(status); };
    m_call = m_rpc.start(m_method, {}, this, std::move(handlers), {.deadline = std::chrono::milliseconds(0)});
}

void Watch::ended(const common::Status &status)
{
    m_call = 0;
    Q_EMIT interrupted();
    const QString reason = status ? QString() : status.error().fields.value(QStringLiteral("reason"));
    if (!status && status.error().code == common::ErrorCode::Denied &&
        reason != QLatin1String("signed-out")) {
        m_wanted = false;
        Q_EMIT denied(status.error());
        return;
    }
    m_again.start();
    const bool connectionsFault = reason == QLatin1String("not-connected") ||
                                  reason == QLatin1String("signed-out") ||
                                  reason == QLatin1String("rights-changed");
    if (!status && !connectionsFault && !std::exchange(m_told, true)) {
        Q_EMIT failed(status.error());
    }
}

} // namespace console
