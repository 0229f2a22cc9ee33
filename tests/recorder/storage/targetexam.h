// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/storagetarget.h"

#include "common/core/guarded.h"
#include "common/crypto/sha256.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

namespace tests
{

/// Bytes of which no two pieces are alike.
inline QByteArray noise(qsizetype size)
{
    QByteArray bytes(size + 8, Qt::Uninitialized);
    QRandomGenerator random(static_cast<quint32>(size));
    for (qsizetype i = 0; i < size; i += 8) {
        const quint64 piece = random.generate64();
        std::copy_n(reinterpret_cast<const char *>(&piece), 8, bytes.data() + i);
    }
    bytes.truncate(size);
    return bytes;
}

/// Local files with a given content, gone with the object.
class SourceFolder
{
public:
    QString file(const QByteArray &content)
    {
        QFile file(m_dir.filePath(QString::number(++m_count)));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
            qFatal("no file");
        }
        return file.fileName();
    }

private:
    QTemporaryDir m_dir;
    int m_count = 0;
};

inline QByteArray contentOf(recorder::StorageTarget &target, const QString &key,
                            const recorder::StorageRange &range = {})
{
    QByteArray bytes;
    const common::Status got = target.get(key, range, [&bytes](QByteArrayView piece) {
        bytes.append(piece.data(), piece.size());
        return true;
    });
    if (!got) {
        qWarning("%s: %s", qPrintable(recorder::storageCause(got.error())), qPrintable(got.error().message));
        return QByteArrayLiteral("<failed>");
    }
    return bytes;
}

template <typename T>
QString causeIn(const common::Result<T> &result)
{
    return result ? QStringLiteral("none") : recorder::storageCause(result.error());
}

/// "name:passed tcp:failed(refused) login:not-run"
inline QString shortReport(const QList<common::ConnectionStep> &steps)
{
    QStringList words;
    for (const common::ConnectionStep &step : steps) {
        words.append(step.name + QLatin1Char(':') + step.state +
                     (step.cause.isEmpty() ? QString() : QStringLiteral("(%1)").arg(step.cause)));
    }
    return words.join(QLatin1Char(' '));
}

inline QString allPassed(const recorder::StorageTargetSettings &settings)
{
    QStringList words;
    for (const QString &name : recorder::testSteps(settings)) {
        words.append(name + QStringLiteral(":passed"));
    }
    return words.join(QLatin1Char(' '));
}

/// All that was logged since it was made; nothing else shows it meanwhile. One at a time.
class LogTrap
{
public:
    LogTrap() { s_before = qInstallMessageHandler(&LogTrap::take); }
    LogTrap(const LogTrap &) = delete;
    LogTrap &operator=(const LogTrap &) = delete;
    ~LogTrap() { qInstallMessageHandler(s_before); }
    static QString text()
    {
        return s_text.with([](QString &text) { return std::exchange(text, {}); });
    }

private:
    static void take(QtMsgType, const QMessageLogContext &, const QString &line)
    {
        s_text.with([&line](QString &text) { text += line + QLatin1Char('\n'); });
    }
    static inline QtMessageHandler s_before = nullptr;
    static inline common::Guarded<QString> s_text;
};

/// What a target and its test say of settings that do not work, on the screen and in the log.
inline QString toldOf(const recorder::StorageTargetSettings &settings,
                      const recorder::StorageEnvironment &environment = {})
{
    const LogTrap trap;
    auto target = recorder::openStorageTarget(settings, environment, {});
    if (!target) {
        return target.error().message;
    }
    const auto found = (*target)->stat(QStringLiteral("a"));
    QString told = found ? QString() : found.error().message;
    for (const common::ConnectionStep &step : (*target)->test({})) {
        told += step.name + step.detail + step.cause;
    }
    return told + LogTrap::text();
}

#define EXAM_STORED(result, content)                                                                         \
    do {                                                                                                     \
        QVERIFY2(result, result ? "" : qPrintable(causeIn(result) + u' ' + result.error().message));         \
        QCOMPARE(result->size, content.size());                                                              \
        QCOMPARE(result->sha256, common::sha256(content));                                                   \
    } while (false)

/// What every kind of target does alike. Check QTest::currentTestFailed() afterwards.
inline void examine(recorder::StorageTarget &target)
{
    SourceFolder files;
    const QByteArray small = noise(5000);
    const QByteArray large = noise(3'000'017);
    const QString deep = QString::fromUtf8("2026/Köln büro/a+b&c=%41 d'é.mp3");

    // In folders that are not there yet, under a name that needs escaping everywhere.
    const auto stored =
        target.put(files.file(small), deep, {common::sha256(small), QStringLiteral("audio/mpeg")});
    EXAM_STORED(stored, small);
    QCOMPARE(contentOf(target, deep), small);
    const auto found = target.stat(deep);
    QVERIFY(found);
    QCOMPARE(found->size, small.size());
    QVERIFY(found->sha256.isEmpty() || found->sha256 == common::sha256(small));

    // In many pieces, its hash not known beforehand; over what was there; empty.
    const auto replaced = target.put(files.file(large), deep, {});
    EXAM_STORED(replaced, large);
    QVERIFY(contentOf(target, deep) == large);
    QVERIFY(recorder::readBack(target, deep, large.size(), common::sha256(large)));
    QCOMPARE(causeIn(recorder::readBack(target, deep, large.size(), common::sha256(small))),
             QStringLiteral("mismatch"));
    const auto empty = target.put(files.file({}), QStringLiteral("empty"), {});
    EXAM_STORED(empty, QByteArray());
    QCOMPARE(contentOf(target, QStringLiteral("empty")), QByteArray());

    QVERIFY(contentOf(target, deep, {1'000'000, 70'000}) == large.mid(1'000'000, 70'000));
    QVERIFY(contentOf(target, deep, {2'999'990, -1}) == large.mid(2'999'990));
    // The reader may have had enough, and the next call is as good as any.
    qint64 heard = 0;
    const auto half = target.get(deep, {}, [&heard](QByteArrayView piece) {
        heard += piece.size();
        return heard < 100'000;
    });
    QCOMPARE(causeIn(half), QStringLiteral("cancelled"));
    QVERIFY(heard < large.size());

    QCOMPARE(causeIn(target.stat(QStringLiteral("2026/none"))), QStringLiteral("not-found"));
    QCOMPARE(causeIn(target.get(QStringLiteral("2026/none"), {}, [](QByteArrayView) { return true; })),
             QStringLiteral("not-found"));
    QVERIFY(target.remove(deep));
    QVERIFY(target.remove(deep));
    QVERIFY(target.remove(QStringLiteral("no/such/folder/x")));
    QCOMPARE(causeIn(target.stat(deep)), QStringLiteral("not-found"));

    for (const char *key :
         {"", "/", "/etc/passwd", "a//b", "../x", "a/../b", ".", "a/.", "a\nb", "a\\b", "a/"}) {
        const QString wrong = QString::fromLatin1(key);
        QCOMPARE(causeIn(target.put(files.file(small), wrong, {})), QStringLiteral("key"));
        QCOMPARE(causeIn(target.stat(wrong)), QStringLiteral("key"));
        QCOMPARE(causeIn(target.remove(wrong)), QStringLiteral("key"));
        QCOMPARE(causeIn(target.get(wrong, {}, [](QByteArrayView) { return true; })), QStringLiteral("key"));
    }
    QCOMPARE(causeIn(target.put(QStringLiteral("/nonexistent"), QStringLiteral("x"), {})),
             QStringLiteral("source"));
    // Not the content that the database knows: nothing appears, what was there stays.
    const auto other = target.put(files.file(small), QStringLiteral("empty"), {common::sha256(large), {}});
    QCOMPARE(causeIn(other), QStringLiteral("source"));
    QCOMPARE(contentOf(target, QStringLiteral("empty")), QByteArray());
    QVERIFY(target.remove(QStringLiteral("empty")));
}

} // namespace tests
