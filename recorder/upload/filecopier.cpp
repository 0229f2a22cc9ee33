// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/filecopier.h"

#include "recorder/upload/lockedfiles.h"

#include "common/crypto/sha256.h"

#include <QTemporaryFile>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;

namespace
{

constexpr std::size_t kFrom = 0;
constexpr std::size_t kTo = 1;
/// Files one after the other.
constexpr int kMostRefused = 5;

Status fault(const char *cause, const QString &message)
{
    return common::fail(ErrorCode::Unavailable, message, {{QStringLiteral("cause"), QLatin1String(cause)}});
}

bool isOfTheFile(const common::Error &error)
{
    const QString cause = storageCause(error);
    return cause == QLatin1String("not-found") || cause == QLatin1String("mismatch");
}

CopyFault hereBroken(const QString &message)
{
    return {CopyFault::Of::Job, {ErrorCode::Internal, message, {}}};
}

} // namespace

FileCopier::FileCopier(std::function<bool()> cancelled, const OpenTarget &open, QString folder,
                       TargetKey from, TargetKey to)
    : m_cancelled(std::move(cancelled))
    , m_open(open)
    , m_folder(std::move(folder))
{
    m_ends[kFrom].key = from;
    m_ends[kTo].key = to;
}

FileCopier::~FileCopier() = default;

Result<StorageTarget *> FileCopier::session(std::size_t end)
{
    auto &open = m_ends.at(end).session;
    if (!open) {
        auto made = m_open(m_ends.at(end).key);
        if (!made) {
            return common::propagate(made);
        }
        open = std::move(*made);
    }
    return open.get();
}

/// The first may only have been silent for too long.
Status FileCopier::tryTwice(std::size_t end, const std::function<Status(StorageTarget &)> &work)
{
    const auto once = [&]() -> Status {
        auto target = session(end);
        return target ? work(**target) : Status(common::propagate(target));
    };
    Status done = once();
    if (!done && !isOfTheFile(done.error()) && !m_cancelled()) {
        m_ends.at(end).session.reset();
        done = once();
    }
    return done;
}

std::optional<CopyFault> FileCopier::faultOf(std::size_t end, const Status &status) const
{
    if (status) {
        return std::nullopt;
    }
    if (m_cancelled()) {
        return CopyFault{CopyFault::Of::Job, jobCancelled().value()};
    }
    return CopyFault{end == kFrom ? CopyFault::Of::From : CopyFault::Of::To, status.error()};
}

/// Into a file here, as the database says that it is.
Status FileCopier::fetch(StorageTarget &source, const MovableFile &file, QFile &out)
{
    common::Sha256 hash;
    qint64 size = 0;
    bool written = out.seek(0) && out.resize(0);
    Status got = source.get(file.place.path, {}, [&](QByteArrayView bytes) {
        hash.add(bytes);
        size += bytes.size();
        written = written && out.write(bytes.data(), bytes.size()) == bytes.size();
        return written && size <= file.size && !m_cancelled();
    });
    if (!written || !out.flush()) {
        return fault("source", out.errorString());
    }
    if (!got && size <= file.size) {
        return got;
    }
    return size == file.size && hash.finish() == file.sha256
               ? Status()
               : fault("mismatch", QStringLiteral("another content than was stored"));
}

Status FileCopier::store(StorageTarget &target, const MovableFile &file, const QString &local)
{
    auto stored = target.put(local, file.place.path, {file.sha256, contentTypeOf(file.format)});
    if (!stored) {
        return common::propagate(stored);
    }
    if (stored->size != file.size || stored->sha256 != file.sha256) {
        return fault("mismatch", QStringLiteral("%1 is not what was sent").arg(file.place.path));
    }
    return stored->hashConfirmed ? Status() : readBack(target, file.place.path, file.size, file.sha256);
}

std::optional<CopyFault> FileCopier::copy(const MovableFile &file)
{
    QTemporaryFile local(m_folder + QStringLiteral("/move-XXXXXX"));
    if (!local.open()) {
        return hereBroken(local.errorString());
    }
    const Status fetched = tryTwice(kFrom, [&](StorageTarget &source) { return fetch(source, file, local); });
    if (auto broken = faultOf(kFrom, fetched)) {
        if (storageCause(broken->error) == QLatin1String("source")) {
            return hereBroken(broken->error.message); // the disk here
        }
        broken->of = broken->of == CopyFault::Of::From && isOfTheFile(broken->error) ? CopyFault::Of::File
                                                                                     : broken->of;
        return broken;
    }
    auto refused = faultOf(
        kTo, tryTwice(kTo, [&](StorageTarget &target) { return store(target, file, local.fileName()); }));
    // A name that it does not take, or a file that did not arrive whole: the others may do better. Not when
    // none arrives.
    const QString cause = refused ? storageCause(refused->error) : QString();
    const bool mayBeOfTheFile = cause == QLatin1String("key") || cause == QLatin1String("mismatch") ||
                                cause == QLatin1String("not-found") || cause == QLatin1String("locked");
    m_refused = mayBeOfTheFile ? m_refused + 1 : 0;
    if (refused && refused->of == CopyFault::Of::To && mayBeOfTheFile && m_refused <= kMostRefused) {
        refused->of = CopyFault::Of::RefusedFile;
    }
    return refused;
}

/// A probe has no row anywhere: nobody else would remove it.
void FileCopier::tidyAfterStop(const QString &key)
{
    if (const auto &target = m_ends.at(kTo).session; m_cancelled() && target) {
        static_cast<void>(target->discard(key)); // for a moment
    }
}

std::optional<CopyFault> FileCopier::probe(const QString &key)
{
    const QByteArray content = key.toUtf8();
    QTemporaryFile file(m_folder + QStringLiteral("/move-XXXXXX"));
    if (!file.open() || file.write(content) != content.size() || !file.flush()) {
        return hereBroken(file.errorString());
    }
    const Status written = tryTwice(kTo, [&](StorageTarget &target) -> Status {
        auto stored = target.put(file.fileName(), key, {common::sha256(content), {}});
        return stored ? Status() : Status(common::propagate(stored));
    });
    if (auto broken = faultOf(kTo, written)) {
        tidyAfterStop(key);
        return broken;
    }
    bool same = false;
    const Status looked = tryTwice(kFrom, [&](StorageTarget &source) -> Status {
        auto found = source.stat(key);
        same = found.has_value();
        return same || storageCause(found.error()) == QLatin1String("not-found")
                   ? Status()
                   : Status(common::propagate(found));
    });
    const Status gone = tryTwice(kTo, [&](StorageTarget &target) { return target.remove(key); });
    if (!gone) {
        tidyAfterStop(key);
    }
    if (auto broken = faultOf(kFrom, looked)) {
        return broken;
    }
    if (same) {
        return CopyFault{CopyFault::Of::Job,
                         {ErrorCode::Conflict,
                          QStringLiteral("both are the same place"),
                          {{QStringLiteral("to"), QStringLiteral("same-place")}}}};
    }
    const bool kept = !gone && isLockedByStorage(gone.error()); // as it keeps what it gets: a small file more
    return kept ? std::nullopt : faultOf(kTo, gone);
}

} // namespace recorder
