// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/sofiamessageclass.h"

#include "recorder/signalling/sipmessage.h"

#include <sofia-sip/su_string.h>

#include <array>
#include <cstdlib>
#include <cstring>

namespace recorder
{

namespace
{

/// Our part of each message, behind sofia's sip_t: the class is told a larger size. Zeroed by sofia, memory
/// belongs to the message.
struct Extras {
    char *text;          ///< stream: start line and headers. Datagram: all of it
    usize_t textSize;    ///< bytes
    const char *viaName; ///< transport that the topmost Via named, when it was another
    bool viaSeen;
    bool repaired;
};

unsigned extrasOffset()
{
    constexpr unsigned kAlign = alignof(Extras);
    return (sip_default_mclass()->mc_msize + kAlign - 1) / kAlign * kAlign;
}

Extras *extrasOf(msg_t *message)
{
    static const unsigned offset = extrasOffset();
    char *object = reinterpret_cast<char *>(sip_object(message));
    return object == nullptr ? nullptr : reinterpret_cast<Extras *>(object + offset);
}

/// The parser hands a header's memory home to its class; for received messages that is the message.
msg_t *messageOf(su_home_t *home)
{
    return reinterpret_cast<msg_t *>(home);
}

bool isDatagram(msg_t *message)
{
    return msg_addrinfo(message)->ai_socktype == SOCK_DGRAM;
}

issize_t parseRequest(su_home_t *home, msg_header_t *header, char *text, isize_t size)
{
    msg_t *message = messageOf(home);
    Extras *extras = extrasOf(message);
    const char *data = static_cast<const char *>(msg_buf_committed_data(message));
    const usize_t available = msg_buf_committed(message);
    if (isDatagram(message) && extras->text == nullptr) {
        extras->text = static_cast<char *>(su_alloc(home, available + 1));
        if (extras->text != nullptr) {
            std::memcpy(extras->text, data, available);
            extras->textSize = available;
        }
    }
    // With blank lines before it the library copies the line from the wrong place: take it from the buffer.
    if (size > 0 && (*text == '\r' || *text == '\n' || *text == ' ')) {
        const QByteArray lines = QByteArray(data, static_cast<qsizetype>(available)).trimmed();
        QByteArray line = lines.left(lines.indexOf('\n')).trimmed();
        text = su_strdup(home, line.constData());
        size = static_cast<isize_t>(line.size());
    }
    return sip_request_class->hc_parse(home, header, text, size);
}

template <msg_hclass_t *Class>
issize_t parseAddress(su_home_t *home, msg_header_t *header, char *text, isize_t size)
{
    const QByteArray original(text, static_cast<qsizetype>(size));
    const issize_t parsed = Class->hc_parse(home, header, text, size);
    if (parsed >= 0) {
        return parsed;
    }
    auto *address = reinterpret_cast<sip_addr_t *>(header); // From and To share their layout
    address->a_display = nullptr;
    address->a_params = nullptr;
    address->a_tag = nullptr;
    const QByteArray repaired = repairedAddress(original);
    extrasOf(messageOf(home))->repaired = true;
    return Class->hc_parse(home, header, su_strdup(home, repaired.constData()),
                           static_cast<isize_t>(repaired.size()));
}

template <SipTransport Transport>
issize_t parseVia(su_home_t *home, msg_header_t *header, char *text, isize_t size)
{
    Extras *extras = extrasOf(messageOf(home));
    const bool topmost = !extras->viaSeen;
    extras->viaSeen = true; // before the parser comes back for the next one of a list
    const issize_t parsed = sip_via_class->hc_parse(home, header, text, size);
    const char *expected = Transport == SipTransport::Udp ? "SIP/2.0/UDP" : "SIP/2.0/TCP";
    const char *proper = Transport == SipTransport::Tls ? "SIP/2.0/TLS" : expected;
    auto *via = reinterpret_cast<sip_via_t *>(header);
    if (parsed >= 0 && topmost && via->v_protocol != nullptr && std::strcmp(via->v_protocol, expected) != 0) {
        extras->viaName = via->v_protocol;
        extras->repaired = extras->repaired || std::strcmp(via->v_protocol, proper) != 0;
        via->v_protocol = expected;
    }
    return parsed;
}

issize_t parseCSeq(su_home_t *home, msg_header_t *header, char *text, isize_t size)
{
    const issize_t parsed = sip_cseq_class->hc_parse(home, header, text, size);
    const sip_t *sip = sip_object(messageOf(home));
    auto *cseq = reinterpret_cast<sip_cseq_t *>(header);
    if (parsed >= 0 && sip->sip_request != nullptr && sip->sip_request->rq_method == sip_method_bye &&
        cseq->cs_method != sip_method_bye) {
        cseq->cs_method = sip_method_bye;
        cseq->cs_method_name = sip->sip_request->rq_method_name;
        extrasOf(messageOf(home))->repaired = true;
    }
    return parsed;
}

issize_t parseContentLength(su_home_t *home, msg_header_t *header, char *text, isize_t size)
{
    const issize_t parsed = sip_content_length_class->hc_parse(home, header, text, size);
    msg_t *message = messageOf(home);
    Extras *extras = extrasOf(message);
    if (!isDatagram(message) || extras->text == nullptr) {
        return parsed;
    }
    const QByteArrayView whole(extras->text, static_cast<qsizetype>(extras->textSize));
    const auto actual = static_cast<uint32_t>(whole.size() - bodyOffset(whole));
    auto *length = reinterpret_cast<sip_content_length_t *>(header);
    if (parsed < 0 || length->l_length != actual) {
        length->l_length = actual;
        extras->repaired = true;
    }
    return static_cast<issize_t>(size);
}

/// Called when the headers are complete, before the transaction layer changes the Via: the last moment at
/// which every fragment still points at its text.
issize_t extractBody(msg_t *message, msg_pub_t *object, char text[], isize_t size, int atEnd)
{
    Extras *extras = extrasOf(message);
    const auto *sip = reinterpret_cast<const sip_t *>(object);
    if (extras != nullptr && extras->text == nullptr && (sip->sip_flags & MSG_FLG_BODY) == 0 &&
        sip->sip_request != nullptr) {
        QByteArray headers;
        for (const msg_header_t *part = reinterpret_cast<const msg_header_t *>(sip->sip_request);
             part != nullptr; part = part->sh_succ) {
            headers.append(static_cast<const char *>(part->sh_data), static_cast<qsizetype>(part->sh_len));
        }
        extras->textSize = static_cast<usize_t>(headers.size());
        extras->text = static_cast<char *>(su_alloc(msg_home(message), extras->textSize + 1));
        if (extras->text != nullptr) {
            std::memcpy(extras->text, headers.constData(), extras->textSize);
        }
    }
    return sip_default_mclass()->mc_extract_body(message, object, text, size, atEnd);
}

/// Lets names find `ours` while the library still finds `theirs` by address: ours takes the slot, theirs the
/// next free one of the same probe sequence.
void overrideClass(msg_mclass_t *in, msg_hclass_t *theirs, msg_hclass_t *ours)
{
    const int size = in->mc_hash_size;
    for (int i = 0; i < size; ++i) {
        if (in->mc_hash[i].hr_class != theirs) {
            continue;
        }
        const msg_href_t original = in->mc_hash[i];
        in->mc_hash[i].hr_class = ours;
        int free = (i + 1) % size;
        while (in->mc_hash[free].hr_class != nullptr) {
            free = (free + 1) % size;
        }
        in->mc_hash[free] = original;
        ++in->mc_hash_used;
        break;
    }
    auto *shortForms = const_cast<msg_href_t *>(in->mc_short); // the clone's own memory
    for (int i = 0; shortForms != nullptr && i < MC_SHORT_SIZE; ++i) {
        if (shortForms[i].hr_class == theirs) {
            shortForms[i].hr_class = ours;
        }
    }
}

msg_hclass_s withParser(msg_hclass_t *original, msg_parse_f *parser)
{
    msg_hclass_s copy = *original;
    copy.hc_parse = parser;
    return copy;
}

msg_mclass_t *makeClass(const msg_hclass_s *via)
{
    static const msg_hclass_s request = withParser(sip_request_class, parseRequest);
    static const msg_hclass_s from = withParser(sip_from_class, parseAddress<sip_from_class>);
    static const msg_hclass_s to = withParser(sip_to_class, parseAddress<sip_to_class>);
    static const msg_hclass_s cseq = withParser(sip_cseq_class, parseCSeq);
    static const msg_hclass_s length = withParser(sip_content_length_class, parseContentLength);

    msg_mclass_t *made = msg_mclass_clone(sip_default_mclass(), 0, msg_mclass_copy);
    made->mc_msize = extrasOffset() + static_cast<unsigned>(sizeof(Extras));
    made->mc_request[0].hr_class = &request;
    made->mc_extract_body = extractBody;
    overrideClass(made, sip_from_class, &from);
    overrideClass(made, sip_to_class, &to);
    overrideClass(made, sip_cseq_class, &cseq);
    overrideClass(made, sip_content_length_class, &length);
    overrideClass(made, sip_via_class, via);
    return made;
}

} // namespace

const msg_mclass_t *tolerantMessageClass(SipTransport transport)
{
    static const msg_hclass_s udp = withParser(sip_via_class, parseVia<SipTransport::Udp>);
    static const msg_hclass_s tcp = withParser(sip_via_class, parseVia<SipTransport::Tcp>);
    static const msg_hclass_s tls = withParser(sip_via_class, parseVia<SipTransport::Tls>);
    static const std::array<const msg_mclass_t *, 3> classes{makeClass(&udp), makeClass(&tcp),
                                                             makeClass(&tls)};
    return classes[static_cast<size_t>(transport)];
}

QByteArray takeReceivedText(msg_t *message)
{
    Extras *extras = extrasOf(message);
    if (extras == nullptr || extras->text == nullptr) {
        return {};
    }
    QByteArray text(extras->text, static_cast<qsizetype>(extras->textSize));
    su_free(msg_home(message), extras->text); // sofia remembers each request for 32 s
    extras->text = nullptr;
    if (isDatagram(message)) {
        return text;
    }
    text.append("\r\n");
    for (const sip_payload_t *part = sip_object(message)->sip_payload; part != nullptr;
         part = part->pl_next) {
        text.append(part->pl_data, static_cast<qsizetype>(part->pl_len));
    }
    return text;
}

bool wasRepaired(msg_t *message)
{
    const Extras *extras = extrasOf(message);
    return extras != nullptr && extras->repaired;
}

void restoreViaTransport(msg_t *message)
{
    const Extras *extras = extrasOf(message);
    if (extras != nullptr && extras->viaName != nullptr && !isDatagram(message)) {
        sip_object(message)->sip_via->v_protocol = extras->viaName;
    }
}

} // namespace recorder
