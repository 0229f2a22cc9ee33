// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <curl/curl.h>

namespace recorder
{

/// Why a transfer of libcurl came to nothing: name | unreachable | refused | timeout | hostname | expired |
/// certificate | tls; empty = not for the sake of the connection.
QString curlCauseOf(CURLcode code, CURL *curl);

} // namespace recorder
