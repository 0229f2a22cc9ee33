// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>

namespace recorder
{

/// One header field: its long name in lower case, its value unfolded and trimmed.
struct SipHeader {
    QByteArray name;
    QByteArray value;

    bool operator==(const SipHeader &) const = default;
};

/// A SIP message as text, read beside the SIP library: it is the evidence, and it says what the library could
/// not parse. Bare LF, compact names and folded lines are understood.
struct SipMessage {
    static constexpr int kMaxHeaders = 128; ///< trust.md S1
    static constexpr int kMaxLine = 8192;
    static constexpr int kMaxVias = 32;

    QByteArray raw;
    QByteArray startLine;
    QList<SipHeader> headers;
    QByteArray body;

    /// Nothing when the message exceeds a limit above or has no start line.
    static std::optional<SipMessage> read(const QByteArray &raw);

    QByteArray first(const char *name) const;
    QList<QByteArray> all(const char *name) const;
    /// The comma separated tokens of all fields of that name, in lower case (Supported, Require).
    QList<QByteArray> tokens(const char *name) const;
    /// The Request-URI.
    QByteArray requestUri() const;
};

/// Where the body begins: behind the first empty line; the size when there is none. Leading white space is
/// skipped.
qsizetype bodyOffset(QByteArrayView raw);

/// The URI inside a From, To, Contact or Route value, also when a bracket is missing. Header parameters that
/// slipped into it (`+sip.src`, `tag`) are cut off. Empty when there is none.
QByteArray uriOf(const QByteArray &value);
/// A header parameter's value ("tag"), wherever the brackets are; empty when missing.
QByteArray parameterOf(const QByteArray &value, const char *name);
/// A From or To that any parser takes: `<uri>;tag=...`. What is no URI becomes sip:invalid@invalid.invalid.
QByteArray repairedAddress(const QByteArray &value);
/// The value without its tag parameter.
QByteArray withoutTag(const QByteArray &value);
/// A copy in which the keys of a=crypto and k= lines are stars of the same length (RFC 4568 section 6.1).
QByteArray withoutKeys(const QByteArray &raw);

} // namespace recorder
