// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/activecall.h"
#include "console/crud/listsource.h"
#include "console/crud/page.h"
#include "console/crud/watch.h"
#include "console/kit/formats.h"
#include "console/kit/recordmodel.h"

#include <QHash>

#include <optional>

namespace console
{

/// Whether the call is recorded, in words; empty = nobody knows yet.
QString recordingText(const common::ActiveCall &call);

/// All calls that run now, kept up to date by the subscription; searched and sorted here. Elapsed times
/// follow the recorder's clock, whatever this computer's says.
class ActiveCallsSource final : public ListSource
{
    Q_OBJECT
public:
    ActiveCallsSource(common::RpcClient &rpc, const common::Clock &clock, const Formats &formats,
                      bool tenants, QObject *parent = nullptr);

    RecordModel<common::ActiveCall> &model() override { return m_model; }
    void load(const common::ListQuery &query) override;
    void forget() override {}
    void cancel() override { m_asked = false; }
    bool isLive() const override { return true; }
    bool isCurrent() const override { return m_complete && m_watch.isRunning(); }
    bool isReady() const override { return m_rpc.isReady(); }
    void fetchText(const common::ListQuery &query, const QStringList &columns, QObject *context,
                   std::function<void(common::Result<TextRows>)> done) override;

    std::chrono::milliseconds elapsed(const common::ActiveCall &call) const;
    /// Asks the recorder to keep a call that is recorded on demand; what becomes of it is told by
    /// `navigator`.
    void keep(const QString &id, Navigator &navigator);

private:
    std::vector<Column<common::ActiveCall>> columns(const Formats &formats, bool tenants) const;
    void receive(const QByteArray &bytes);
    void show();
    bool matches(const common::ActiveCall &call) const;

    common::RpcClient &m_rpc;
    const common::Clock &m_clock;
    RecordModel<common::ActiveCall> m_model;
    Watch m_watch;
    QHash<common::CallId, common::ActiveCall> m_calls;
    common::ListQuery m_query;
    bool m_asked = false;
    bool m_complete = false; ///< a snapshot was received
    common::WallTime m_serverTime{};
    common::MonoTime m_serverTimeAt{};
};

} // namespace console
