// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/call/admission.h"
#include "recorder/capture/call/callroom.h"
#include "recorder/capture/captureevents.h"
#include "recorder/signalling/metadataparser.h"
#include "recorder/signalling/sdpparser.h"
#include "tests/support/fakeclock.h"
#include "tests/support/fakeledger.h"
#include "tests/support/fakemediaengine.h"

#include <QTemporaryDir>

namespace tests
{

class HeardEvents final : public recorder::CaptureEvents
{
public:
    QList<common::CallId> started;
    QList<common::CallId> changed;
    QList<common::CallId> ended;
    QStringList paths;
    QList<recorder::ActiveCall> told; ///< each of the two above, as it was told
    void callStarted(const recorder::ActiveCall &call) override
    {
        started.append(call.id);
        told.append(call);
    }
    void callChanged(const recorder::ActiveCall &call) override
    {
        changed.append(call.id);
        told.append(call);
    }
    void callEnded(const common::CallId &id, const QString &path) override
    {
        ended.append(id);
        paths.append(path);
    }
};

/// A call room with everything around it faked; posted functions run when run() is called, or at once.
class RoomFixture
{
public:
    RoomFixture() { makeRoom(); }

    FakeMediaEngine media;
    FakeLedger ledger;
    HeardEvents events;
    FakeClock clock;
    recorder::Admission admission{limits()};
    recorder::CallRoomOptions options;
    std::unique_ptr<recorder::CallRoom> room;
    QList<recorder::SessionReply> replies; ///< in the order of arrival
    QList<recorder::DialogNumber> hungUp;
    QList<std::pair<recorder::DialogNumber, recorder::DialogState>> restored;
    QString tenant = QStringLiteral("acme");
    common::TenantId tenantId{}; ///< null: as before ids were kept
    std::optional<common::SealingKey> tenantKey;
    bool keyLost = false;

    static recorder::Admission::Limits limits()
    {
        recorder::Admission::Limits limits;
        limits.maxCalls = 5;
        limits.retryAfter = 7;
        limits.retryAfterDraining = 33;
        return limits;
    }

    /// A new run of the program on the same ledger; the engine of before is gone with its sockets.
    void restart()
    {
        room.reset();
        m_queue.clear();
        media.reserved.clear();
        hungUp.clear();
        makeRoom();
    }

    recorder::SessionRequest request(const QByteArray &method, recorder::DialogNumber dialog) const
    {
        recorder::SessionRequest request;
        request.dialog = dialog;
        request.method = method;
        request.peer = QHostAddress(QStringLiteral("10.1.0.7"));
        request.local = QHostAddress(QStringLiteral("10.1.0.1"));
        request.state.callId = "rs-" + QByteArray::number(dialog) + "@10.1.0.7";
        request.state.remoteTag = "r" + QByteArray::number(dialog);
        request.state.remoteCSeq = 1;
        request.from = "<sip:src@10.1.0.7>;tag=r" + QByteArray::number(dialog);
        request.raw = method + " raw " + QByteArray::number(dialog);
        return request;
    }
    static void add(recorder::SessionRequest &request, const QByteArray &sdp, const QByteArray &metadata = {})
    {
        if (!sdp.isEmpty()) {
            request.sdp = recorder::parseSdp(sdp).value();
        }
        if (!metadata.isEmpty()) {
            request.metadata = recorder::parseMetadata(metadata);
        }
    }
    void offer(recorder::DialogNumber dialog, const QByteArray &sdp, const QByteArray &metadata = {})
    {
        recorder::SessionRequest invite = request("INVITE", dialog);
        add(invite, sdp, metadata);
        offer(invite);
    }
    void offer(const recorder::SessionRequest &invite)
    {
        room->offered(invite, [this](const recorder::SessionReply &reply) { replies.append(reply); });
        run();
    }
    void change(recorder::DialogNumber dialog, const QByteArray &sdp, const QByteArray &metadata = {},
                const QByteArray &method = "INVITE")
    {
        recorder::SessionRequest again = request(method, dialog);
        add(again, sdp, metadata);
        change(again);
    }
    void change(const recorder::SessionRequest &again)
    {
        room->changed(again, [this](const recorder::SessionReply &reply) { replies.append(reply); });
        run();
    }
    void bye(recorder::DialogNumber dialog, const QByteArray &metadata = {})
    {
        recorder::SessionRequest bye = request("BYE", dialog);
        add(bye, {}, metadata);
        room->ended(dialog, recorder::EndCause::Bye, bye);
        run();
    }
    /// Time passes as the application sees it: a tick each second. `speaking` streams of the last call get
    /// packets.
    void pass(int seconds, const QList<int> &speaking = {})
    {
        for (int i = 0; i < seconds; ++i) {
            clock.advance(std::chrono::seconds(1));
            for (const int stream : speaking) {
                media.hear(static_cast<recorder::MediaCall>(media.calls.size()), stream, clock.mono(), 50);
            }
            room->tick();
            run();
        }
    }
    void run()
    {
        while (!m_queue.isEmpty()) {
            m_queue.takeFirst()();
        }
    }

    static QByteArray sdp(const QByteArrayList &lines, const QByteArray &address = "10.1.0.7")
    {
        return "v=0\r\no=src 1 1 IN IP4 10.1.0.7\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\n" +
               lines.join();
    }
    static QByteArray audio(int port, const QByteArray &label, const QByteArray &more = "a=sendonly\r\n",
                            const QByteArray &formats = "0 8 101")
    {
        QByteArray line = "m=audio " + QByteArray::number(port) + " RTP/AVP " + formats + "\r\n";
        if (formats.contains("101")) {
            line += "a=rtpmap:101 telephone-event/8000\r\n";
        }
        return line + (label.isEmpty() ? QByteArray() : "a=label:" + label + "\r\n") + more;
    }
    struct Who {
        QByteArray id;
        QByteArray aor;
        QByteArrayList sends;
    };
    /// Streams are named after their labels: "1" is stream s1.
    static QByteArray metadata(const QList<Who> &parties, const QByteArrayList &labels,
                               const QByteArray &mode = "complete", const QByteArray &session = "sess-1",
                               const QByteArray &more = {})
    {
        QByteArray xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<recording "
                         "xmlns=\"urn:ietf:params:xml:ns:recording:1\"><datamode>" +
                         mode + "</datamode><group group_id=\"grp-1\"/><session session_id=\"" + session +
                         "\"><group-ref>grp-1</group-ref></session>";
        for (const Who &who : parties) {
            xml += "<participant participant_id=\"" + who.id + "\"><nameID aor=\"" + who.aor + "\"><name>N " +
                   who.id + "</name></nameID></participant>";
        }
        for (const QByteArray &label : labels) {
            xml += "<stream stream_id=\"s" + label + "\" session_id=\"" + session + "\"><label>" + label +
                   "</label></stream>";
        }
        for (const Who &who : parties) {
            xml += "<participantsessionassoc participant_id=\"" + who.id + "\" session_id=\"" + session +
                   "\"/><participantstreamassoc participant_id=\"" + who.id + "\">";
            for (const QByteArray &label : who.sends) {
                xml += "<send>s" + label + "</send>";
            }
            xml += "</participantstreamassoc>";
        }
        return xml + more + "</recording>";
    }
    static QByteArray twoLines() { return sdp({audio(40000, "1"), audio(40002, "2")}); }
    static QByteArray twoParties()
    {
        return metadata({{"p1", "sip:4001@pbx.example", {"1"}}, {"p2", "tel:+15550100", {"2"}}}, {"1", "2"});
    }

private:
    void makeRoom()
    {
        options.spoolFolder = m_folder.path() + QStringLiteral("/spool");
        options.recorderName = QStringLiteral("rec-a");
        recorder::CallRoomServices services;
        services.post = [this](std::function<void()> task) { m_queue.append(std::move(task)); };
        services.tenantOf =
            [this](const recorder::SessionRequest &request) -> std::optional<common::TenantRef> {
            return request.peer == QHostAddress(QStringLiteral("10.9.9.9"))
                       ? std::nullopt
                       : std::optional(common::TenantRef(tenant, tenantId));
        };
        services.tenantKey = [this](const common::TenantRef &of) {
            return of == common::TenantRef(tenant, tenantId) ? tenantKey
                                                             : std::optional<common::SealingKey>();
        };
        services.seal = [](const QByteArray &plain, const QByteArray &context) -> common::Result<QByteArray> {
            return "sealed:" + context + ':' + plain.toHex();
        };
        services.unseal = [this](const QByteArray &sealed,
                                 const QByteArray &context) -> common::Result<QByteArray> {
            const QByteArray head = "sealed:" + context + ':';
            if (keyLost || !sealed.startsWith(head)) {
                return common::fail(common::ErrorCode::Invalid, QStringLiteral("not sealed here"));
            }
            return QByteArray::fromHex(sealed.mid(head.size()));
        };
        services.restore = [this](recorder::DialogNumber dialog, const recorder::DialogState &state) {
            restored.append({dialog, state});
        };
        services.hangUp = [this](recorder::DialogNumber dialog, const QByteArray &) {
            hungUp.append(dialog);
            room->ended(dialog, recorder::EndCause::Shutdown, std::nullopt); // as the real one does
        };
        room = std::make_unique<recorder::CallRoom>(
            recorder::CallRoom::Parts{media, ledger, events, admission, clock}, services, options);
    }

    QTemporaryDir m_folder;
    QList<std::function<void()>> m_queue;
};

} // namespace tests
