// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/calllab.h"

#include <QJsonArray>

#include <algorithm>

namespace tests
{

namespace
{

double sinceConnect(const PlacedCall &call, double unixMs)
{
    return (unixMs - call.recorded.json().value(QLatin1String("connect")).toDouble()) / 1000;
}

PlacedCall outcome(const QJsonObject &summary)
{
    PlacedCall call;
    call.sent = summary.value(QLatin1String("calls")).toArray().at(0).toObject();
    if (!summary.value(QLatin1String("ok")).toBool()) {
        const QJsonArray problems = summary.value(QLatin1String("first_problems")).toArray();
        call.problem = problems.isEmpty() ? QStringLiteral("the caller failed") : problems.at(0).toString();
    }
    return call;
}

} // namespace

QJsonObject PlacedCall::stream(int leg) const
{
    return sent.value(QLatin1String("streams")).toArray().at(leg).toObject();
}

double PlacedCall::start(int leg) const
{
    return sinceConnect(*this, stream(leg).value(QLatin1String("start_unix_ns")).toDouble() / 1e6);
}

double PlacedCall::end(int leg) const
{
    const QJsonObject json = stream(leg);
    return start(leg) + json.value(QLatin1String("packets")).toDouble() *
                            json.value(QLatin1String("ptime_ms")).toDouble() / 1000;
}

double PlacedCall::over() const
{
    return sinceConnect(*this, sent.value(QLatin1String("end_unix_ns")).toDouble() / 1e6);
}

void CallLab::begin(const QString &name, const QStringList &arguments, bool cisco)
{
    const quint16 port = cisco ? m_recorder.ciscoPort() : m_recorder.siprecPort();
    m_callers[name] = {std::make_unique<CallerProcess>(QStringLiteral("call"), port, arguments),
                       cisco ? 2 : 1};
}

void CallLab::settle()
{
    for (auto &[name, begun] : m_callers) {
        m_placed[name] = outcome(begun.caller->wait());
        m_rows += begun.rows;
    }
    const bool settled = m_recorder.waitForSettled(m_rows);
    const QList<QJsonObject> list = m_recorder.calls();
    for (const auto &[name, begun] : m_callers) {
        PlacedCall &call = m_placed[name];
        auto found = callsWithId(list, call.sent.value(QLatin1String("call_id")).toString());
        if (found.isEmpty()) { // Cisco: the dialog that came first names the call
            found = callsWithId(list, call.sent.value(QLatin1String("far_call_id")).toString());
        }
        if (found.size() == 1) {
            call.recorded = found.first();
        } else if (call.problem.isEmpty()) {
            call.problem = QStringLiteral("%1 times in the call list").arg(found.size());
        }
        if (!settled && call.problem.isEmpty()) {
            call.problem = QStringLiteral("the recorder did not come to rest");
        }
    }
    m_callers.clear();
}

PlacedCall CallLab::place(const QStringList &arguments, bool cisco)
{
    const QString name = QStringLiteral("single %1").arg(++m_single);
    begin(name, arguments, cisco);
    settle();
    return take(name);
}

QString CallLab::close()
{
    if (!m_recorder.running()) {
        return QStringLiteral("the recorder is not running");
    }
    const QString verdict = m_recorder.verify();
    const int code = m_recorder.stop();
    return code == 0 ? verdict : verdict + QStringLiteral("the recorder ended with %1").arg(code);
}

} // namespace tests
