// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/sshsession.h"

#include "recorder/storage/storageerror.h"
#include "recorder/storage/waiting.h"

#include <fcntl.h>
#include <libssh/libssh.h>
#include <poll.h>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

constexpr std::chrono::seconds kLoginTime{20}; // servers slow wrong passwords down

} // namespace

void SshSession::Free::operator()(ssh_session_struct *session) const
{
    ssh_silent_disconnect(session);
    ssh_free(session);
}

void SshSession::Free::operator()(ssh_channel_struct *channel) const
{
    ssh_channel_free(channel);
}

void SshSession::Free::operator()(ssh_key_struct *key) const
{
    ssh_key_free(key);
}

SshSession::SshSession(common::FileDescriptor socket, const StoragePatience &patience)
    : m_patience(patience)
    , m_socket(std::move(socket))
    , m_session(ssh_new())
{
    m_progress.add(m_socket.get());
}

SshSession::~SshSession() = default;
SshSession::SshSession(SshSession &&) noexcept = default;

SshSession &SshSession::operator=(SshSession &&other) noexcept
{
    m_channel = std::move(other.m_channel); // before its session, which is before its socket
    m_session = std::move(other.m_session);
    m_socket = std::move(other.m_socket);
    m_progress = std::move(other.m_progress);
    m_patience = other.m_patience;
    return *this;
}

tl::unexpected<common::Error> SshSession::failed(const char *cause) const
{
    return storageError(cause, QString::fromUtf8(ssh_get_error(m_session.get())).left(300));
}

Status SshSession::pause(Waiting &waiting)
{
    const int wants = ssh_get_poll_flags(m_session.get());
    const short events = static_cast<short>(POLLIN | ((wants & SSH_WRITE_PENDING) != 0 ? POLLOUT : 0));
    auto ready = waiting.ready(m_socket.get(), events);
    return ready ? Status() : Status(common::propagate(ready));
}

Status SshSession::pauseWhileItArrives(Waiting &waiting)
{
    if (m_progress.wentOn()) {
        waiting.wentOn();
    }
    return pause(waiting);
}

/// Repeats what libssh cannot do without waiting.
template <typename Work>
Result<int> SshSession::until(int again, std::chrono::milliseconds limit, Work work)
{
    Waiting waiting(m_patience, limit);
    for (;;) {
        const int outcome = work();
        if (outcome != again) {
            return outcome;
        }
        if (Status paused = pause(waiting); !paused) {
            return common::propagate(paused);
        }
    }
}

Result<SshSession> SshSession::begin(common::FileDescriptor socket, const QString &host,
                                     const StoragePatience &patience)
{
    SshSession made(std::move(socket), patience);
    ssh_session session = made.m_session.get();
    if (session == nullptr) {
        return storageError("unavailable", QStringLiteral("no memory"));
    }
    const bool no = false;
    const int on = 1;
    // Its own: libssh closes it with the session (0.10.6; tst_sftptarget counts).
    const socket_t fd = ::fcntl(made.m_socket.get(), F_DUPFD_CLOEXEC, 0);
    if (ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &no) != SSH_OK ||
        ssh_options_set(session, SSH_OPTIONS_HOST, host.toUtf8().constData()) != SSH_OK ||
        ssh_options_set(session, SSH_OPTIONS_USER, "nobody") != SSH_OK || // given at login()
        ssh_options_set(session, SSH_OPTIONS_NODELAY, &on) != SSH_OK ||
        ssh_options_set(session, SSH_OPTIONS_FD, &fd) != SSH_OK) {
        return made.failed("protocol");
    }
    ssh_set_blocking(session, 0);
    auto connected = made.until(SSH_AGAIN, patience.connect, [session] { return ssh_connect(session); });
    if (!connected) {
        return common::propagate(connected);
    }
    if (*connected != SSH_OK) {
        return made.failed("protocol");
    }
    return made;
}

Result<QString> SshSession::hostKey() const
{
    ssh_key raw = nullptr;
    if (ssh_get_server_publickey(m_session.get(), &raw) != SSH_OK) {
        return failed("protocol");
    }
    const std::unique_ptr<ssh_key_struct, Free> key(raw);
    unsigned char *hash = nullptr;
    size_t size = 0;
    if (ssh_get_publickey_hash(key.get(), SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != SSH_OK) {
        return failed("protocol");
    }
    const QByteArray bytes(reinterpret_cast<const char *>(hash), static_cast<qsizetype>(size));
    ssh_clean_pubkey_hash(&hash);
    return QStringLiteral("SHA256:") +
           QString::fromLatin1(bytes.toBase64(QByteArray::Base64Encoding | QByteArray::OmitTrailingEquals));
}

Result<int> SshSession::loginWithKey(const StorageTargetSettings &settings)
{
    ssh_key raw = nullptr;
    const QByteArray password = settings.password.toUtf8();
    // No callback: libssh would ask the terminal for a password.
    const auto never = [](const char *, char *, size_t, int, int, void *) { return -1; };
    const int read = ssh_pki_import_privkey_base64(settings.sshKey.constData(),
                                                   password.isEmpty() ? nullptr : password.constData(), never,
                                                   nullptr, &raw);
    const std::unique_ptr<ssh_key_struct, Free> key(raw);
    if (read != SSH_OK) {
        return storageError("login", QStringLiteral("the SSH key cannot be read, or its password is wrong"));
    }
    return until(SSH_AUTH_AGAIN, kLoginTime,
                 [&] { return ssh_userauth_publickey(m_session.get(), nullptr, key.get()); });
}

Result<int> SshSession::loginInteractively(const QByteArray &password)
{
    ssh_session session = m_session.get();
    for (int round = 0; round < 5; ++round) {
        auto asked =
            until(SSH_AUTH_AGAIN, kLoginTime, [&] { return ssh_userauth_kbdint(session, nullptr, nullptr); });
        if (!asked || *asked != SSH_AUTH_INFO) {
            return asked;
        }
        const int prompts = ssh_userauth_kbdint_getnprompts(session);
        for (int i = 0; i < prompts; ++i) {
            char echo = 0;
            ssh_userauth_kbdint_getprompt(session, static_cast<unsigned>(i), &echo);
            // What is shown while it is typed is no password.
            if (ssh_userauth_kbdint_setanswer(session, static_cast<unsigned>(i),
                                              echo == 0 ? password.constData() : "") < 0) {
                return int{SSH_AUTH_ERROR};
            }
        }
    }
    return int{SSH_AUTH_DENIED};
}

Status SshSession::login(const StorageTargetSettings &settings)
{
    ssh_session session = m_session.get();
    if (ssh_options_set(session, SSH_OPTIONS_USER, settings.user.toUtf8().constData()) != SSH_OK) {
        return failed("login");
    }
    auto outcome =
        until(SSH_AUTH_AGAIN, kLoginTime, [session] { return ssh_userauth_none(session, nullptr); });
    const auto denied = [&outcome] {
        return outcome && *outcome != SSH_AUTH_SUCCESS && *outcome != SSH_AUTH_ERROR;
    };
    const int methods = ssh_userauth_list(session, nullptr);
    if (denied() && !settings.sshKey.isEmpty()) {
        outcome = loginWithKey(settings);
    } else if (denied()) {
        const QByteArray password = settings.password.toUtf8();
        if ((methods & SSH_AUTH_METHOD_PASSWORD) != 0) {
            outcome = until(SSH_AUTH_AGAIN, kLoginTime,
                            [&] { return ssh_userauth_password(session, nullptr, password.constData()); });
        }
        if (denied() && (methods & SSH_AUTH_METHOD_INTERACTIVE) != 0) {
            outcome = loginInteractively(password);
        }
    }
    if (!outcome) {
        return common::propagate(outcome);
    }
    if (*outcome == SSH_AUTH_ERROR) {
        return failed("protocol");
    }
    return *outcome == SSH_AUTH_SUCCESS ? Status() : Status(failed("login"));
}

Status SshSession::openSftp()
{
    m_channel.reset(ssh_channel_new(m_session.get()));
    ssh_channel channel = m_channel.get();
    if (channel == nullptr) {
        return failed("protocol");
    }
    auto done = until(SSH_AGAIN, m_patience.stall, [channel] { return ssh_channel_open_session(channel); });
    if (done && *done == SSH_OK) {
        done = until(SSH_AGAIN, m_patience.stall, [channel] { return ssh_channel_request_sftp(channel); });
    }
    if (!done) {
        return common::propagate(done);
    }
    return *done == SSH_OK ? Status() : Status(failed("protocol"));
}

Status SshSession::send(QByteArrayView bytes)
{
    Waiting waiting(m_patience);
    m_progress.begin();
    while (!bytes.isEmpty()) {
        const int sent =
            ssh_channel_write(m_channel.get(), bytes.data(), static_cast<uint32_t>(bytes.size()));
        if (sent < 0 || ssh_channel_is_closed(m_channel.get()) != 0) {
            return failed("unavailable");
        }
        bytes = bytes.sliced(sent);
        if (sent > 0) {
            waiting.wentOn();
        } else {
            // The other side takes no more for now: its answers open the window.
            if (Status paused = pauseWhileItArrives(waiting); !paused) {
                return paused;
            }
            if (ssh_channel_poll(m_channel.get(), 0) == SSH_ERROR) {
                return failed("unavailable");
            }
        }
    }
    return {};
}

Status SshSession::receive(std::span<char> bytes)
{
    Waiting waiting(m_patience);
    while (!bytes.empty()) {
        const int got = ssh_channel_read_nonblocking(m_channel.get(), bytes.data(),
                                                     static_cast<uint32_t>(bytes.size()), 0);
        if (got > 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(got));
            waiting.wentOn();
            continue;
        }
        if (got == SSH_ERROR || got == SSH_EOF || ssh_channel_is_eof(m_channel.get()) != 0 ||
            ssh_channel_is_closed(m_channel.get()) != 0) {
            return storageError("unavailable", QStringLiteral("the server ended the connection"));
        }
        if (Status paused = pauseWhileItArrives(waiting); !paused) {
            return paused;
        }
    }
    return {};
}

} // namespace recorder
