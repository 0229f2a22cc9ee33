// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/sourcetree.h"
#include "tests/support/testmain.h"

#include <QMap>
#include <QRegularExpression>
#include <QTest>

using namespace tests;

/// Namespaces are flat, so two folders can make types of one name without knowing. One program then has two
/// definitions, the linker takes the inline functions of either, and it ends somewhere in a copy.
class TestNames : public QObject
{
    Q_OBJECT
private:
    /// "namespace::Type" of all types that a header defines for others.
    static QStringList typesOf(const QString &file)
    {
        static const QRegularExpression kNamespace(QStringLiteral("^namespace (\\w+)$"));
        static const QRegularExpression kType(
            QStringLiteral("^(?:struct|class|enum class|enum) (\\w+)(?: final)?(?: : .*)?( \\{)?$"));
        QStringList types;
        QString space;
        for (const QString &line : readSource(file).split(u'\n')) {
            if (const auto opened = kNamespace.match(line); opened.hasMatch()) {
                space = opened.captured(1);
            } else if (const auto type = kType.match(line); type.hasMatch()) {
                types.append(space + QStringLiteral("::") + type.captured(1));
            }
        }
        return types;
    }
private Q_SLOTS:
    void aTypeIsDefinedOnce()
    {
        QMap<QString, QStringList> places;
        for (const QString &file :
             sourceFiles({QStringLiteral("common"), QStringLiteral("recorder"), QStringLiteral("console")},
                         {QStringLiteral("*.h")})) {
            for (const QString &type : typesOf(file)) {
                places[type].append(file);
            }
        }
        QVERIFY(places.size() > 500);
        for (auto it = places.cbegin(); it != places.cend(); ++it) {
            QVERIFY2(it->size() == 1,
                     qPrintable(QStringLiteral("%1: %2").arg(it.key(), it->join(QStringLiteral(", ")))));
        }
    }
};

EARSHOT_TEST(tst_names, TestNames)
#include "tst_names.moc"
