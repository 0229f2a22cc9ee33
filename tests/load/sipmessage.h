// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tests
{

/// A SIP message as far as a caller needs it. Header names in lower case, compact forms expanded.
struct SipMessage {
    std::string startLine;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    bool isResponse() const { return startLine.starts_with("SIP/2.0 "); }
    int status() const;         ///< 0 for a request
    std::string method() const; ///< of a request, or from CSeq
    unsigned cseq() const;
    std::string header(std::string_view name) const; ///< the first one; empty when there is none
    std::vector<std::string> all(std::string_view name) const;
};

/// Reads one whole message (head, empty line, body).
SipMessage parseSip(std::string_view text);

/// Cuts a byte stream into messages by Content-Length (RFC 3261 section 18.3).
class SipFramer
{
public:
    void feed(std::string_view bytes) { m_buffer += bytes; }
    /// False when no whole message is there yet.
    bool next(std::string &message);

private:
    std::string m_buffer;
};

/// Random hexadecimal digits for tags, branches and ids.
std::string randomToken(std::size_t digits);
std::string lowerCase(std::string_view text);
std::string_view trimmed(std::string_view text);

} // namespace tests
