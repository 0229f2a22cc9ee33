// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>

namespace tests
{

using CaseFactory = std::function<QObject *()>;
/// Makes a test class known to the main of its layer's executable. Returns true so that it can initialise a
/// constant.
bool registerCase(const char *name, CaseFactory factory);
/// Runs the case that the first argument names. For the mains: testmain.cpp, guitestmain.cpp.
int runCase(int argc, char **argv);

} // namespace tests

/// At the end of tst_x.cpp: the ctest entry is the file's name, the class may have any.
#define EARSHOT_TEST(file, Class)                                                                            \
    static const bool registered_##file = tests::registerCase(#file, [] { return new Class; });
