// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/serverprocess.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace recorder
{

namespace
{

/// Everything the child needs, made before the fork.
struct ChildPlan {
    std::vector<char *> arguments;
    std::vector<char *> environment;
    std::vector<gid_t> groups;
    int log = -1;
};

std::vector<gid_t> groupsOf(const ServerLayout &layout)
{
    passwd entry{};
    passwd *found = nullptr;
    std::vector<char> buffer(16384);
    getpwuid_r(layout.uid, &entry, buffer.data(), buffer.size(), &found);
    int count = 64;
    std::vector<gid_t> groups(64, layout.gid);
    if (!found || getgrouplist(found->pw_name, layout.gid, groups.data(), &count) < 0) {
        count = 1;
    }
    groups.resize(static_cast<size_t>(count));
    return groups;
}

[[noreturn]] void becomeServer(const ServerLayout &layout, const ChildPlan &plan)
{
    setsid();
    // The group and user change in this order, and all three ids, so that nothing is left to go back to.
    if (layout.switchUser && (setgroups(plan.groups.size(), plan.groups.data()) != 0 ||
                              setresgid(layout.gid, layout.gid, layout.gid) != 0 ||
                              setresuid(layout.uid, layout.uid, layout.uid) != 0)) {
        _exit(126);
    }
    const int null = open("/dev/null", O_RDONLY);
    // initdb insists on a working directory that it can enter.
    if (chdir("/") != 0 || null < 0 || dup2(null, 0) < 0 || dup2(plan.log, 1) < 0 || dup2(plan.log, 2) < 0) {
        _exit(126);
    }
    close_range(3, ~0u, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execve(plan.arguments.front(), plan.arguments.data(), plan.environment.data());
    _exit(127);
}

} // namespace

common::Result<pid_t> spawnServerProgram(const ServerLayout &layout, const QByteArray &program,
                                         const QList<QByteArray> &arguments, const QString &log)
{
    QList<QByteArray> texts{layout.binaries.toLocal8Bit() + '/' + program};
    texts += arguments;
    QList<QByteArray> variables{"PATH=" + layout.binaries.toLocal8Bit() + ":/usr/bin:/bin", "LC_ALL=C.UTF-8",
                                "LANG=C.UTF-8", "TZ=UTC", "PGDATA=" + layout.data.toLocal8Bit()};
    ChildPlan plan;
    for (QByteArray &text : texts) {
        plan.arguments.push_back(text.data());
    }
    plan.arguments.push_back(nullptr);
    for (QByteArray &variable : variables) {
        plan.environment.push_back(variable.data());
    }
    plan.environment.push_back(nullptr);
    plan.groups = groupsOf(layout);
    // Not through a link: the folder belongs to the server's user, and we may be root.
    plan.log =
        open(log.toLocal8Bit().constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (plan.log < 0) {
        return common::fail(
            common::ErrorCode::Invalid,
            QStringLiteral("cannot write %1: %2").arg(log, QString::fromLocal8Bit(strerror(errno))));
    }
    const pid_t pid = fork();
    if (pid == 0) {
        becomeServer(layout, plan);
    }
    const int forkError = errno;
    close(plan.log);
    if (pid < 0) {
        return common::fail(
            common::ErrorCode::Unavailable,
            QStringLiteral("cannot start PostgreSQL: %1").arg(QString::fromLocal8Bit(strerror(forkError))));
    }
    return pid;
}

int waitForChild(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace recorder
