// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/cli/ctloptions.h"
#include "console/cli/serviceidentity.h"

#include <QTextStream>

namespace console
{

/// `service create` and `service show`: this machine's own keys, without a recorder.
class OfflineService
{
public:
    OfflineService(const CtlOptions &options, QTextStream &out, QTextStream &err);
    static bool knows(const QString &command);
    ExitCode run();

private:
    void show(const ServiceIdentity &service);

    const CtlOptions &m_options;
    QTextStream &m_out;
    QTextStream &m_err;
};

} // namespace console
