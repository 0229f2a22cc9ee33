// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/tr.h"
#include "console/pages/settings/fileformatpage.h"

namespace console
{

using common::FileFormat;

namespace
{

/// A member of the format inside the setting.
template <typename T>
Field<FileFormatSetting> of(T FileFormat::*member, FieldInfo info)
{
    const Field<FileFormat> inner = field(member, std::move(info));
    return {
        inner.info, [get = inner.get](const FileFormatSetting &setting) { return get(setting.format); },
        [set = inner.set](FileFormatSetting &setting, const QVariant &value) { set(setting.format, value); }};
}

bool own(const QVariantMap &values)
{
    return !values.value(QStringLiteral("inherited")).toBool();
}

bool isMp3(const QVariantMap &values)
{
    return own(values) &&
           values.value(QStringLiteral("container")).toInt() == static_cast<int>(FileFormat::Container::Mp3);
}

QList<FieldChoice> bitrates()
{
    QList<FieldChoice> choices;
    for (const int rate : {8, 16, 24, 32, 64}) {
        //: bits per second
        choices.append({rate, Tr::tr("%1 kbps").arg(rate)});
    }
    return choices;
}

Field<FileFormatSetting> inheritField()
{
    return field(
        &FileFormatSetting::inherited,
        {.key = QStringLiteral("inherited"),
         .label = Tr::tr("System default"),
         .kind = EditorKind::Bool,
         .help = Tr::tr("The service provider sets it for all tenants. Untick it to choose a format for "
                        "this tenant alone."),
         .words = Tr::tr("Use the system default")});
}

using Fields = std::vector<Field<FileFormatSetting>>;

void addContainer(Fields &fields)
{
    fields.push_back(
        of(&FileFormat::container,
           {.key = QStringLiteral("container"),
            .label = Tr::tr("File format"),
            .kind = EditorKind::Radio,
            .help = Tr::tr("WAV keeps every sample and is the better source for speech recognition; "
                           "MP3 takes a small part of the space."),
            .required = true,
            .choices = {{static_cast<int>(FileFormat::Container::Wav), Tr::tr("WAV")},
                        {static_cast<int>(FileFormat::Container::Mp3), Tr::tr("MP3")}},
            .enabled = own}));
    fields.push_back(
        of(&FileFormat::channels,
           {.key = QStringLiteral("channels"),
            .label = Tr::tr("Audio format"),
            .kind = EditorKind::Radio,
            .help = Tr::tr("Stereo keeps each side of the call on a channel of its own, so that they can "
                           "be heard and transcribed apart."),
            .required = true,
            .choices = {{static_cast<int>(FileFormat::Channels::Mono), Tr::tr("Mono")},
                        {static_cast<int>(FileFormat::Channels::Stereo), Tr::tr("Stereo")}},
            .enabled = own}));
}

void addFilters(Fields &fields)
{
    fields.push_back(
        of(&FileFormat::agc, {.key = QStringLiteral("agc"),
                              .label = Tr::tr("AGC"),
                              .kind = EditorKind::Bool,
                              .help = Tr::tr("Brings both sides of the call to a similar loudness."),
                              .words = Tr::tr("Enable the Automatic Gain Control (AGC) filter"),
                              .enabled = own}));
    fields.push_back(
        of(&FileFormat::agcMaxGain,
           {.key = QStringLiteral("agcMaxGain"),
            .label = Tr::tr("AGC maximum gain level"),
            .kind = EditorKind::Decimal,
            .help = Tr::tr("The most that the filter may amplify. It keeps faint noise from being raised "
                           "to the loudness of speech. Default: 3.0"),
            .required = true,
            .minimum = 1,
            .maximum = 10,
            .enabled = [](const QVariantMap &values) {
                return own(values) && values.value(QStringLiteral("agc")).toBool();
            }}));
    fields.push_back(
        of(&FileFormat::plc,
           {.key = QStringLiteral("plc"),
            .label = Tr::tr("PLC"),
            .kind = EditorKind::Bool,
            .help = Tr::tr("Fills the short gaps that lost packets leave, as long as less than about 5% "
                           "are lost. Without it such gaps are heard as clicks."),
            .words = Tr::tr("Enable the Packet Loss Concealment (PLC) filter"),
            .enabled = own}));
}

void addMp3(Fields &fields)
{
    fields.push_back(
        of(&FileFormat::mp3Bitrate,
           {.key = QStringLiteral("mp3Bitrate"),
            .label = Tr::tr("MP3 bitrate"),
            .kind = EditorKind::Radio,
            .help = Tr::tr("For each channel and each 8000 Hz of sample rate: a stereo file of 16000 Hz "
                           "has four times this rate. Default: 16"),
            .required = true,
            .choices = bitrates(),
            .enabled = isMp3}));
    fields.push_back(of(&FileFormat::mp3Quality,
                        {.key = QStringLiteral("mp3Quality"),
                         .label = Tr::tr("MP3 quality"),
                         .kind = EditorKind::Int,
                         .help = Tr::tr("0 compresses best and slowest, 9 is fastest. Default: 5"),
                         .required = true,
                         .minimum = 0,
                         .maximum = 9,
                         .enabled = isMp3}));
}

} // namespace

std::vector<Field<FileFormatSetting>> fileFormatFields(bool canInherit)
{
    Fields fields;
    if (canInherit) {
        fields.push_back(inheritField());
    }
    addContainer(fields);
    addFilters(fields);
    addMp3(fields);
    return fields;
}

} // namespace console
