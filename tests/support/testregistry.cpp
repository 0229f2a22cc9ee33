// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"

#include <QTest>

#include <map>
#include <memory>
#include <string>

namespace tests
{

namespace
{
std::map<std::string, CaseFactory> &cases()
{
    static std::map<std::string, CaseFactory> all;
    return all;
}
} // namespace

bool registerCase(const char *name, CaseFactory factory)
{
    cases().emplace(name, std::move(factory));
    return true;
}

int runCase(int argc, char **argv)
{
    const std::string wanted = argc > 1 ? argv[1] : "";
    const auto found = cases().find(wanted);
    if (found == cases().end()) {
        qCritical("usage: %s CASE [QtTest options]; cases:", argv[0]);
        for (const auto &[name, factory] : cases()) {
            qCritical("  %s", name.c_str());
        }
        return 2;
    }
    QStringList arguments{QString::fromLocal8Bit(argv[0])};
    for (int i = 2; i < argc; ++i) {
        arguments.append(QString::fromLocal8Bit(argv[i]));
    }
    const std::unique_ptr<QObject> test(found->second());
    return QTest::qExec(test.get(), arguments);
}

} // namespace tests
