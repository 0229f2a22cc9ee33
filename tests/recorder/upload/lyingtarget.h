// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/upload/uploadworker.h"

#include "common/core/guarded.h"
#include "common/crypto/sha256.h"

#include <QFile>
#include <QMap>
#include <QSet>

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
    common::Guarded<QString> lockedEnding;           ///< names that end so are under retention; empty = none
    std::atomic<bool> readOnly{false};               ///< nothing can be removed
    std::atomic<bool> deaf{false};                   ///< nothing can be looked at
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
        stored->hashConfirmed = m_script.confirmsHash && isThere(key, stored->sha256);
        return stored;
    }
    common::Status get(const QString &key, const recorder::StorageRange &range, const Sink &sink) override
    {
        if (m_script.mode == TargetScript::Mode::Refused) {
            return broken("refused");
        }
        return m_folder->get(key, range, sink);
    }
    common::Result<recorder::StorageObject> stat(const QString &key) override
    {
        return m_script.deaf ? common::Result<recorder::StorageObject>(broken("unreachable"))
                             : m_folder->stat(key);
    }
    common::Status remove(const QString &key) override
    {
        return removing(key, [&] { return m_folder->remove(key); });
    }
    common::Status discard(const QString &key) override
    {
        return removing(key, [&] { return m_folder->discard(key); });
    }
    QList<common::ConnectionStep> test(const common::ConnectionStepsHeard &heard) override
    {
        return m_folder->test(heard);
    }

private:
    common::Status removing(const QString &key, const std::function<common::Status()> &really)
    {
        if (const auto told = m_script.removing.with([](const auto &set) { return set; })) {
            told();
        }
        const QString ending = m_script.lockedEnding.with([](const QString &text) { return text; });
        if (!ending.isEmpty() && key.endsWith(ending)) {
            return broken("locked");
        }
        const bool stuck = m_script.stuck.with([&key](const auto &keys) { return keys.contains(key); });
        return stuck || m_script.readOnly ? common::Status(broken("permission")) : really();
    }
    static tl::unexpected<common::Error> broken(const char *cause)
    {
        return common::fail(common::ErrorCode::Unavailable, QStringLiteral("as the script says"),
                            {{QStringLiteral("cause"), QLatin1String(cause)}});
    }
    /// Who confirms a hash has computed it of what he keeps, whatever else he says.
    bool isThere(const QString &key, const QByteArray &sha256) const
    {
        return common::sha256OfFile(m_root + QLatin1Char('/') + key).value_or(QByteArray()) == sha256;
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

/// Of jobs whose sessions nobody breaks off.
inline recorder::OpenUntil always(recorder::OpenTarget open)
{
    return [open = std::move(open)](const std::shared_ptr<const std::atomic<bool>> &) { return open; };
}

} // namespace tests
