// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/recordings/activecallssource.h"

#include "common/rpc/codecs/callcodec.h"
#include "console/kit/words.h"
#include "console/pages/recordings/callcolumns.h"

#include <algorithm>

namespace console
{

using common::ActiveCall;

QString recordingText(const ActiveCall &call)
{
    if (call.recording == QLatin1String("always")) {
        return Tr::tr("Recorded");
    }
    if (call.recording == QLatin1String("on-demand")) {
        return call.kept ? Tr::tr("Kept", "recording") : Tr::tr("On demand");
    }
    return call.recording == QLatin1String("never") ? Tr::tr("Not recorded by rule") : QString();
}

ActiveCallsSource::ActiveCallsSource(common::RpcClient &rpc, const common::Clock &clock,
                                     const Formats &formats, bool tenants, QObject *parent)
    : ListSource(parent)
    , m_rpc(rpc)
    , m_clock(clock)
    , m_model(columns(formats, tenants), [](const ActiveCall &call) { return call.id.toString(); })
    , m_watch(rpc, QStringLiteral("earshot.v1.Calls/WatchActive"))
{
    connect(&m_rpc, &common::RpcClient::readyChanged, this, &ListSource::readyChanged);
    connect(&m_watch, &Watch::received, this, &ActiveCallsSource::receive);
    connect(&m_watch, &Watch::denied, this, &ListSource::failed);
    connect(&m_watch, &Watch::failed, this, &ListSource::failed);
    connect(&m_watch, &Watch::interrupted, this, [this] { m_complete = false; });
}

std::vector<Column<ActiveCall>> ActiveCallsSource::columns(const Formats &formats, bool tenants) const
{
    CallColumns<ActiveCall> c = callColumns<ActiveCall>(formats, tenants);
    const Column<ActiveCall> duration{
        {QStringLiteral("duration"), Tr::tr("Duration"), QStringLiteral("duration"), 100, true, true},
        [this, formats](const ActiveCall &call) { return formats.duration(elapsed(call)); }};
    const Column<ActiveCall> state{{QStringLiteral("timeline"), Tr::tr("State"), {}, 140},
                                   [](const ActiveCall &call) { return wordOf(call.state).word; },
                                   [](const ActiveCall &call) { return QVariant(common::keyOf(call.state)); },
                                   [](const ActiveCall &call, int role) {
                                       return role == StatusIconRole
                                                  ? QVariant(static_cast<int>(wordOf(call.state).role))
                                                  : QVariant();
                                   }};
    const Column<ActiveCall> recording{{QStringLiteral("recording"), Tr::tr("Recording"), {}, 150},
                                       [](const ActiveCall &call) { return recordingText(call); },
                                       [](const ActiveCall &call) { return QVariant(call.recording); }};
    std::vector<Column<ActiveCall>> all{c.user, c.date, c.time, duration, c.from, c.to, state, recording};
    if (tenants) {
        all.insert(all.begin(), c.tenant);
    }
    return all;
}

std::chrono::milliseconds ActiveCallsSource::elapsed(const ActiveCall &call) const
{
    const auto since = m_clock.mono() - m_serverTimeAt;
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_serverTime - call.connectTime + since);
}

void ActiveCallsSource::keep(const QString &id, Navigator &navigator)
{
    const common::CallId callId = common::CallId::fromString(id);
    const auto found = m_calls.constFind(callId);
    if (found == m_calls.constEnd()) {
        navigator.notify(Tr::tr("This call is over."));
        return;
    }
    if (found->recording != QLatin1String("on-demand") || found->kept) {
        navigator.notify(found->recording == QLatin1String("never")
                             ? Tr::tr("By rule this call is not recorded.")
                             : Tr::tr("This call is kept in any case."));
        return;
    }
    earshot::v1::CallRef request;
    request.set_id(id.toStdString());
    common::call<earshot::v1::KeepReply>(
        m_rpc, QStringLiteral("earshot.v1.Calls/Keep"), request, this,
        [&navigator](const common::Result<earshot::v1::KeepReply> &reply) {
            navigator.notify(reply ? Tr::tr("This call is kept.")
                             : reply.error().fields.value(QStringLiteral("id")) == QLatin1String("too-late")
                                 ? reasonWords(QStringLiteral("too-late"))
                                 : sentenceFor(reply.error(), Tr::tr("keep the call")).oneLine());
        });
}

void ActiveCallsSource::load(const common::ListQuery &query)
{
    m_query = query;
    m_asked = true;
    m_watch.start();
    // Never from inside load(); and with everything that comes until then.
    QMetaObject::invokeMethod(this, &ActiveCallsSource::show, Qt::QueuedConnection);
}

void ActiveCallsSource::receive(const QByteArray &bytes)
{
    earshot::v1::ActiveCallsUpdate wire;
    if (!wire.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()))) {
        return;
    }
    const common::Result<common::ActiveCallsUpdate> update = common::fromWire(wire);
    if (!update) {
        Q_EMIT failed(update.error());
        return;
    }
    m_serverTime = update->serverTime;
    m_serverTimeAt = m_clock.mono();
    if (update->snapshot) {
        m_calls.clear();
        m_complete = true;
    }
    for (const ActiveCall &call : update->calls) {
        m_calls.insert(call.id, call);
    }
    for (const common::CallId &id : update->ended) {
        m_calls.remove(id);
    }
    show();
}

bool ActiveCallsSource::matches(const ActiveCall &call) const
{
    if (m_query.search.isEmpty()) {
        return true;
    }
    const QStringList texts =
        QStringList{call.fromNumber, call.fromName, call.toNumber, call.toName} + call.users;
    return std::any_of(texts.begin(), texts.end(), [this](const QString &text) {
        return text.contains(m_query.search, Qt::CaseInsensitive);
    });
}

void ActiveCallsSource::show()
{
    if (!m_asked || !m_complete) {
        return;
    }
    QList<ActiveCall> calls;
    for (const ActiveCall &call : std::as_const(m_calls)) {
        if (matches(call)) {
            calls.append(call);
        }
    }
    const QString order = m_query.order;
    // Ties by id, so that rows do not jump.
    const auto before = [&order](const ActiveCall &a, const ActiveCall &b) {
        if (order == QLatin1String("from-number") && a.fromNumber != b.fromNumber) {
            return a.fromNumber < b.fromNumber;
        }
        if (order == QLatin1String("to-number") && a.toNumber != b.toNumber) {
            return a.toNumber < b.toNumber;
        }
        if (order == QLatin1String("duration") && a.connectTime != b.connectTime) {
            return a.connectTime > b.connectTime;
        }
        return a.connectTime != b.connectTime ? a.connectTime < b.connectTime : a.id < b.id;
    };
    std::sort(calls.begin(), calls.end(), [&](const ActiveCall &a, const ActiveCall &b) {
        return m_query.descending ? before(b, a) : before(a, b);
    });
    m_model.setRecords(calls);
    Q_EMIT loaded({m_model.rowCount(), calls.size(), true, {}, false});
}

void ActiveCallsSource::fetchText(const common::ListQuery &, const QStringList &columns, QObject *context,
                                  std::function<void(common::Result<TextRows>)> done)
{
    TextRows text;
    for (const ActiveCall &call : m_model.records()) {
        text.ids.append(m_model.idOf(call));
        QStringList row;
        for (const QString &column : columns) {
            row.append(m_model.value(call, m_model.columnOf(column), RawRole).toString());
        }
        text.rows.append(row);
    }
    QMetaObject::invokeMethod(
        context, [text, done = std::move(done)] { done(text); }, Qt::QueuedConnection);
}

} // namespace console
