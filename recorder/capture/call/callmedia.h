// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/rtp/mediaengine.h"

#include "common/core/result.h"

#include <QList>
#include <QUuid>

#include <optional>

namespace recorder
{

/// The dialog on whose behalf streams change.
struct MediaLeg {
    QUuid row; ///< its row in the ledger
    SipProfile profile = SipProfile::Siprec;
    QHostAddress peer;
    int ciscoStream = -1; ///< Cisco: 0 = the near party's dialog, 1 = the far one's; else -1
};

/// One stream of a call, its socket and what is to be done for it.
struct CallStream {
    enum class Order { None, Attach, Relock, Detach };

    QUuid leg;
    StreamDocument document;
    MediaPort port; ///< port.port 0 = has none
    StreamLock lock;
    MediaDirection firstDirection = MediaDirection::SendRecv;
    std::optional<CryptoAttribute> ownCrypto;
    Order order = Order::None;
    bool dirty = true; ///< the document is not in the journal yet

    /// Changes a field of the document.
    template <typename T>
    void assign(T &field, const T &value)
    {
        dirty = dirty || !(field == value);
        field = value;
    }
    bool isLive() const { return !document.removed && port.port != 0; }
    /// Packets should be coming.
    bool expectsPackets() const { return isLive() && !document.held; }
};

/// The streams of one call. Offers are worked out first (ports are reserved, nothing is told), commit() then
/// tells the media engine and the journal. Lives on the SIP thread.
class CallMedia
{
public:
    explicit CallMedia(MediaEngine &engine)
        : m_engine(engine)
    {
    }

    /// Answers an offer, line by line. `mixedLines` are the lines that carry several participants. With
    /// `first` a lack of ports is Unavailable for all, later it only refuses the line.
    common::Result<QList<MediaAnswer>> applyOffer(const MediaLeg &leg, const SessionDescription &offer,
                                                  const QList<int> &mixedLines, bool first);
    /// One audio line with everything we decode, for an INVITE without SDP.
    common::Status addOfferedStream(const MediaLeg &leg);
    /// The lines to offer when the peer asks for it: those of addOfferedStream, or of the session as it is.
    QList<MediaLine> offerLines(const MediaLeg &leg) const;
    /// The answer to our offer, from the ACK.
    void applyAnswer(const MediaLeg &leg, const SessionDescription &answer);
    void removeLeg(const QUuid &leg);
    /// Takes back what applyOffer or addOfferedStream made for a dialog that is refused, before any commit.
    void dropLeg(const QUuid &leg);
    /// What metadata says later about lines; channels stay as they are.
    void setMixed(const QUuid &leg, const QList<int> &mixedLines);

    /// Writes documents that changed and gives the orders, in the order of streams. True when there were any.
    bool commit(MediaCall call);
    /// After a restart: writes every document and attaches every live stream again.
    void markAll();
    void adopt(CallStream stream) { m_streams.append(std::move(stream)); }

    const QList<CallStream> &streams() const { return m_streams; }
    /// The lines of a dialog as the party resolver wants them, when a request brought no SDP.
    SessionDescription describe(const QUuid &leg) const;
    /// The live stream of a line, -1 = none.
    int streamOfLine(const QUuid &leg, int line) const;

private:
    struct LineContext {
        const MediaLeg &leg;
        const MediaLine &line;
        int position;
        bool mixed;
        bool besides = false; ///< a mixed line of this offer stands beside those of the parties
    };
    QList<StreamDocument> documents(const QUuid *leg) const;
    CallStream *find(int index);
    CallStream *create(const LineContext &context);
    int nextIndex(const MediaLeg &leg) const;
    common::Status ensurePort(CallStream &stream, SipProfile profile);
    common::Result<MediaAnswer> answerLine(CallStream &stream, const LineContext &context);
    bool agreeOnKeys(CallStream &stream, const MediaLine &line, StreamLock &lock);
    void refuse(CallStream &stream, const QString &problem);
    void remove(CallStream &stream);
    void takeLock(CallStream &stream, const StreamLock &lock);
    void dropPort(CallStream &stream);

    MediaEngine &m_engine;
    QList<CallStream> m_streams;
};

} // namespace recorder
