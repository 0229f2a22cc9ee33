// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/storagesettings.h"
#include "recorder/storage/tcpprogress.h"

#include "common/core/posixfile.h"

#include <QByteArrayView>

#include <memory>
#include <span>

struct ssh_session_struct;
struct ssh_channel_struct;
struct ssh_key_struct;

namespace recorder
{

/// An SSH connection with one channel to the subsystem sftp, over libssh. Nothing of the user's own SSH
/// configuration is read, nor any file of known hosts: the host key is compared by who made this. No call
/// waits longer than the patience. One thread.
class SshSession
{
public:
    /// Over a connected socket: keys exchanged, nobody signed in.
    static common::Result<SshSession> begin(common::FileDescriptor socket, const QString &host,
                                            const StoragePatience &patience);
    ~SshSession();
    SshSession(SshSession &&) noexcept;
    SshSession &operator=(SshSession &&) noexcept;

    /// "SHA256:..." of the server's key, as ssh-keygen -l prints it.
    common::Result<QString> hostKey() const;
    /// With the key when there is one, else with the password (also asked for "interactively").
    common::Status login(const StorageTargetSettings &settings);
    common::Status openSftp();

    common::Status send(QByteArrayView bytes);
    common::Status receive(std::span<char> bytes); ///< all of them

private:
    struct Free {
        void operator()(ssh_session_struct *session) const;
        void operator()(ssh_channel_struct *channel) const;
        void operator()(ssh_key_struct *key) const;
    };
    SshSession(common::FileDescriptor socket, const StoragePatience &patience);
    template <typename Work>
    common::Result<int> until(int again, std::chrono::milliseconds limit, Work work);
    common::Status pause(class Waiting &waiting);
    /// The same; what still arrives is no standing still.
    common::Status pauseWhileItArrives(class Waiting &waiting);
    common::Result<int> loginWithKey(const StorageTargetSettings &settings);
    common::Result<int> loginInteractively(const QByteArray &password);
    tl::unexpected<common::Error> failed(const char *cause) const;

    StoragePatience m_patience;
    common::FileDescriptor m_socket; ///< to wait at; libssh has another descriptor of it
    TcpProgress m_progress;          ///< of the socket
    std::unique_ptr<ssh_session_struct, Free> m_session;
    std::unique_ptr<ssh_channel_struct, Free> m_channel;
};

} // namespace recorder
