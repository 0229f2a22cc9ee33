// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSslConfiguration>
#include <QString>

namespace tests
{

/// A self-signed certificate for 127.0.0.1 with its key as agent.pem, and itself as cafile.pem.
bool writeTestCertificate(const QString &folder);
/// TLS of a client that shows the same certificate.
QSslConfiguration clientConfiguration(const QString &folder);

} // namespace tests
