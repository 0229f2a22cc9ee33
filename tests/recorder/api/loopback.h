// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/apioptions.h"

#include "tests/support/rawpeer.h"

#include <QHostAddress>

namespace tests
{

/// A server for this test only: loopback, a free port, the test's certificate.
inline recorder::ApiOptions loopbackOptions(const QString &program, const QString &serverId)
{
    recorder::ApiOptions options;
    options.address = QHostAddress(QHostAddress::LocalHost);
    options.port = 0;
    options.certificatePem = testCertificate().certificatePem;
    options.keyPem = testCertificate().keyPem;
    options.program = program;
    options.serverId = serverId;
    return options;
}

} // namespace tests
