// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/app/consoleoptions.h"
#include "console/net/connection.h"

#include <QObject>

namespace console
{

/// Does at the first connection what --server, --user and --trust-first-use ask for, then nothing more: a
/// session that ends later is the person's.
class DemoSignIn final : public QObject
{
    Q_OBJECT
public:
    DemoSignIn(ConsoleOptions options, Connection &connection, QObject *parent);

private:
    void follow(ConnectionState state);

    ConsoleOptions m_options;
    Connection &m_connection;
    bool m_trusted = false;
    bool m_tried = false;
};

} // namespace console
