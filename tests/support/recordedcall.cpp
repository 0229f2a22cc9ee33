// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/recordedcall.h"

#include <QJsonArray>

namespace tests
{

namespace
{

qint64 sumOverStreams(const QJsonObject &json, const QString &key)
{
    qint64 sum = 0;
    for (const QJsonValue stream : json.value(QLatin1String("streams")).toArray()) {
        sum += stream.toObject().value(key).toInteger();
    }
    return sum;
}

} // namespace

QStringList RecordedCall::flags() const
{
    QStringList flags;
    for (const QJsonValue flag : m_json.value(QLatin1String("flags")).toArray()) {
        flags.append(flag.toString());
    }
    return flags;
}

qint64 RecordedCall::packets() const
{
    return sumOverStreams(m_json, QStringLiteral("packets"));
}

qint64 RecordedCall::lost() const
{
    return sumOverStreams(m_json, QStringLiteral("lost"));
}

qint64 RecordedCall::dropped() const
{
    return sumOverStreams(m_json, QStringLiteral("dropped"));
}

double RecordedCall::gapSeconds(const QString &cause, int stream) const
{
    double sum = 0;
    for (const QJsonValue value : m_json.value(QLatin1String("gaps")).toArray()) {
        const QJsonObject gap = value.toObject();
        if (gap.value(QLatin1String("cause")).toString() == cause &&
            gap.value(QLatin1String("stream")).toInt() == stream) {
            sum += gap.value(QLatin1String("length")).toDouble() / 1000;
        }
    }
    return sum;
}

double RecordedCall::toneSeconds(int channel, double hertz) const
{
    const auto audio = decodeFile(file());
    if (!audio || static_cast<int>(audio->channels.size()) <= channel) {
        return -1;
    }
    double sum = 0;
    for (const Span &span : findTone(audio->channels[static_cast<size_t>(channel)], audio->rate, hertz)) {
        sum += span.seconds();
    }
    return sum;
}

QList<RecordedCall> callsWithId(const QList<QJsonObject> &calls, const QString &protocolCallId)
{
    QList<RecordedCall> found;
    for (const QJsonObject &json : calls) {
        if (json.value(QLatin1String("protocolCallId")).toString() == protocolCallId) {
            found.append(RecordedCall(json));
        }
    }
    return found;
}

} // namespace tests
