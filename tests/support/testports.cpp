// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testports.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QSet>
#include <QTcpServer>
#include <QUdpSocket>

#include <fcntl.h>
#include <sys/stat.h>

namespace tests
{

namespace
{

/// Below the ephemeral range, so that no outgoing connection takes one meanwhile, and below the recorders'
/// media ports (recorderprocess.cpp).
constexpr int kFirst = 5'200;
constexpr int kEnd = 15'000;

int lockFile()
{
    static const int file = [] {
        const QByteArray path = QFile::encodeName(QDir::tempPath() + QStringLiteral("/earshot-test-ports"));
        // Not with O_CREAT where it is: in /tmp that is refused for files of other users.
        int opened = ::open(path.constData(), O_RDWR | O_CLOEXEC);
        if (opened < 0) {
            opened = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
            (void)::fchmod(opened, 0666); // whatever the umask: other users run tests too
        }
        return opened;
    }();
    return file;
}

/// Test programs that run at the same time lock the numbers in one file: what is only looked at may be taken
/// by another before the server listens there. A lock ends with its process, however that ends.
bool lock(int first, int count, short type)
{
    struct flock range = {};
    range.l_type = type;
    range.l_whence = SEEK_SET;
    range.l_start = first;
    range.l_len = count;
    return ::fcntl(lockFile(), F_OFD_SETLK, &range) == 0;
}

bool isFree(int number)
{
    const auto port = static_cast<quint16>(number);
    QTcpServer tcp;
    QUdpSocket udp;
    return tcp.listen(QHostAddress::LocalHost, port) && udp.bind(QHostAddress::LocalHost, port);
}

} // namespace

quint16 reservedPorts(int count)
{
    static QSet<int> ours; // one process's locks do not exclude each other
    for (int attempt = 0; attempt < 500; ++attempt) {
        const int first = QRandomGenerator::system()->bounded(kFirst, kEnd - count);
        bool taken = false;
        for (int port = first; port < first + count; ++port) {
            taken = taken || ours.contains(port);
        }
        if (taken || !lock(first, count, F_WRLCK)) {
            continue;
        }
        for (int port = first; port < first + count && !taken; ++port) {
            taken = !isFree(port);
        }
        if (taken) {
            (void)lock(first, count, F_UNLCK);
            continue;
        }
        for (int port = first; port < first + count; ++port) {
            ours.insert(port);
        }
        return static_cast<quint16>(first);
    }
    qFatal("no %d free ports in a row", count);
    return 0;
}

} // namespace tests
