// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/privatecluster.h"

#include <sys/types.h>

namespace recorder
{

/// Where things of a private cluster are and who owns them.
struct ServerLayout {
    QString binaries; ///< folder with initdb and postgres
    QString data;     ///< DATA/pg
    QString sockets;  ///< DATA/run, or a short path when that does not fit into sockaddr_un
    uid_t uid = 0;    ///< who runs the server
    gid_t gid = 0;
    bool switchUser = false; ///< we are root and `uid` is not
};

/// Finds binaries and user and prepares the folders: owner and mode are set on new ones and checked on old
/// ones.
common::Result<ServerLayout> prepareLayout(const PrivateClusterOptions &options);
/// Creates the folder with mode 0700 for the server's user, or checks that the one there is just that. Never
/// follows a link: in /tmp somebody else may have been faster.
common::Status ownFolder(const QString &folder, const ServerLayout &layout);

} // namespace recorder
