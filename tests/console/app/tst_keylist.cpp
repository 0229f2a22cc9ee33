// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/keylist.h"
#include "tests/console/app/consolebench.h"
#include "tests/support/testmain.h"

#include <QSettings>
#include <QShortcut>
#include <QTableWidget>

using namespace console;

namespace
{
/// What the list says of everything whose words contain `what`.
QStringList keysOf(const KeyList &list, const QString &what)
{
    const auto *table = list.findChild<QTableWidget *>();
    QStringList found;
    for (int row = 0; row < table->rowCount(); ++row) {
        if (table->item(row, 1)->text().contains(what)) {
            found.append(table->item(row, 0)->text());
        }
    }
    return found;
}
} // namespace

class TestKeyList : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
private Q_SLOTS:
    void thePlayersKeysAreTheUsersOwn()
    {
        QSettings settings(m_folder.filePath(QStringLiteral("keys.ini")), QSettings::IniFormat);
        {
            const KeyList list(settings, nullptr);
            QCOMPARE(keysOf(list, QStringLiteral("Next turn")), QStringList{QStringLiteral("L")});
            QCOMPARE(keysOf(list, QStringLiteral("anywhere on the page")),
                     QStringList{QStringLiteral("Ctrl+Space")});
            QCOMPARE(keysOf(list, QStringLiteral("Follow")), QStringList{QStringLiteral("F")});
        }
        settings.setValue(QStringLiteral("player/keys/next-turn"), QStringLiteral("N"));
        {
            const KeyList list(settings, nullptr);
            QCOMPARE(keysOf(list, QStringLiteral("Next turn")), QStringList{QStringLiteral("N")});
        }
        settings.setValue(QStringLiteral("player/singleKeys"), false);
        const KeyList list(settings, nullptr);
        QCOMPARE(keysOf(list, QStringLiteral("Next turn")), QStringList()); // it does nothing now
        QCOMPARE(keysOf(list, QStringLiteral("Whole call")), QStringList{QStringLiteral("Ctrl+0")});
    }
    void listsAndFormsAreInIt()
    {
        const KeyList list(QSettings(m_folder.filePath(QStringLiteral("none.ini")), QSettings::IniFormat),
                           nullptr);
        QCOMPARE(keysOf(list, QStringLiteral("List: add")), QStringList{QStringLiteral("Ctrl+N")});
        QCOMPARE(keysOf(list, QStringLiteral("List: edit")), QStringList{QStringLiteral("F2")});
        QCOMPARE(keysOf(list, QStringLiteral("rows of this page")), QStringList{QStringLiteral("Ctrl+A")});
        QCOMPARE(keysOf(list, QStringLiteral("everything that matches")),
                 QStringList{QStringLiteral("Ctrl+Shift+A")});
        QCOMPARE(keysOf(list, QStringLiteral("Form: save")), QStringList{QStringLiteral("Ctrl+S")});
        QCOMPARE(keysOf(list, QStringLiteral("First page")), QStringList{QStringLiteral("Ctrl+1 … Ctrl+5")});
    }
    /// No key of the window is left out.
    void everyKeyOfTheWindowIsInIt()
    {
        tests::ConsoleBench bench;
        bench.addServer();
        bench.open();
        const KeyList list(QSettings(m_folder.filePath(QStringLiteral("none.ini")), QSettings::IniFormat),
                           nullptr);
        const QStringList listed =
            keysOf(list, QString()).join(QStringLiteral(", ")).split(QStringLiteral(", "));
        const auto shortcuts = bench.window->findChildren<QShortcut *>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(shortcuts.size() > 15);
        for (const QShortcut *shortcut : shortcuts) {
            const QString key = shortcut->key().toString(QKeySequence::NativeText);
            const bool inRange =
                key.startsWith(QStringLiteral("Ctrl+")) && key.size() == 6 && key.back().isDigit();
            QVERIFY2(inRange || listed.contains(key), qPrintable(key));
        }
    }
};

EARSHOT_TEST(tst_keylist, TestKeyList)
#include "tst_keylist.moc"
