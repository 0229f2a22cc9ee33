// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/storage/stubs.h"

#include <QFile>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tests
{

namespace
{

constexpr const char *kPassword = "ssh-pass-1";

ssh_key hostKey()
{
    static const ssh_key kKey = [] {
        ssh_key key = nullptr;
        if (ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key) != SSH_OK) {
            qFatal("no key");
        }
        return key;
    }();
    return kKey;
}

bool isRight(ssh_session session, ssh_message message, bool interactive)
{
    if (!interactive) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations" // its successor wants callbacks
        const char *given = ssh_message_auth_password(message);
#pragma GCC diagnostic pop
        return given != nullptr && std::string_view(given) == kPassword;
    }
    const char *given =
        ssh_userauth_kbdint_getnanswers(session) == 1 ? ssh_userauth_kbdint_getanswer(session, 0) : nullptr;
    return given != nullptr && std::string_view(given) == kPassword;
}

/// True = this message signed somebody in.
bool answerLogin(ssh_session session, ssh_message message, bool interactive)
{
    const int method = interactive ? SSH_AUTH_METHOD_INTERACTIVE : SSH_AUTH_METHOD_PASSWORD;
    if (ssh_message_subtype(message) != method) {
        ssh_message_auth_set_methods(message, method);
        ssh_message_reply_default(message);
        return false;
    }
    if (interactive && ssh_message_auth_kbdint_is_response(message) == 0) {
        std::array<const char *, 1> prompts{"Password: "};
        std::array<char, 1> echo{0};
        ssh_message_auth_interactive_request(message, "", "", 1, prompts.data(), echo.data());
        return false;
    }
    if (isRight(session, message, interactive)) {
        ssh_message_auth_reply_success(message, 0);
        return true;
    }
    ssh_message_auth_set_methods(message, method);
    ssh_message_reply_default(message);
    return false;
}

/// The channel once it was asked to be sftp.
ssh_channel channelOf(ssh_session session, bool interactive)
{
    ssh_channel channel = nullptr;
    bool in = false;
    while (ssh_message message = ssh_message_get(session)) {
        const int type = ssh_message_type(message);
        const int subtype = ssh_message_subtype(message);
        bool ready = false;
        if (type == SSH_REQUEST_AUTH) {
            in = answerLogin(session, message, interactive) || in;
        } else if (in && type == SSH_REQUEST_CHANNEL_OPEN && subtype == SSH_CHANNEL_SESSION) {
            channel = ssh_message_channel_request_open_reply_accept(message);
        } else if (channel != nullptr && type == SSH_REQUEST_CHANNEL &&
                   subtype == SSH_CHANNEL_REQUEST_SUBSYSTEM) {
            ssh_message_channel_request_reply_success(message);
            ready = true;
        } else {
            ssh_message_reply_default(message);
        }
        ssh_message_free(message);
        if (ready) {
            return channel;
        }
    }
    return nullptr;
}

} // namespace

SshStub::SshStub(bool interactive)
    : m_interactive(interactive)
{
    hostKey();
    m_server.start([this](int socket) { serve(socket); });
}

recorder::StorageTargetSettings SshStub::settings() const
{
    recorder::StorageTargetSettings settings;
    settings.type = recorder::StorageType::Sftp;
    settings.host = QStringLiteral("127.0.0.1");
    settings.port = m_server.port();
    settings.user = QStringLiteral("rec");
    settings.password = QString::fromLatin1(kPassword);
    unsigned char *hash = nullptr;
    size_t size = 0;
    ssh_get_publickey_hash(hostKey(), SSH_PUBLICKEY_HASH_SHA256, &hash, &size);
    settings.hostKey =
        QStringLiteral("SHA256:") +
        QString::fromLatin1(QByteArray(reinterpret_cast<char *>(hash), static_cast<qsizetype>(size))
                                .toBase64(QByteArray::OmitTrailingEquals));
    ssh_clean_pubkey_hash(&hash);
    return settings;
}

void SshStub::serve(int socket) const
{
    ssh_bind bind = ssh_bind_new();
    const bool no = false;
    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no);
    ssh_key key = nullptr; // the bind frees its own
    char *text = nullptr;
    ssh_pki_export_privkey_base64(hostKey(), nullptr, nullptr, nullptr, &text);
    ssh_pki_import_privkey_base64(text, nullptr, nullptr, nullptr, &key);
    ssh_string_free_char(text);
    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_IMPORT_KEY, key);
    ssh_session session = ssh_new();
    if (ssh_bind_accept_fd(bind, session, ::dup(socket)) == SSH_OK &&
        ssh_handle_key_exchange(session) == SSH_OK) {
        serveFiles(session);
    }
    ssh_disconnect(session);
    ssh_free(session);
    ssh_bind_free(bind);
}

void SshStub::refuse(quint8 type, quint32 status)
{
    m_status = status;
    m_refused = type;
}

/// To OpenSSH, or back with a status and the id that it came with.
bool SshStub::passOn(const QByteArray &packet, ssh_channel channel, int server) const
{
    constexpr qsizetype kHead = 9;
    constexpr char kStatus = 101;
    if (packet.size() < kHead || static_cast<quint8>(packet.at(4)) != m_refused) {
        return ::write(server, packet.constData(), static_cast<std::size_t>(packet.size())) == packet.size();
    }
    QByteArray answer(kHead + 4, '\0');
    answer[3] = static_cast<char>(kHead + 8);
    answer[4] = kStatus;
    answer.replace(5, 4, packet.mid(5, 4));
    qToBigEndian<quint32>(m_status, answer.data() + kHead);
    answer += QByteArray(8, '\0'); // no words, of no language
    return ssh_channel_write(channel, answer.constData(), static_cast<uint32_t>(answer.size())) ==
           answer.size();
}

void SshStub::serveFiles(ssh_session session) const
{
    ssh_channel channel = channelOf(session, m_interactive);
    std::array<int, 2> ends{};
    if (channel == nullptr || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return;
    }
    const common::FileDescriptor ours(ends[0]);
    common::FileDescriptor theirs(ends[1]);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    QByteArray program = QByteArrayLiteral("/usr/lib/openssh/sftp-server");
    QByteArray option = QByteArrayLiteral("-d");
    QByteArray folder = QFile::encodeName(m_dir.path());
    std::array<char *, 4> arguments{program.data(), option.data(), folder.data(), nullptr};
    pid_t child = 0;
    if (::posix_spawn(&child, program.constData(), &actions, nullptr, arguments.data(), environ) != 0) {
        qFatal("no sftp-server");
    }
    posix_spawn_file_actions_destroy(&actions);
    theirs.reset();
    std::array<char, 32768> buffer;
    QByteArray input;
    for (bool open = true; open;) {
        const int got = ssh_channel_read_timeout(channel, buffer.data(), buffer.size(), 0, 2);
        open = got != SSH_ERROR && (got != 0 || ssh_channel_is_eof(channel) == 0) && got != SSH_EOF;
        input.append(buffer.data(), std::max(got, 0));
        while (open && input.size() >= 4) {
            const qsizetype size = 4 + qsizetype{qFromBigEndian<quint32>(input.constData())};
            if (input.size() < size) {
                break;
            }
            open = passOn(input.left(size), channel, ours.get());
            input.remove(0, size);
        }
        pollfd one{ours.get(), POLLIN, 0};
        while (open && ::poll(&one, 1, 0) > 0) {
            const ssize_t n = ::read(ours.get(), buffer.data(), buffer.size());
            open = n > 0 && ssh_channel_write(channel, buffer.data(), static_cast<uint32_t>(n)) == n;
        }
    }
    ::shutdown(ours.get(), SHUT_RDWR);
    ::waitpid(child, nullptr, 0);
    ssh_channel_free(channel);
}

} // namespace tests
