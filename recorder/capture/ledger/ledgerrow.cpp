// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/ledger/ledgerrow.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>

namespace recorder
{

namespace
{

struct StateName {
    LedgerState state;
    const char *key;
    int rank; ///< how far on its way: a row never goes to a lower one, nor between two of the last
};
constexpr std::array kStates{
    StateName{LedgerState::Accepted, "accepted", 0},   StateName{LedgerState::Ended, "ended", 1},
    StateName{LedgerState::Finalised, "finalised", 2}, StateName{LedgerState::Stored, "stored", 3},
    StateName{LedgerState::Partial, "partial", 3},     StateName{LedgerState::Excluded, "excluded", 3},
};

const StateName &entryOf(LedgerState state)
{
    return kStates[static_cast<std::size_t>(state)];
}

/// SIP tokens are bytes, mostly ASCII: Latin-1 keeps each of them.
QString text(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes);
}
QByteArray bytes(const QJsonValue &value)
{
    return value.toString().toLatin1();
}

} // namespace

QString keyOf(LedgerState state)
{
    return QLatin1String(entryOf(state).key);
}

std::optional<LedgerState> ledgerStateFromKey(const QString &key)
{
    for (const StateName &entry : kStates) {
        if (key == QLatin1String(entry.key)) {
            return entry.state;
        }
    }
    return std::nullopt;
}

bool mayAdvance(LedgerState from, LedgerState to)
{
    return from == to || entryOf(from).rank < entryOf(to).rank;
}

bool isSettled(LedgerState state)
{
    return entryOf(state).rank == entryOf(LedgerState::Stored).rank;
}

QString compactJson(const QJsonObject &object)
{
    return object.isEmpty() ? QString()
                            : QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject jsonObject(const QString &json)
{
    return QJsonDocument::fromJson(json.toUtf8()).object();
}

QJsonObject toJson(const DialogState &dialog)
{
    QJsonArray routes;
    for (const QByteArray &route : dialog.routeSet) {
        routes.append(text(route));
    }
    return {
        {QStringLiteral("callId"), text(dialog.callId)},
        {QStringLiteral("localTag"), text(dialog.localTag)},
        {QStringLiteral("remoteTag"), text(dialog.remoteTag)},
        {QStringLiteral("localUri"), text(dialog.localUri)},
        {QStringLiteral("remoteUri"), text(dialog.remoteUri)},
        {QStringLiteral("remoteTarget"), text(dialog.remoteTarget)},
        {QStringLiteral("routeSet"), routes},
        {QStringLiteral("remoteCSeq"), qint64{dialog.remoteCSeq}},
        {QStringLiteral("localCSeq"), qint64{dialog.localCSeq}},
        {QStringLiteral("profile"), static_cast<int>(dialog.profile)},
        {QStringLiteral("transport"), static_cast<int>(dialog.transport)},
        {QStringLiteral("sessionExpires"), dialog.sessionExpires},
    };
}

DialogState dialogFromJson(const QJsonObject &json)
{
    DialogState dialog;
    dialog.callId = bytes(json.value(QLatin1String("callId")));
    dialog.localTag = bytes(json.value(QLatin1String("localTag")));
    dialog.remoteTag = bytes(json.value(QLatin1String("remoteTag")));
    dialog.localUri = bytes(json.value(QLatin1String("localUri")));
    dialog.remoteUri = bytes(json.value(QLatin1String("remoteUri")));
    dialog.remoteTarget = bytes(json.value(QLatin1String("remoteTarget")));
    const QJsonArray routes = json.value(QLatin1String("routeSet")).toArray();
    for (const QJsonValue &route : routes) {
        dialog.routeSet.append(bytes(route));
    }
    dialog.remoteCSeq = static_cast<quint32>(json.value(QLatin1String("remoteCSeq")).toInteger());
    dialog.localCSeq = static_cast<quint32>(json.value(QLatin1String("localCSeq")).toInteger());
    dialog.profile = json.value(QLatin1String("profile")).toInt() == static_cast<int>(SipProfile::CiscoForked)
                         ? SipProfile::CiscoForked
                         : SipProfile::Siprec;
    const int transport = json.value(QLatin1String("transport")).toInt();
    dialog.transport = transport == static_cast<int>(SipTransport::Tls)   ? SipTransport::Tls
                       : transport == static_cast<int>(SipTransport::Tcp) ? SipTransport::Tcp
                                                                          : SipTransport::Udp;
    dialog.sessionExpires = json.value(QLatin1String("sessionExpires")).toInt();
    return dialog;
}

} // namespace recorder
