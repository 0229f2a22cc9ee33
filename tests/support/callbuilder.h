// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/recording.h"

#include <QString>

namespace tests
{

/// A finished call with two parties, two streams and three files; change what the test is about.
inline common::FinishedCall aCall(const QString &tenant, const QString &from, const QString &to)
{
    using std::chrono::milliseconds;
    common::FinishedCall call;
    call.id = common::CallId::generate();
    call.tenant = tenant;
    call.connectTime = common::wallFromUnixMs(common::toUnixMs(common::momentOf(call.id.uuid())));
    call.disconnectTime = call.connectTime + milliseconds(47000);
    call.duration = milliseconds(47003);
    call.recorder = QStringLiteral("host-a");
    call.interface = QStringLiteral("siprec");
    call.peer = QStringLiteral("192.0.2.7");
    call.protocolCallId = QStringLiteral("k3j2@192.0.2.7");
    call.sessionId = QStringLiteral("c2Vzc2lvbg==");
    const auto party = [](const QString &number, int stream, bool calling) {
        return common::Participant{QStringLiteral("p%1").arg(stream),
                                   number,
                                   QStringLiteral("sip:%1@pbx.example.com").arg(number),
                                   QString(),
                                   QStringLiteral("198.51.100.%1").arg(10 + stream),
                                   5070,
                                   stream,
                                   calling,
                                   milliseconds(0),
                                   milliseconds(47003)};
    };
    call.participants = {party(from, 0, true), party(to, 1, false)};
    call.streams = {{0, QStringLiteral("1"), QStringLiteral("PCMU"), 0, false, 2350, 3, 1, 0, 0, 0},
                    {1, QStringLiteral("2"), QStringLiteral("G729"), 1, false, 2349, 0, 0, 0, 0, 2}};
    call.gaps = {{0, common::Gap::Cause::Loss, milliseconds(1000), milliseconds(60)}};
    const QString base = QStringLiteral("2026/11/") + call.id.toString();
    call.files = {{common::MediaFile::Kind::Audio, base + QStringLiteral(".mp3"), 188012, QByteArray(32, 'a'),
                   QStringLiteral("mp3")},
                  {common::MediaFile::Kind::Peaks, base + QStringLiteral(".peaks"), 9400, QByteArray(32, 'b'),
                   QStringLiteral("peaks")},
                  {common::MediaFile::Kind::Signalling, base + QStringLiteral(".sip"), 3001,
                   QByteArray(32, '\xff'), QStringLiteral("sip")}};
    return call;
}

} // namespace tests
