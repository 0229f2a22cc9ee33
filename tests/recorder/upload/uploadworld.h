// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/recordingsservice.h"
#include "recorder/storage/storagetarget.h"
#include "recorder/upload/uploadworker.h"

#include "common/core/guarded.h"
#include "common/crypto/sha256.h"

#include "tests/support/callbuilder.h"
#include "tests/support/fakeclock.h"
#include "tests/support/hostgate.h"
#include "tests/support/testdb.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QSet>
#include <QTemporaryDir>

#include <functional>
#include <thread>

namespace tests
{

/// What a target is to do. Shared by its sessions and the test.
struct TargetScript {
    enum class Mode { Good, Refused, Denied, Cut, WrongSize, Lost, Flipped, AnswerLost, Hangs };
    std::atomic<Mode> mode{Mode::Good};
    std::atomic<bool> confirmsHash{true};
    std::atomic<int> opened{0};
    std::atomic<int> tries{0};
    common::Guarded<QString> refused;         ///< ending of the names that it does not take; empty = none
    common::Guarded<QMap<QString, int>> puts; ///< that left a file, by key
    std::atomic<bool> stop{false};
    std::atomic<bool> readOnly{false};               ///< nothing can be removed
    common::Guarded<QSet<QString>> stuck;            ///< keys that cannot
    common::Guarded<std::function<void()>> removing; ///< called before something is
};

/// A local folder that lies and fails as its script says.
class LyingTarget final : public recorder::StorageTarget
{
public:
    LyingTarget(std::unique_ptr<recorder::StorageTarget> folder, QString root, TargetScript &script)
        : m_folder(std::move(folder))
        , m_root(std::move(root))
        , m_script(script)
    {
    }
    common::Result<recorder::StoredFile> put(const QString &localFile, const QString &key,
                                             const recorder::StorageMeta &meta) override
    {
        using Mode = TargetScript::Mode;
        const Mode mode = m_script.mode;
        ++m_script.tries;
        if (mode == Mode::Refused || mode == Mode::Denied) {
            return broken(mode == Mode::Refused ? "refused" : "permission");
        }
        const QString ending = m_script.refused.with([](const QString &text) { return text; });
        if (!ending.isEmpty() && key.endsWith(u'.' + ending)) {
            return broken("key");
        }
        while (mode == Mode::Hangs && !m_script.stop) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        if (mode == Mode::Hangs) {
            return broken("cancelled");
        }
        auto stored = m_folder->put(localFile, key, meta);
        if (!stored) {
            return stored;
        }
        m_script.puts.with([&key](auto &puts) { ++puts[key]; });
        if (mode == Mode::AnswerLost) {
            return broken("unavailable");
        }
        damage(mode, key);
        stored->size -= mode == Mode::WrongSize ? 1 : 0;
        stored->hashConfirmed = m_script.confirmsHash && mode == Mode::Good;
        return stored;
    }
    common::Status get(const QString &key, const recorder::StorageRange &range, const Sink &sink) override
    {
        if (m_script.mode == TargetScript::Mode::Refused) {
            return broken("refused");
        }
        return m_folder->get(key, range, sink);
    }
    common::Result<recorder::StorageObject> stat(const QString &key) override { return m_folder->stat(key); }
    common::Status remove(const QString &key) override
    {
        if (const auto told = m_script.removing.with([](const auto &set) { return set; })) {
            told();
        }
        const bool stuck = m_script.stuck.with([&key](const auto &keys) { return keys.contains(key); });
        return stuck || m_script.readOnly ? common::Status(broken("permission")) : m_folder->remove(key);
    }
    QList<common::ConnectionStep> test(const common::ConnectionStepsHeard &heard) override
    {
        return m_folder->test(heard);
    }

private:
    static tl::unexpected<common::Error> broken(const char *cause)
    {
        return common::fail(common::ErrorCode::Unavailable, QStringLiteral("as the script says"),
                            {{QStringLiteral("cause"), QLatin1String(cause)}});
    }
    void damage(TargetScript::Mode mode, const QString &key)
    {
        QFile file(m_root + QLatin1Char('/') + key);
        if (mode == TargetScript::Mode::Lost) {
            file.remove();
        } else if (mode == TargetScript::Mode::Cut) {
            file.resize(file.size() / 2);
        } else if (mode == TargetScript::Mode::Flipped && file.open(QIODevice::ReadWrite)) {
            const QByteArray first = file.read(1);
            file.seek(0);
            file.write(QByteArray(1, static_cast<char>(first.at(0) ^ 1)));
        }
    }
    std::unique_ptr<recorder::StorageTarget> m_folder;
    const QString m_root;
    TargetScript &m_script;
};

/// A recorder's folder, a tenant, and targets that are folders beside it.
struct UploadWorld {
    inline static const QString kTenant = QStringLiteral("Nordlicht");
    inline static const QString kHost = QStringLiteral("host-a");

    UploadWorld()
        : pool(db.options(3))
        , recordings(pool)
    {
        if (!pool.waitUntilUp(std::chrono::seconds(10)) || !HostGate(pool).tenants.ensureTenant(kTenant)) {
            qFatal("no world");
        }
        addTarget(2);
    }
    QStringList ask(const QString &sql) const { return runSql(db.url(), sql); }
    qint64 count(const QString &what) const
    {
        return ask(QStringLiteral("SELECT count(*) FROM ") + what).value(0).toLongLong();
    }
    static QString uuidOf(int target)
    {
        return QStringLiteral("00000000-0000-7000-8000-%1").arg(target, 12, 10, QLatin1Char('0'));
    }
    QString targetRoot(int target) const { return dir.filePath(QStringLiteral("target%1").arg(target)); }
    void addTarget(int target)
    {
        ask(QStringLiteral(
                "INSERT INTO storage_targets (id, uuid, name, kind) VALUES (%1, '%2', 'Folder %1', 'local')")
                .arg(target)
                .arg(uuidOf(target)));
        QDir().mkpath(targetRoot(target));
        scripts[target] = std::make_shared<TargetScript>();
    }
    /// The tenant's audio goes there.
    void setRule(int target, const QString &format = {})
    {
        ask(QStringLiteral(
                "INSERT INTO settings (tenant_id, key, value) SELECT id, 'storageRules', "
                "'{\"audio\":{\"target\":\"%1\",\"name\":\"%2\"}}' FROM tenants WHERE name = '%3' ON "
                "CONFLICT "
                "(tenant_id, key) WHERE tenant_id IS NOT NULL DO UPDATE SET value = excluded.value")
                .arg(uuidOf(target), format, kTenant));
    }
    recorder::OpenTarget opener()
    {
        return [this](recorder::TargetKey key) -> common::Result<std::unique_ptr<recorder::StorageTarget>> {
            const int target = static_cast<int>(key);
            ++scripts[target]->opened;
            recorder::StorageTargetSettings settings;
            settings.basePath = targetRoot(target);
            auto folder = recorder::openStorageTarget(settings, {}, {});
            if (!folder) {
                return folder;
            }
            return std::make_unique<LyingTarget>(std::move(*folder), settings.basePath, *scripts[target]);
        };
    }
    recorder::UploadParts parts()
    {
        return {pool,   clock,    {QUuid::createUuid(), kHost, std::chrono::minutes(1)},
                root(), opener(), std::chrono::minutes(1)};
    }
    QString root() const { return dir.filePath(QStringLiteral("recordings")); }
    /// A call whose files are there, with so many bytes and some more each; registered, so that they are in
    /// the queue.
    common::FinishedCall record(int number = 0, int size = 900)
    {
        common::FinishedCall call = aCall(kTenant, QStringLiteral("0%1").arg(number), QStringLiteral("201"));
        for (common::MediaFile &file : call.files) {
            const QByteArray bytes =
                (file.format + call.id.toString() + QString(size, QLatin1Char('x'))).toUtf8();
            file.size = bytes.size();
            file.sha256 = common::sha256(bytes);
            QFile out(root() + QLatin1Char('/') + file.path);
            if (!QDir().mkpath(QFileInfo(out).path()) || !out.open(QIODevice::WriteOnly) ||
                out.write(bytes) != bytes.size()) {
                qFatal("no file");
            }
        }
        if (!recordings.registerCall(call)) {
            qFatal("not registered");
        }
        return call;
    }
    QStringList filesBelow(const QString &folder) const
    {
        QStringList files;
        QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            files.append(QDir(folder).relativeFilePath(it.next()));
        }
        files.sort();
        return files;
    }
    bool copiesAreThere(const common::FinishedCall &call) const
    {
        return std::all_of(call.files.begin(), call.files.end(), [this](const common::MediaFile &file) {
            return common::sha256OfFile(root() + QLatin1Char('/') + file.path).value_or(QByteArray()) ==
                   file.sha256;
        });
    }
    /// Every file is on the target as the database says, with size and hash.
    bool isStored(const common::FinishedCall &call, int target)
    {
        auto places = pool.run<QList<recorder::FilePlace>>(
            [&call](recorder::Transaction &transaction) -> common::Result<QList<recorder::FilePlace>> {
                return recorder::placesOnTargets(transaction, call.id, call.id);
            });
        if (!places || places->size() != call.files.size()) {
            return false;
        }
        return std::all_of(places->begin(), places->end(), [&](const recorder::FilePlace &place) {
            const auto hash = common::sha256OfFile(targetRoot(target) + QLatin1Char('/') + place.path);
            return static_cast<int>(place.target) == target && hash &&
                   *hash == call.files.at(place.position).sha256;
        });
    }

    TestDb db;
    QTemporaryDir dir;
    recorder::ConnectionPool pool;
    recorder::RecordingsService recordings;
    FakeClock clock;
    std::map<int, std::shared_ptr<TargetScript>> scripts;
    const std::atomic<bool> goOn{false};
};

} // namespace tests
