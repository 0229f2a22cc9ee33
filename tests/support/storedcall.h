// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/callrecords.h"

#include <QCryptographicHash>

namespace tests
{

/// A call of 60 s from outside to a user of ours, as the recorder would tell it.
inline common::StoredCall aStoredCall(const QByteArray &audio = QByteArray("sound"))
{
    using std::chrono::milliseconds;
    common::StoredCall stored;
    common::FinishedCall &call = stored.call;
    call.id = common::CallId::fromString(QStringLiteral("01890a5d-ac96-774b-bcce-b302099a8057"));
    call.tenant = QStringLiteral("Flexus");
    call.connectTime = common::wallFromUnixMs(1700000000123);
    call.disconnectTime = common::wallFromUnixMs(1700000060123);
    call.duration = milliseconds(60000);
    call.recorder = QStringLiteral("rec1");
    call.interface = QStringLiteral("siprec");
    call.peer = QStringLiteral("192.0.2.1:5060");
    call.protocolCallId = QStringLiteral("abc@192.0.2.1");
    common::MediaFile file;
    file.format = QStringLiteral("mp3");
    file.size = audio.size();
    file.sha256 = QCryptographicHash::hash(audio, QCryptographicHash::Sha256);
    call.files = {file};
    const auto segment = [&](int channel, bool from, const QString &number, const QString &name) {
        common::Segment s;
        s.party.participantId = number;
        s.party.number = number;
        s.party.aor = QStringLiteral("sip:%1@pbx.example").arg(number);
        s.party.name = name;
        s.party.ipAddress = QStringLiteral("192.168.1.%1").arg(40 + channel);
        s.party.port = 5070;
        s.party.from = from;
        s.party.streamIndex = channel;
        s.party.leave = milliseconds(60000);
        s.channel = channel;
        return s;
    };
    stored.segments = {segment(0, true, QStringLiteral("281558487"), QString()),
                       segment(1, false, QStringLiteral("300"), QStringLiteral("Justin's phone"))};
    stored.segments[1].user =
        common::UserId::fromString(QStringLiteral("01890a5d-ac96-774b-bcce-b302099a8058"));
    stored.segments[1].userName = QStringLiteral("Justin Amado");
    stored.segments[1].groupName = QStringLiteral("Users");
    for (const common::Segment &s : stored.segments) {
        call.participants.append(s.party);
    }
    return stored;
}

} // namespace tests
