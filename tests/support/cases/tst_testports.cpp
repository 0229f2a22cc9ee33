// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"
#include "tests/support/testports.h"

#include <QDir>
#include <QFile>
#include <QSet>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using namespace tests;

namespace
{

/// As another test program sees it: locks of a file opened anew exclude those of the first.
bool isLockedFor(int file, int port)
{
    struct flock asked = {};
    asked.l_type = F_WRLCK;
    asked.l_whence = SEEK_SET;
    asked.l_start = port;
    asked.l_len = 1;
    return ::fcntl(file, F_OFD_GETLK, &asked) == 0 && asked.l_type == F_WRLCK;
}

} // namespace

class TstTestPorts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void givesNoPortTwice()
    {
        QSet<int> seen;
        for (int round = 0; round < 20; ++round) {
            const int first = reservedPorts(70);
            for (int port = first; port < first + 70; ++port) {
                QVERIFY2(!seen.contains(port), qPrintable(QString::number(port)));
                seen.insert(port);
            }
        }
    }

    void keepsThemFromOtherPrograms()
    {
        const int first = reservedPorts(30);
        const QByteArray path = QFile::encodeName(QDir::tempPath() + QStringLiteral("/earshot-test-ports"));
        const int file = ::open(path.constData(), O_RDWR | O_CLOEXEC);
        QVERIFY(file >= 0);
        for (int port = first; port < first + 30; ++port) {
            QVERIFY2(isLockedFor(file, port), qPrintable(QString::number(port)));
        }
        ::close(file);
    }
};

EARSHOT_TEST(tst_testports, TstTestPorts)
#include "tst_testports.moc"
