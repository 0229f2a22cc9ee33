// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"
#include "recorder/signalling/sessionevents.h"

#include <atomic>
#include <deque>
#include <vector>

namespace tests
{

/// What the SIP stack told, for a test to look at from its own thread, and an answer for each question.
class FakeSessionEvents final : public recorder::SessionEvents
{
public:
    struct Event {
        QByteArray what; ///< offered, changed, confirmed, ended, missed
        recorder::SessionRequest request;
        bool hasRequest = true;
        recorder::EndCause cause = recorder::EndCause::Bye;
        recorder::DialogNumber dialog = 0;
    };

    std::atomic<bool> holdReplies = false; ///< keep them until takeReply()
    std::atomic<int> refusing = 0;
    std::atomic<int> status = 200;
    std::atomic<int> firstPort = 42000; ///< of our media
    std::atomic<bool> mediaFlows = true;
    std::atomic<bool> record = true; ///< off for load: keeps no requests

    void offered(const recorder::SessionRequest &request, recorder::ReplyFunction reply) override
    {
        ++offeredCount;
        answer("offered", request, std::move(reply));
    }
    void changed(const recorder::SessionRequest &request, recorder::ReplyFunction reply) override
    {
        answer("changed", request, std::move(reply));
    }
    void confirmed(const recorder::SessionRequest &request) override
    {
        keep({"confirmed", request, true, {}, request.dialog});
    }
    void ended(recorder::DialogNumber dialog, recorder::EndCause cause,
               const std::optional<recorder::SessionRequest> &request) override
    {
        ++endedCount;
        keep({"ended", request.value_or(recorder::SessionRequest{}), request.has_value(), cause, dialog});
    }
    bool refreshMissed(recorder::DialogNumber dialog) override
    {
        keep({"missed", {}, false, {}, dialog});
        return mediaFlows;
    }
    void alive(recorder::DialogNumber dialog) override { keep({"alive", {}, false, {}, dialog}); }
    int refusingFor(recorder::SipProfile profile) const override
    {
        (void)profile;
        return refusing;
    }

    int count(const char *what) const
    {
        return m_events.with([what](const auto &events) {
            int found = 0;
            for (const Event &event : events) {
                found += event.what == what ? 1 : 0;
            }
            return found;
        });
    }
    Event last(const char *what) const
    {
        return m_events.with([what](const auto &events) {
            for (auto it = events.rbegin(); it != events.rend(); ++it) {
                if (it->what == what) {
                    return *it;
                }
            }
            return Event{};
        });
    }
    void clear()
    {
        m_events.with([](auto &events) { events.clear(); });
        m_held.with([](auto &held) { held.clear(); });
    }
    /// The oldest held reply with what it answers; call it on the SIP thread.
    std::pair<recorder::ReplyFunction, recorder::SessionReply> takeReply()
    {
        return m_held.with([](auto &held) {
            auto first = held.front();
            held.pop_front();
            return first;
        });
    }
    int heldReplies() const
    {
        return m_held.with([](const auto &held) { return static_cast<int>(held.size()); });
    }

    std::atomic<int> offeredCount = 0;
    std::atomic<int> endedCount = 0;

private:
    void answer(const char *what, const recorder::SessionRequest &request, recorder::ReplyFunction reply)
    {
        keep({what, request, true, {}, request.dialog});
        recorder::SessionReply given;
        given.status = status;
        given.address = request.local;
        int port = firstPort;
        if (request.sdp) {
            for (const recorder::MediaLine &line : request.sdp->lines) {
                given.media.append({port, line.formats, {}});
                port += 2;
            }
        } else if (request.method == "INVITE" && what[0] == 'o') {
            recorder::MediaLine line;
            line.media = "audio";
            line.port = port;
            line.protocol = "RTP/AVP";
            line.formats = {{0, "PCMU", 8000, 1, {}}, {8, "PCMA", 8000, 1, {}}};
            given.offer = {line};
        }
        if (holdReplies) {
            m_held.with([&](auto &held) { held.emplace_back(std::move(reply), given); });
        } else {
            reply(given);
        }
    }
    void keep(Event event)
    {
        if (record) {
            m_events.with([&event](auto &events) { events.push_back(std::move(event)); });
        }
    }

    mutable common::Guarded<std::vector<Event>> m_events;
    mutable common::Guarded<std::deque<std::pair<recorder::ReplyFunction, recorder::SessionReply>>> m_held;
};

} // namespace tests
