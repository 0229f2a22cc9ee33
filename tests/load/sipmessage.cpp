// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/sipmessage.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <random>

namespace tests
{

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

std::string_view trimmed(std::string_view text)
{
    const auto from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) {
        return {};
    }
    return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

std::string randomToken(std::size_t digits)
{
    static std::mt19937_64 random{std::random_device{}()};
    std::string token;
    for (std::size_t i = 0; i < digits; ++i) {
        token += "0123456789abcdef"[random() % 16];
    }
    return token;
}

int SipMessage::status() const
{
    return isResponse() ? std::atoi(startLine.c_str() + 8) : 0;
}

std::string SipMessage::method() const
{
    if (!isResponse()) {
        return startLine.substr(0, startLine.find(' '));
    }
    const std::string cseqHeader = header("cseq");
    const auto space = cseqHeader.find(' ');
    return space == std::string::npos ? std::string() : std::string(trimmed(cseqHeader.substr(space)));
}

unsigned SipMessage::cseq() const
{
    return static_cast<unsigned>(std::strtoul(header("cseq").c_str(), nullptr, 10));
}

std::string SipMessage::header(std::string_view name) const
{
    for (const auto &[key, value] : headers) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

std::vector<std::string> SipMessage::all(std::string_view name) const
{
    std::vector<std::string> values;
    for (const auto &[key, value] : headers) {
        if (key == name) {
            values.push_back(value);
        }
    }
    return values;
}

namespace
{
std::string longName(const std::string &name)
{
    static const std::pair<const char *, const char *> forms[] = {
        {"i", "call-id"}, {"m", "contact"}, {"l", "content-length"}, {"c", "content-type"},    {"f", "from"},
        {"t", "to"},      {"v", "via"},     {"k", "supported"},      {"e", "content-encoding"}};
    for (const auto &[compact, full] : forms) {
        if (name == compact) {
            return full;
        }
    }
    return name;
}
} // namespace

SipMessage parseSip(std::string_view text)
{
    SipMessage message;
    const auto headEnd = text.find("\r\n\r\n");
    std::string_view head = text.substr(0, headEnd);
    if (headEnd != std::string_view::npos) {
        message.body = text.substr(headEnd + 4);
    }
    bool first = true;
    while (!head.empty()) {
        const auto end = head.find("\r\n");
        const std::string_view line = head.substr(0, end);
        head = end == std::string_view::npos ? std::string_view() : head.substr(end + 2);
        const auto colon = line.find(':');
        if (first) {
            message.startLine = line;
            first = false;
        } else if (!line.empty() && (line[0] == ' ' || line[0] == '\t') && !message.headers.empty()) {
            message.headers.back().second += " " + std::string(trimmed(line)); // folded
        } else if (colon != std::string_view::npos) {
            message.headers.emplace_back(longName(lowerCase(trimmed(line.substr(0, colon)))),
                                         trimmed(line.substr(colon + 1)));
        }
    }
    return message;
}

bool SipFramer::next(std::string &message)
{
    m_buffer.erase(0, std::min(m_buffer.find_first_not_of("\r\n"), m_buffer.size())); // keep-alives
    const auto headEnd = m_buffer.find("\r\n\r\n");
    if (headEnd == std::string::npos) {
        return false;
    }
    const SipMessage head = parseSip(std::string_view(m_buffer).substr(0, headEnd + 4));
    const std::size_t length = std::strtoul(head.header("content-length").c_str(), nullptr, 10);
    if (m_buffer.size() < headEnd + 4 + length) {
        return false;
    }
    message = m_buffer.substr(0, headEnd + 4 + length);
    m_buffer.erase(0, message.size());
    return true;
}

} // namespace tests
