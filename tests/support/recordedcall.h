// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/audiocheck.h"

#include <QJsonObject>
#include <QList>
#include <QString>

namespace tests
{

/// What the call list says of a call, with the looks into it that fault tests need.
class RecordedCall
{
public:
    explicit RecordedCall(QJsonObject json)
        : m_json(std::move(json))
    {
    }

    QString protocolCallId() const { return m_json.value(QLatin1String("protocolCallId")).toString(); }
    QString state() const { return m_json.value(QLatin1String("state")).toString(); }
    QString reason() const { return m_json.value(QLatin1String("reason")).toString(); }
    QString file() const { return m_json.value(QLatin1String("file")).toString(); }
    double seconds() const { return m_json.value(QLatin1String("duration")).toDouble() / 1000; }
    QStringList flags() const;
    qint64 packets() const; ///< over all streams
    qint64 lost() const;    ///< by the network, as counted by sequence numbers
    qint64 dropped() const; ///< by the recorder
    /// Sum of the listed gaps of a cause on one stream, in seconds.
    double gapSeconds(const QString &cause, int stream) const;

    /// How long the tone is on in the channel, in seconds; -1 when the file cannot be decoded.
    double toneSeconds(int channel, double hertz) const;

    const QJsonObject &json() const { return m_json; }

private:
    QJsonObject m_json;
};

/// The entries of a call list with this SIP Call-ID.
QList<RecordedCall> callsWithId(const QList<QJsonObject> &calls, const QString &protocolCallId);

} // namespace tests
