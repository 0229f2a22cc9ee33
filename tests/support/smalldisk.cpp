// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/smalldisk.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <string>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tests
{

namespace
{

/// The root of a new tmpfs (fsopen(2), fsmount(2); Linux 5.2), -1 with errno. Only system calls: it also runs
/// in a forked child.
int mountSmall(const char *size, const char *files, bool readOnly)
{
    const int context = ::fsopen("tmpfs", FSOPEN_CLOEXEC);
    if (context < 0) {
        return -1;
    }
    int root = -1;
    if (::fsconfig(context, FSCONFIG_SET_STRING, "size", size, 0) == 0 &&
        ::fsconfig(context, FSCONFIG_SET_STRING, "nr_inodes", files, 0) == 0 &&
        ::fsconfig(context, FSCONFIG_SET_STRING, "mode", "0700", 0) == 0 &&
        ::fsconfig(context, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) == 0) {
        root = ::fsmount(context, FSMOUNT_CLOEXEC,
                         MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | (readOnly ? MOUNT_ATTR_RDONLY : 0));
    }
    const int error = errno;
    ::close(context);
    errno = error;
    return root;
}

/// One message: errno in the byte, and the descriptor when there is one.
struct FdMessage {
    explicit FdMessage(char *byte)
        : part{byte, 1}
    {
        header.msg_iov = &part;
        header.msg_iovlen = 1;
        header.msg_control = control;
        header.msg_controllen = sizeof control;
    }
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    iovec part;
    msghdr header{};
};

void sendRoot(int socket, int root)
{
    char byte = root < 0 ? static_cast<char>(errno) : '\0';
    FdMessage message(&byte);
    if (root < 0) {
        message.header.msg_controllen = 0;
    } else {
        cmsghdr *const head = CMSG_FIRSTHDR(&message.header);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof root);
        std::memcpy(CMSG_DATA(head), &root, sizeof root);
    }
    ::sendmsg(socket, &message.header, 0);
}

int receiveRoot(int socket)
{
    char byte = 0;
    FdMessage message(&byte);
    const ssize_t got = ::recvmsg(socket, &message.header, MSG_CMSG_CLOEXEC);
    const cmsghdr *const head = got == 1 ? CMSG_FIRSTHDR(&message.header) : nullptr;
    if (head == nullptr || head->cmsg_type != SCM_RIGHTS) {
        errno = got == 1 ? byte : EIO;
        return -1;
    }
    int root = -1;
    std::memcpy(&root, CMSG_DATA(head), sizeof root);
    return root;
}

bool writeAll(const char *path, const std::string &text)
{
    const common::FileDescriptor file(::open(path, O_WRONLY | O_CLOEXEC));
    return file && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// In a child with a user namespace of its own, where a common user may mount; the child ends, the mount
/// stays with the descriptor.
int mountSmallAsUser(const char *size, const char *files, bool readOnly)
{
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        return -1;
    }
    const common::FileDescriptor ours(pair[0]);
    common::FileDescriptor theirs(pair[1]);
    const std::string user = std::to_string(::geteuid()) + ' ' + std::to_string(::geteuid()) + " 1";
    const std::string group = std::to_string(::getegid()) + ' ' + std::to_string(::getegid()) + " 1";
    const pid_t child = ::fork();
    if (child == 0) {
        const bool inside = ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
                            writeAll("/proc/self/uid_map", user) &&
                            writeAll("/proc/self/setgroups", "deny") && writeAll("/proc/self/gid_map", group);
        sendRoot(theirs.get(), inside ? mountSmall(size, files, readOnly) : -1);
        ::_exit(0);
    }
    theirs.reset();
    const int root = child < 0 ? -1 : receiveRoot(ours.get());
    const int error = errno;
    if (child > 0) {
        ::waitpid(child, nullptr, 0);
    }
    errno = error;
    return root;
}

} // namespace

SmallDisk::SmallDisk(qint64 bytes, Mode mode, int files)
{
    const std::string size = std::to_string(bytes);
    const std::string number = std::to_string(files);
    const bool readOnly = mode == Mode::ReadOnly;
    const int root = ::geteuid() == 0 ? mountSmall(size.c_str(), number.c_str(), readOnly)
                                      : mountSmallAsUser(size.c_str(), number.c_str(), readOnly);
    if (root < 0) {
        m_error = common::describeErrno(QStringLiteral("cannot make"), QStringLiteral("a small tmpfs"));
        return;
    }
    m_root = common::FileDescriptor(root);
}

QString SmallDisk::path() const
{
    return QStringLiteral("/proc/%1/fd/%2").arg(QCoreApplication::applicationPid()).arg(m_root.get());
}

bool SmallDisk::appearAt(const QString &link) const
{
    return QFile::link(path(), link);
}

bool SmallDisk::fill(qint64 bytes) const
{
    QFile file(path() + QStringLiteral("/ballast"));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
        return false;
    }
    const QByteArray piece(65536, 'x');
    for (qint64 done = 0; done < bytes && file.write(piece) > 0; done += piece.size()) {
    }
    return true;
}

bool SmallDisk::clear() const
{
    return QFile::remove(path() + QStringLiteral("/ballast"));
}

bool SmallDisk::fillWithFiles() const
{
    if (!QDir(path()).mkpath(QStringLiteral("many"))) {
        return false;
    }
    constexpr int kMost = 100'000;
    for (int i = 0; i < kMost; ++i) {
        QFile file(path() + QStringLiteral("/many/%1").arg(i));
        if (!file.open(QIODevice::WriteOnly)) {
            return true;
        }
    }
    return false;
}

bool SmallDisk::clearFiles() const
{
    return QDir(path() + QStringLiteral("/many")).removeRecursively();
}

bool SmallDisk::setReadOnly(bool readOnly) const
{
    mount_attr change{};
    (readOnly ? change.attr_set : change.attr_clr) = MOUNT_ATTR_RDONLY;
    return ::mount_setattr(m_root.get(), "", AT_EMPTY_PATH, &change, sizeof change) == 0;
}

} // namespace tests
