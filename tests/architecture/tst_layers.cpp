// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/sourcetree.h"
#include "tests/support/testmain.h"

#include <QMap>
#include <QRegularExpression>
#include <QTest>

using namespace tests;

namespace
{

struct Layers {
    QMap<QString, QStringList> allowed;
    /// "from>to" -> path prefixes that alone may be included
    QMap<QString, QStringList> only;
};

Layers readLayers()
{
    Layers layers;
    for (const QString &raw : readSource(QStringLiteral("cmake/layers.txt")).split(u'\n')) {
        const QString line = raw.trimmed();
        if (line.isEmpty() || line.startsWith(u'#')) {
            continue;
        }
        const QString head = line.section(u':', 0, 0).trimmed();
        const QStringList rest = line.section(u':', 1).split(u' ', Qt::SkipEmptyParts);
        if (head.startsWith(QLatin1String("only "))) {
            const QString edge = head.mid(5).remove(u' ').replace(QLatin1String("->"), QLatin1String(">"));
            layers.only.insert(edge, rest);
        } else {
            layers.allowed.insert(head, rest);
        }
    }
    return layers;
}

/// The module of a path: the longest name of the table that is a folder above it.
QString moduleOf(const QString &path, const Layers &layers)
{
    QString best;
    for (auto it = layers.allowed.begin(); it != layers.allowed.end(); ++it) {
        if (path.startsWith(it.key() + u'/') && it.key().size() > best.size()) {
            best = it.key();
        }
    }
    return best;
}

QStringList includesOf(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^\\s*#\\s*include\\s+\"([^\"]+)\""),
                                         QRegularExpression::MultilineOption);
    QStringList includes;
    auto it = form.globalMatch(text);
    while (it.hasNext()) {
        includes.append(it.next().captured(1));
    }
    return includes;
}

QString complaintAbout(const QString &file, const QString &include, const Layers &layers)
{
    if (include.endsWith(QLatin1String(".moc"))) {
        return {};
    }
    const QString from = moduleOf(file, layers);
    const QString to = moduleOf(include, layers);
    if (from.isEmpty()) {
        return QStringLiteral("%1 is in no module of cmake/layers.txt").arg(file);
    }
    if (to.isEmpty()) {
        return QStringLiteral("%1 includes \"%2\", which is no module's header (third-party headers: <>)")
            .arg(file, include);
    }
    if (from == to) {
        return {};
    }
    if (!layers.allowed.value(from).contains(to)) {
        return QStringLiteral("%1: %2 may not include %3 (\"%4\")").arg(file, from, to, include);
    }
    const QStringList prefixes = layers.only.value(from + u'>' + to);
    for (const QString &prefix : prefixes) {
        if (include.startsWith(prefix)) {
            return {};
        }
    }
    return prefixes.isEmpty()
               ? QString()
               : QStringLiteral("%1: of %2 only %3 may be included").arg(file, to, prefixes.join(u' '));
}

} // namespace

class TestLayers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyIncludeFollowsAnArrow()
    {
        const Layers layers = readLayers();
        QVERIFY(layers.allowed.size() > 5);
        const QStringList files =
            sourceFiles({QStringLiteral("common"), QStringLiteral("recorder"), QStringLiteral("console")},
                        {QStringLiteral("*.h"), QStringLiteral("*.cpp")});
        QVERIFY(files.size() > 10);
        QStringList complaints;
        for (const QString &file : files) {
            for (const QString &include : includesOf(readSource(file))) {
                const QString complaint = complaintAbout(file, include, layers);
                if (!complaint.isEmpty()) {
                    complaints.append(complaint);
                }
            }
        }
        QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
    }
    void arrowsHaveNoCircle()
    {
        const Layers layers = readLayers();
        QMap<QString, QStringList> open = layers.allowed;
        // Taking away modules whose arrows all lead to modules already taken empties a table without circles.
        QStringList taken;
        bool moved = true;
        while (moved && !open.isEmpty()) {
            moved = false;
            for (const QString &module : open.keys()) {
                const QStringList targets = open.value(module);
                if (std::all_of(targets.begin(), targets.end(),
                                [&](const QString &t) { return taken.contains(t); })) {
                    taken.append(module);
                    open.remove(module);
                    moved = true;
                }
            }
        }
        QVERIFY2(open.isEmpty(), qPrintable(QStringList(open.keys()).join(u' ')));
    }
    void forbiddenArrowsAreFound()
    {
        const Layers layers = readLayers();
        const QString file = QStringLiteral("recorder/capture/x.cpp");
        QVERIFY(!complaintAbout(file, QStringLiteral("recorder/store/pool.h"), layers).isEmpty());
        QVERIFY(!complaintAbout(QStringLiteral("common/core/x.h"), QStringLiteral("recorder/app/config.h"),
                                layers)
                     .isEmpty());
        QVERIFY(!complaintAbout(QStringLiteral("recorder/finish/x.h"),
                                QStringLiteral("recorder/capture/ledger/ledger.h"), layers)
                     .isEmpty());
        QVERIFY(complaintAbout(QStringLiteral("recorder/finish/x.h"),
                               QStringLiteral("recorder/capture/spool/spoolrecord.h"), layers)
                    .isEmpty());
        QVERIFY(!complaintAbout(file, QStringLiteral("nowhere.h"), layers).isEmpty());
    }
    void sqlLivesInTheStoreAlone()
    {
        // The ledger is the one other owner of SQL (architecture: SQLite for what must survive without
        // PostgreSQL).
        static const QRegularExpression sql(
            QStringLiteral("\"\\s*(SELECT|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM) "));
        for (const QString &file : sourceFiles({QStringLiteral("common"), QStringLiteral("recorder")},
                                               {QStringLiteral("*.cpp"), QStringLiteral("*.h")})) {
            if (!file.startsWith(QLatin1String("recorder/store/")) &&
                !file.startsWith(QLatin1String("recorder/capture/ledger/"))) {
                QVERIFY2(!readSource(file).contains(sql), qPrintable(file));
            }
        }
    }
};

EARSHOT_TEST(tst_layers, TestLayers)
#include "tst_layers.moc"
