// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"

#include <QApplication>
#include <QStandardPaths>

int main(int argc, char **argv)
{
    // Widgets look alike on every machine, and nothing of the developer's own settings is read or written.
    QStandardPaths::setTestModeEnabled(true);
    QApplication app(argc, argv);
    QApplication::setStyle(QStringLiteral("Fusion"));
    return tests::runCase(argc, argv);
}
