// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/failpoint.h"

#include "common/core/guarded.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <csignal>
#include <thread>
#include <unistd.h>

namespace common
{

namespace
{

struct Arm {
    QByteArray name;
    QString action;
    int at = 0; // 0 = each passage
    int passed = 0;
};

QList<Arm> armsFromEnvironment()
{
    QList<Arm> arms;
    const QString text = qEnvironmentVariable("EARSHOT_FAILPOINT");
    for (const QString &entry : text.split(u',', Qt::SkipEmptyParts)) {
        const qsizetype colon = entry.indexOf(u':');
        if (colon < 1) {
            qWarning("EARSHOT_FAILPOINT: '%s' is not name:action[@n]", qPrintable(entry));
            continue;
        }
        const QString action = entry.mid(colon + 1);
        Arm arm{entry.left(colon).toUtf8(), action.section(u'@', 0, 0), action.section(u'@', 1, 1).toInt(),
                0};
        arms.append(arm);
    }
    return arms;
}

Guarded<QList<Arm>> &arms()
{
    static Guarded<QList<Arm>> all(armsFromEnvironment());
    return all;
}

/// The action that this passage triggers, empty for none.
QString actionFor(const char *name)
{
    return arms().with([name](QList<Arm> &all) -> QString {
        for (Arm &arm : all) {
            if (arm.name == name) {
                ++arm.passed;
                if (arm.at == 0 || arm.at == arm.passed) {
                    return arm.action;
                }
            }
        }
        return {};
    });
}

} // namespace

std::atomic<bool> g_failpointsArmed{!qEnvironmentVariableIsEmpty("EARSHOT_FAILPOINT")};

Fault passFailpoint(const char *name)
{
    const QString action = actionFor(name);
    if (action == QLatin1String("kill")) {
        ::kill(::getpid(), SIGKILL);
    } else if (action.startsWith(QLatin1String("delay="))) {
        std::this_thread::sleep_for(std::chrono::milliseconds(action.mid(6).toInt()));
    } else if (action == QLatin1String("eio")) {
        return Fault::Io;
    } else if (action == QLatin1String("enospc")) {
        return Fault::Full;
    }
    return Fault::None;
}

} // namespace common
