// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/callblocks.h"

#include "console/kit/tr.h"
#include "console/kit/words.h"
#include "console/player/clocktext.h"

#include <QStringList>

#include <algorithm>

namespace console
{

namespace
{
using common::Segment;
using common::StoredCall;

bool samePerson(const Segment &a, const Segment &b)
{
    if (a.party.from != b.party.from) {
        return false;
    }
    if (!a.party.participantId.isEmpty() || !b.party.participantId.isEmpty()) {
        return a.party.participantId == b.party.participantId;
    }
    return a.party.aor == b.party.aor && a.party.number == b.party.number;
}

QString addressOf(const Segment &segment)
{
    if (segment.party.ipAddress.isEmpty()) {
        return {};
    }
    return QStringLiteral("%1 (%2)").arg(segment.party.ipAddress).arg(segment.party.port);
}

BlockLine timeLine(const QString &label, common::WallTime moment, const Formats &formats)
{
    return {label, formats.timeWithSeconds(moment), formats.utc(moment)};
}

InfoBlock infoBlock(const StoredCall &stored, const Formats &formats, common::WallTime now)
{
    const common::FinishedCall &call = stored.call;
    return {Tr::tr("INFO"),
            {{Tr::tr("Tenant"), call.tenant, {}},
             {Tr::tr("Date"), formats.date(call.connectTime, now), formats.utc(call.connectTime)},
             timeLine(Tr::tr("Connect Time"), call.connectTime, formats),
             timeLine(Tr::tr("Disconnect Time"), call.disconnectTime, formats),
             {Tr::tr("Duration"), formats.duration(call.duration), {}}}};
}

InfoBlock partyBlock(const QString &title, const CallParty &party, bool withTimes)
{
    const Segment &segment = party.segment;
    InfoBlock block{title,
                    {{Tr::tr("User"), segment.userName, {}},
                     {Tr::tr("Group"), segment.groupName, {}},
                     {Tr::tr("Phone Number"), segment.party.number, segment.party.aor},
                     {Tr::tr("Phone Name"), segment.party.name, {}},
                     {Tr::tr("Phone Id"), segment.party.participantId, {}},
                     {Tr::tr("Ip-address"), addressOf(segment), {}}}};
    if (withTimes) {
        QStringList spans;
        for (const Span &span : party.present) {
            spans.append(Tr::tr("%1–%2", "stretch of time").arg(clockText(span.begin), clockText(span.end)));
        }
        block.lines.append({Tr::tr("Present"), spans.join(QStringLiteral(", ")), {}});
    }
    return block;
}

InfoBlock recordingBlock(const StoredCall &stored, const Formats &formats)
{
    const common::FinishedCall &call = stored.call;
    InfoBlock block{Tr::tr("RECORDING"), {{Tr::tr("State"), wordOf(call.state).word, {}}}};
    if (!call.reason.isEmpty()) {
        block.lines.append({Tr::tr("Reason"), partialWords(call.reason), call.reason});
    }
    const auto audio = std::find_if(call.files.begin(), call.files.end(), [](const common::MediaFile &file) {
        return file.kind == common::MediaFile::Kind::Audio;
    });
    if (audio != call.files.end()) {
        block.lines.append(
            {Tr::tr("File"),
             Tr::tr("%1, %2", "format, size")
                 .arg(audio->format.toUpper(), formats.locale().formattedDataSize(audio->size)),
             QString::fromLatin1(audio->sha256.toHex())});
    }
    QStringList codecs;
    quint64 packets = 0;
    quint64 lost = 0;
    for (const common::StreamReport &stream : call.streams) {
        if (!stream.codec.isEmpty() && !codecs.contains(stream.codec)) {
            codecs.append(stream.codec);
        }
        packets += stream.packets;
        lost += stream.lost + stream.dropped;
    }
    block.lines.append({Tr::tr("Codec"), codecs.join(QStringLiteral(", ")), {}});
    block.lines.append({Tr::tr("Packets lost"),
                        Tr::tr("%1 of %2", "packets")
                            .arg(formats.number(static_cast<qint64>(lost)),
                                 formats.number(static_cast<qint64>(packets + lost))),
                        {}});
    block.lines.append({Tr::tr("Recorder"), call.recorder, {}});
    block.lines.append({Tr::tr("Interface"), call.interface, call.peer});
    block.lines.append({Tr::tr("Call-ID"), call.protocolCallId, call.sessionId});
    return block;
}

QString causeWords(common::Gap::Cause cause)
{
    switch (cause) {
    case common::Gap::Cause::Loss: return Tr::tr("lost on the network");
    case common::Gap::Cause::Hold: return Tr::tr("on hold");
    case common::Gap::Cause::Interrupted: return Tr::tr("the recorder was down");
    case common::Gap::Cause::Dropped: return Tr::tr("lost by the recorder");
    case common::Gap::Cause::Concealed: break;
    }
    return Tr::tr("lost on the network and filled in");
}

/// Who is heard on a channel: "Anna Smith (101)".
QString whoOn(const QList<CallParty> &parties, int channel)
{
    QStringList names;
    for (const CallParty &party : parties) {
        if (party.segment.channel != channel) {
            continue;
        }
        const QString &user = party.segment.userName;
        const QString name = user.isEmpty() ? party.segment.party.name : user;
        const QString number = party.segment.party.number;
        names.append(name.isEmpty() || number.isEmpty() || name == number
                         ? (name.isEmpty() ? number : name)
                         : QStringLiteral("%1 (%2)").arg(name, number));
    }
    return names.join(QStringLiteral(", "));
}
} // namespace

QString CallParty::shortName() const
{
    for (const QString &name : {segment.party.number, segment.party.name, segment.party.aor}) {
        if (!name.isEmpty()) {
            return name;
        }
    }
    return Tr::tr("unknown");
}

QList<CallParty> partiesOf(const StoredCall &stored)
{
    QList<CallParty> parties;
    for (const Segment &segment : stored.segments) {
        const auto known = std::find_if(parties.begin(), parties.end(), [&segment](const CallParty &party) {
            return samePerson(party.segment, segment);
        });
        const Span span{segment.party.join, segment.party.leave};
        if (known != parties.end()) {
            known->present.append(span);
        } else {
            parties.append({segment, {span}});
        }
    }
    std::stable_sort(parties.begin(), parties.end(), [](const CallParty &a, const CallParty &b) {
        return a.present.first().begin < b.present.first().begin;
    });
    // The first caller, the first called one, then who came later.
    const auto caller = std::find_if(parties.begin(), parties.end(),
                                     [](const CallParty &party) { return party.segment.party.from; });
    if (caller != parties.end()) {
        std::rotate(parties.begin(), caller, caller + 1);
        const auto called = std::find_if(parties.begin(), parties.end(),
                                         [](const CallParty &party) { return !party.segment.party.from; });
        if (called != parties.end()) {
            std::rotate(parties.begin() + 1, called, called + 1);
        }
    }
    return parties;
}

QString captionOf(const StoredCall &stored)
{
    const QList<CallParty> parties = partiesOf(stored);
    const QString unknown = Tr::tr("unknown");
    const bool noCaller = parties.isEmpty() || !parties.first().segment.party.from;
    const QString from = noCaller ? unknown : parties.first().shortName();
    const QString to = noCaller ? (parties.isEmpty() ? unknown : parties.first().shortName())
                                : (parties.size() > 1 ? parties[1].shortName() : unknown);
    return Tr::tr("Call %1 → %2").arg(from, to);
}

QList<InfoBlock> blocksOf(const StoredCall &stored, const Formats &formats, common::WallTime now)
{
    QList<InfoBlock> blocks{infoBlock(stored, formats, now)};
    const QList<CallParty> parties = partiesOf(stored);
    const bool withTimes =
        parties.size() > 2 || std::any_of(parties.begin(), parties.end(),
                                          [](const auto &party) { return party.present.size() > 1; });
    for (qsizetype i = 0; i < parties.size(); ++i) {
        const bool caller = parties[i].segment.party.from;
        const QString title = i == 0 && caller    ? Tr::tr("FROM")
                              : !caller && i <= 1 ? Tr::tr("TO")
                                                  : Tr::tr("PARTY %1").arg(i + 1);
        blocks.append(partyBlock(title, parties[i], withTimes));
    }
    blocks.append(recordingBlock(stored, formats));
    return blocks;
}

QList<PlayerLane> lanesOf(const StoredCall &stored, int channels)
{
    const QList<CallParty> parties = partiesOf(stored);
    if (channels < 2) {
        QStringList names;
        for (const CallParty &party : parties) {
            names.append(party.shortName());
        }
        return {{0, Tr::tr("All parties"), names.join(QStringLiteral(", "))}};
    }
    const auto hasUser = [&parties](int channel) {
        return std::any_of(parties.begin(), parties.end(), [channel](const CallParty &party) {
            return party.segment.channel == channel && party.segment.user.has_value();
        });
    };
    if (hasUser(0) != hasUser(1)) {
        const int agent = hasUser(0) ? 0 : 1;
        return {{agent, Tr::tr("Agent"), whoOn(parties, agent)},
                {1 - agent, Tr::tr("Customer"), whoOn(parties, 1 - agent)}};
    }
    // Two of ours, or none: the caller is the upper one.
    const bool swapped =
        !parties.isEmpty() && parties.first().segment.party.from && parties.first().segment.channel == 1;
    const int upper = swapped ? 1 : 0;
    return {{upper, Tr::tr("Caller"), whoOn(parties, upper)},
            {1 - upper, Tr::tr("Called"), whoOn(parties, 1 - upper)}};
}

QString gapText(const common::Gap &gap, const StoredCall &stored, const Formats &formats)
{
    QString who;
    for (const Segment &segment : stored.segments) {
        if (segment.party.streamIndex == gap.streamIndex) {
            who = CallParty{segment, {}}.shortName();
            break;
        }
    }
    const QString length = formats.number(static_cast<double>(gap.length.count()) / 1000, 1);
    //: place, seconds, party, cause
    return Tr::tr("%1 for %2 s, %3: %4")
        .arg(clockTextTenths(gap.start), length, who.isEmpty() ? Tr::tr("unknown") : who,
             causeWords(gap.cause));
}

QString holdText(const common::CallHold &hold, const Formats &formats)
{
    //: a moment, a person, why
    return Tr::tr("Legal hold since %1 by %2: %3").arg(formats.dateTime(hold.since), hold.by, hold.reason);
}

QString partialWords(const QString &reason)
{
    if (reason == QLatin1String("interrupted")) {
        return Tr::tr("The recorder was down during a part of the call.");
    }
    if (reason == QLatin1String("dropped")) {
        return Tr::tr("The recorder lost a part of the audio.");
    }
    if (reason == QLatin1String("spool-damaged")) {
        return Tr::tr("The end of the recording is damaged.");
    }
    return reason.isEmpty() ? QString() : Tr::tr("Reason: %1").arg(reason);
}

} // namespace console
