// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/dialog.h"
#include "tests/load/options.h"
#include "tests/load/rtpsender.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tests
{

/// One side of a call: where it sends from and what it says.
struct Leg {
    std::string label;
    AudioPtr audio;
    int toneHertz = 0;
    int socket = -1;
    std::uint16_t port = 0;
    bool sends = true;
    StreamPlan plan;
    std::string file;   ///< with --write-sent: the WAV with what this leg says
    int takesOver = -1; ///< after a transfer: speaks on this leg's line in its place
};

struct CallSetup {
    std::size_t number = 0;
    Party from;
    Party to;
    std::vector<Leg> legs;
    double seconds = 0;
};

enum class CallState { Idle, Inviting, Talking, Ending, Done, Failed };

/// One recorded call: the dialog (Cisco: the two dialogs) with the recorder, its media and its time table.
class Call
{
public:
    Call(SipEndpoint &endpoint, RtpSender &sender, const Options &options, CallSetup setup,
         std::function<void()> changed);

    void start();
    void hangUp();

    CallState state() const { return m_state; }
    bool over() const { return m_state == CallState::Done || m_state == CallState::Failed; }
    bool refused() const { return m_refused; }
    const CallSetup &setup() const { return m_setup; }
    const std::string &sessionId() const { return m_sessionId; }
    const std::vector<std::string> &problems() const { return m_problems; }
    const std::vector<std::unique_ptr<Dialog>> &dialogs() const { return m_dialogs; }
    /// Stream numbers per leg; kNoStream for a leg that never sent.
    static constexpr StreamNumber kNoStream = static_cast<StreamNumber>(-1);
    const std::vector<StreamNumber> &streams() const { return m_streams; }
    std::int64_t startedNs() const { return m_startedNs; }
    std::int64_t answeredNs() const;
    std::int64_t endedNs() const { return m_endedNs; }
    bool endedByPeer() const { return m_endedByPeer; }

private:
    void openDialog(std::size_t index);
    DialogIdentity identity(std::size_t index) const;
    SipBody answered(std::size_t index, const SipMessage &response);
    SipBody takeAnswer(const Offer &offered, const SipMessage &response);
    SipBody takeOffer(std::size_t index, const SipMessage &response);
    void failed(const std::string &method, int status, const std::string &reason);
    void ended(bool byPeer);
    void talk();
    void planTimes();
    void at(int milliseconds, void (Call::*what)());
    void hold();
    void resume();
    void switchCodec();
    void refresh();
    void join();
    void leave();
    void transfer();
    void castParties();
    bool onLine(std::size_t leg) const; ///< has an m-line of its own in our offer
    SipBody sessionBody() const;        ///< SDP and metadata
    void offerAgain(bool withMetadata = false);
    void startStream(std::size_t leg, const AnswerLine &line);
    void endMedia();
    void problem(std::string text) { m_problems.push_back(std::move(text)); }
    Offer offer() const;
    std::string metadata() const;

    SipEndpoint &m_endpoint;
    RtpSender &m_sender;
    const Options &m_options;
    CallSetup m_setup;
    std::function<void()> m_changed;
    CallState m_state = CallState::Idle;
    std::string m_sessionId = randomId();
    std::string m_sipCallId;
    std::string m_offerId;
    std::string m_startTime;
    std::string m_near;
    std::string m_far;
    int m_version = 1;
    bool m_held = false;
    Codec m_codec;
    std::vector<std::unique_ptr<Dialog>> m_dialogs;
    std::size_t m_established = 0;
    std::size_t m_finished = 0;
    std::vector<StreamNumber> m_streams;
    std::vector<Attendee> m_cast;
    std::vector<Offer> m_offers;      ///< all that were made
    std::vector<AnswerLine> m_answer; ///< the last one
    bool m_joined = true;             ///< the last leg is there or was
    bool m_left = false;              ///< the last leg is gone
    std::vector<std::string> m_problems;
    std::int64_t m_startedNs = 0;
    std::int64_t m_endedNs = 0;
    bool m_endedByPeer = false;
    bool m_refused = false;
};

} // namespace tests
