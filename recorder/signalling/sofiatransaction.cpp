// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/sofiatransaction.h"

namespace recorder
{

namespace
{

const char *orNull(const QByteArray &text)
{
    return text.isEmpty() ? nullptr : text.constData();
}

sip_payload_t *bodyOf(su_home_t *home, const QByteArray &body)
{
    return body.isEmpty() ? nullptr
                          : sip_payload_create(home, body.constData(), static_cast<isize_t>(body.size()));
}

} // namespace

// A null pointer in a tag means "leave out".
#define EARSHOT_RESPONSE_TAGS(r, home)                                                                       \
    TAG_IF(!(r).contact.isEmpty(), SIPTAG_CONTACT_STR(orNull((r).contact))),                                 \
        TAG_IF(!(r).allow.isEmpty(), SIPTAG_ALLOW_STR(orNull((r).allow))),                                   \
        TAG_IF(!(r).accept.isEmpty(), SIPTAG_ACCEPT_STR(orNull((r).accept))),                                \
        TAG_IF(!(r).supported.isEmpty(), SIPTAG_SUPPORTED_STR(orNull((r).supported))),                       \
        TAG_IF(!(r).require.isEmpty(), SIPTAG_REQUIRE_STR(orNull((r).require))),                             \
        TAG_IF(!(r).unsupported.isEmpty(), SIPTAG_UNSUPPORTED_STR(orNull((r).unsupported))),                 \
        TAG_IF(!(r).retryAfter.isEmpty(), SIPTAG_RETRY_AFTER_STR(orNull((r).retryAfter))),                   \
        TAG_IF(!(r).sessionExpires.isEmpty(), SIPTAG_SESSION_EXPIRES_STR(orNull((r).sessionExpires))),       \
        TAG_IF(!(r).minSe.isEmpty(), SIPTAG_MIN_SE_STR(orNull((r).minSe))),                                  \
        TAG_IF(!(r).server.isEmpty(), SIPTAG_SERVER_STR(orNull((r).server))),                                \
        TAG_IF(!(r).contentType.isEmpty(), SIPTAG_CONTENT_TYPE_STR(orNull((r).contentType))),                \
        TAG_IF(!(r).body.isEmpty(), SIPTAG_PAYLOAD(bodyOf(home, (r).body)))

void replyStateless(nta_agent_t *agent, msg_t *message, const SipResponse &response)
{
    auto *home = static_cast<su_home_t *>(su_home_new(sizeof(su_home_t)));
    nta_msg_treply(agent, message, response.status, orNull(response.phrase),
                   EARSHOT_RESPONSE_TAGS(response, home), TAG_END());
    su_home_unref(home);
}

std::unique_ptr<SofiaTransaction> SofiaTransaction::create(nta_agent_t *agent, msg_t *message,
                                                           const QByteArray &localTag, quint64 number)
{
    nta_incoming_t *incoming = nta_incoming_create(agent, nullptr, message, sip_object(message), TAG_END());
    if (incoming == nullptr) {
        return nullptr;
    }
    nta_incoming_tag(incoming, orNull(localTag));
    return std::unique_ptr<SofiaTransaction>(new SofiaTransaction(incoming, number));
}

SofiaTransaction::SofiaTransaction(nta_incoming_t *incoming, quint64 number)
    : m_incoming(incoming)
    , m_number(number)
{
    nta_incoming_bind(m_incoming, &SofiaTransaction::followedUp, this);
}

SofiaTransaction::~SofiaTransaction()
{
    nta_incoming_destroy(m_incoming); // answers 500 when nothing was answered
}

void SofiaTransaction::reply(const SipResponse &response)
{
    auto *home = static_cast<su_home_t *>(su_home_new(sizeof(su_home_t)));
    nta_incoming_treply(m_incoming, response.status, orNull(response.phrase),
                        EARSHOT_RESPONSE_TAGS(response, home), TAG_END());
    su_home_unref(home);
}

int SofiaTransaction::followedUp(SofiaTransaction *self, nta_incoming_t *incoming, const sip_t *sip)
{
    if (self != nullptr && self->m_followUp) {
        const FollowUp call = self->m_followUp; // the call may destroy us
        msg_t *message = sip == nullptr ? nullptr : nta_incoming_getrequest_ackcancel(incoming);
        call(message, sip);
        if (message != nullptr) {
            msg_destroy(message); // a reference of ours
        }
    }
    return 0;
}

} // namespace recorder
