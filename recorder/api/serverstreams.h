// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/apimailbox.h"
#include "recorder/api/apioptions.h"
#include "recorder/api/dispatcher.h"
#include "recorder/api/streamwakes.h"
#include "recorder/api/userloads.h"

#include <map>

namespace earshot::v1
{
class Frame;
class Open;
} // namespace earshot::v1

namespace recorder
{

/// What all connections of a listener share. Outlives them.
struct ApiShared {
    ApiOptions options;
    std::shared_ptr<const Dispatcher> dispatcher;
    std::shared_ptr<ApiMailbox> mailbox;
    std::shared_ptr<ApiCounters> counters;
    std::shared_ptr<StreamWakes> wakes;
    std::shared_ptr<UserLoads> loads;
};

/// The calls of one connection, the server's side: opens them, carries answers out, asks sources while credit
/// and socket allow. Small messages go before large ones. rpc thread; knows frames but no socket.
class ServerStreams : public QObject
{
    Q_OBJECT
public:
    struct Link {
        std::function<void(const QByteArray &)> write; ///< a whole frame
        std::function<qint64()> queued;                ///< bytes that the socket has not sent
        std::function<void()> flush{}; ///< sends now what was written, not when the event loop comes to it
    };
    struct Peer {
        quint64 connection = 0;
        QString address;
        std::shared_ptr<const Actor> actor{}; ///< null: not signed in
        QString sessionId{};
    };

    ServerStreams(const ApiShared &shared, Peer peer, Link link, QObject *parent);
    ~ServerStreams() override;

    /// A frame with a stream id. An error: the client broke the protocol.
    common::Status take(const earshot::v1::Frame &frame);
    /// Sends what may be sent: after the socket has sent some.
    void pump();
    /// The source of a stream has something new; goOn() follows. False: that was known of another stream.
    bool rouse(quint32 stream);
    /// Sends what the roused streams have.
    void goOn();
    void expire(common::MonoTime now);
    void signIn(std::shared_ptr<const Actor> actor, const QString &sessionId);
    const Peer &peer() const { return m_peer; }
    /// Null before sign-in.
    QUuid user() const { return m_peer.actor ? UserLoads::keyOf(*m_peer.actor) : QUuid(); }
    /// A public call that is not answered yet: a sign-in that waits for its turn.
    bool answering() const;
    /// Each call gets this as its end; sources stop.
    void endAll(const common::Error &error);
    /// No frame may be sent any more.
    void dropAll();

Q_SIGNALS:
    void moreTimeAsked(std::chrono::milliseconds span);
    void signInAsked(std::shared_ptr<const recorder::Actor> actor, const QString &sessionId);
    void signOutAsked();

private:
    class Port;
    struct Call {
        std::shared_ptr<Port> port;
        std::shared_ptr<StreamSource> source; ///< null: unary
        common::SendCredit credit{};
        std::optional<common::MonoTime> deadline{};
        bool isPublic = false;
        bool ready = true;     ///< the source may have something
        bool bulk = false;     ///< its last message was a large one
        bool ended = false;    ///< unary: the client has its End, the handler still works and so counts
        bool signsOut = false; ///< the session ends with the answer
        QUuid media{};         ///< whose load it is part of; null = no media
    };
    using Calls = std::map<quint32, Call>;

    common::Status open(quint32 stream, const earshot::v1::Open &open);
    /// Why a call is not given to its handler.
    std::optional<common::Error> refusal(const earshot::v1::Open &open,
                                         const Dispatcher::Method *method) const;
    void dispatch(quint32 stream, const Dispatcher::Method &method, const earshot::v1::Open &open);
    void answer(quint32 stream, const common::Result<QByteArray> &message);
    void signOut(quint32 stream);
    /// True: it had a message.
    bool step(Calls::iterator call);
    bool stepBulk();
    /// End to the client, then the record goes; a unary call's stays until its handler has answered.
    void end(Calls::iterator call, const common::Status &status);
    /// The client waits no more: cancelled, deadline, session gone.
    void stop(Calls::iterator call, const common::Error &error);
    void erase(Calls::iterator call);
    void sendEnd(quint32 stream, const common::Status &status);

    const ApiShared &m_shared;
    Peer m_peer;
    Link m_link;
    Calls m_calls;
    quint32 m_lastStream = 0;
    quint32 m_lastBulk = 0;
    int m_opens = 0;
    bool m_roused = false;
};

} // namespace recorder
