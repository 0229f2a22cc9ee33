// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <openssl/err.h>

namespace common
{

/// What OpenSSL notes of failures while this lives is forgotten at its end; what was there before stays. The
/// notes are the thread's: a refused key or signature that is left there is taken by the next connection that
/// reads on this thread for a fault of its own, and it is closed (SSL_get_error(3): "the error queue must be
/// empty before the TLS/SSL I/O operation is attempted").
class OpenSslErrors
{
public:
    OpenSslErrors() { ERR_set_mark(); }
    ~OpenSslErrors() { ERR_pop_to_mark(); }
    OpenSslErrors(const OpenSslErrors &) = delete;
    OpenSslErrors &operator=(const OpenSslErrors &) = delete;
};

} // namespace common
