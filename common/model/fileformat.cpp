// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/model/fileformat.h"

#include <QList>

namespace common
{

namespace
{

tl::unexpected<Error> invalid(const QString &key, const QString &what)
{
    return fail(ErrorCode::Invalid, QStringLiteral("file format: %1 %2").arg(key, what),
                {{key, QStringLiteral("invalid")}});
}

Status readChoice(const QJsonValue &value, const QString &key, FileFormat &format)
{
    const QString text = value.toString();
    if (key == QLatin1String("container") && (text == QLatin1String("mp3") || text == QLatin1String("wav"))) {
        format.container =
            text == QLatin1String("mp3") ? FileFormat::Container::Mp3 : FileFormat::Container::Wav;
    } else if (key == QLatin1String("channels") &&
               (text == QLatin1String("mono") || text == QLatin1String("stereo"))) {
        format.channels =
            text == QLatin1String("mono") ? FileFormat::Channels::Mono : FileFormat::Channels::Stereo;
    } else {
        return invalid(key, QStringLiteral("has no choice '%1'").arg(text));
    }
    return {};
}

Status readNumber(const QJsonValue &value, const QString &key, FileFormat &format)
{
    const double number = value.toDouble(-1);
    if (key == QLatin1String("agcMaxGain") && number >= 1.0 && number <= 10.0) {
        format.agcMaxGain = number;
    } else if (key == QLatin1String("mp3Bitrate") &&
               QList<int>{8, 16, 24, 32, 64}.contains(value.toInt(-1))) {
        format.mp3Bitrate = value.toInt();
    } else if (key == QLatin1String("mp3Quality") && value.toInt(-1) >= 0 && value.toInt(-1) <= 9) {
        format.mp3Quality = value.toInt();
    } else {
        return invalid(key, QStringLiteral("is out of range: %1").arg(number));
    }
    return {};
}

Status readMember(const QJsonValue &value, const QString &key, FileFormat &format)
{
    if (key == QLatin1String("agc") || key == QLatin1String("plc")) {
        if (!value.isBool()) {
            return invalid(key, QStringLiteral("is not true or false"));
        }
        (key == QLatin1String("agc") ? format.agc : format.plc) = value.toBool();
        return {};
    }
    if (key == QLatin1String("container") || key == QLatin1String("channels")) {
        return readChoice(value, key, format);
    }
    return readNumber(value, key, format);
}

} // namespace

Result<FileFormat> fileFormatFromJson(const QJsonObject &json)
{
    FileFormat format;
    for (auto it = json.begin(); it != json.end(); ++it) {
        Status status = readMember(it.value(), it.key(), format);
        if (!status) {
            return propagate(status);
        }
    }
    return format;
}

QJsonObject toJson(const FileFormat &format)
{
    const bool mp3 = format.container == FileFormat::Container::Mp3;
    const bool stereo = format.channels == FileFormat::Channels::Stereo;
    return {{QStringLiteral("container"), mp3 ? QStringLiteral("mp3") : QStringLiteral("wav")},
            {QStringLiteral("channels"), stereo ? QStringLiteral("stereo") : QStringLiteral("mono")},
            {QStringLiteral("agc"), format.agc},
            {QStringLiteral("agcMaxGain"), format.agcMaxGain},
            {QStringLiteral("plc"), format.plc},
            {QStringLiteral("mp3Bitrate"), format.mp3Bitrate},
            {QStringLiteral("mp3Quality"), format.mp3Quality}};
}

} // namespace common
