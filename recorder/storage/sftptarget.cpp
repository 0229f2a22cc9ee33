// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/sftptarget.h"

#include "recorder/storage/connectionsteps.h"
#include "recorder/storage/hostaddresses.h"
#include "recorder/storage/sftptransfer.h"
#include "recorder/storage/sourcefile.h"
#include "recorder/storage/storageerror.h"

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

quint16 portOf(const StorageTargetSettings &settings)
{
    return static_cast<quint16>(settings.port == 0 ? 22 : settings.port);
}

tl::unexpected<common::Error> invalidSetting(const char *field, const char *reason)
{
    return common::fail(common::ErrorCode::Invalid, QStringLiteral("a setting is wrong"),
                        {{QLatin1String(field), QLatin1String(reason)}});
}

} // namespace

SftpTarget::SftpTarget(const StorageTargetSettings &settings, const StorageEnvironment &environment,
                       const StoragePatience &patience)
    : m_settings(settings)
    , m_environment(environment)
    , m_patience(patience)
{
}

Result<std::unique_ptr<StorageTarget>> SftpTarget::open(const StorageTargetSettings &settings,
                                                        const StorageEnvironment &environment,
                                                        const StoragePatience &patience)
{
    if (settings.host.isEmpty()) {
        return invalidSetting("host", "empty");
    }
    if (settings.user.isEmpty()) {
        return invalidSetting("user", "empty");
    }
    return std::unique_ptr<StorageTarget>(new SftpTarget(settings, environment, patience));
}

QString SftpTarget::pathOf(const QString &key) const
{
    if (m_settings.basePath.isEmpty()) {
        return key;
    }
    return m_settings.basePath.endsWith(u'/') ? m_settings.basePath + key : m_settings.basePath + u'/' + key;
}

Result<SshSession> SftpTarget::greet(const QStringList &addresses) const
{
    auto socket = connectTo(addresses, portOf(m_settings), m_patience);
    if (!socket) {
        return common::propagate(socket);
    }
    return SshSession::begin(std::move(*socket), m_settings.host, m_patience);
}

Status SftpTarget::checkHostKey(const SshSession &session) const
{
    auto key = session.hostKey();
    if (!key) {
        return common::propagate(key);
    }
    if (m_settings.hostKey.isEmpty()) {
        return storageError("host-key-unknown", *key);
    }
    return *key == m_settings.hostKey ? Status() : Status(storageError("host-key", *key));
}

Status SftpTarget::connect()
{
    m_folders.clear();
    auto addresses = addressesOfHost(m_environment, m_settings.host);
    if (!addresses) {
        return common::propagate(addresses);
    }
    auto session = greet(*addresses);
    if (!session) {
        return common::propagate(session);
    }
    Status ready = checkHostKey(*session);
    if (ready) {
        ready = session->login(m_settings);
    }
    if (ready) {
        ready = session->openSftp();
    }
    if (!ready) {
        return ready;
    }
    auto wire = SftpWire::begin(std::move(*session));
    if (!wire) {
        return common::propagate(wire);
    }
    m_wire.emplace(std::move(*wire));
    return {};
}

template <typename T, typename Work>
Result<T> SftpTarget::with(const QString &key, Work work)
{
    if (!isStorageKey(key)) {
        return storageError("key", QStringLiteral("no key: %1").arg(key.left(300)));
    }
    for (;;) {
        const bool old = m_wire.has_value();
        if (!old) {
            if (Status connected = connect(); !connected) {
                return common::propagate(connected);
            }
        }
        Result<T> outcome = work();
        if (!m_wire->isBroken()) {
            return outcome;
        }
        m_wire.reset();
        // Servers end connections that nobody uses. What a new one breaks at is told.
        if (!old || outcome || storageCause(outcome.error()) != QLatin1String("unavailable")) {
            return outcome;
        }
    }
}

/// "Failure" is all that version 3 says of a full disk and of one that takes nothing; where folders cannot be
/// made either, it ends as "not there".
common::Error SftpTarget::explained(common::Error error)
{
    const QString cause = storageCause(error);
    if ((cause == QLatin1String("unavailable") || cause == QLatin1String("not-found")) &&
        !m_wire->isBroken() && m_wire->offers(QByteArrayLiteral("statvfs@openssh.com"))) {
        constexpr qint64 kHardlyAny = 1 << 20;
        const auto space =
            m_wire->spaceAt(m_settings.basePath.isEmpty() ? QStringLiteral(".") : m_settings.basePath);
        if (space && space->readOnly) {
            return storageError("read-only", error.message).value();
        }
        if (space && space->free < kHardlyAny) {
            return storageError("full", error.message).value();
        }
    }
    return error;
}

/// The first refusal that says more than "failure", which is what servers say of folders that are there.
Status SftpTarget::makeFolders(const QString &path)
{
    Status refusal;
    for (qsizetype slash = path.indexOf(u'/', 1); slash > 0; slash = path.indexOf(u'/', slash + 1)) {
        const QString folder = path.left(slash);
        if (m_folders.contains(folder) || folder.endsWith(u'/')) {
            continue;
        }
        Status made = m_wire->makeFolder(folder);
        if (!made && m_wire->isBroken()) {
            return made;
        }
        if (made || storageCause(made.error()) == QLatin1String("unavailable")) {
            m_folders.insert(folder);
        } else if (refusal) {
            refusal = made;
        }
    }
    return refusal;
}

Result<QByteArray> SftpTarget::create(const QString &part)
{
    constexpr quint32 kFlags = SftpWire::Write | SftpWire::Create | SftpWire::Truncate;
    auto handle = m_wire->open(part, kFlags);
    if (handle || storageCause(handle.error()) != QLatin1String("not-found")) {
        return handle;
    }
    m_folders.clear();
    Status made = makeFolders(part);
    if (!made && m_wire->isBroken()) {
        return common::propagate(made);
    }
    // A refused folder may be there all the same: whether it is shows now.
    handle = m_wire->open(part, kFlags);
    const bool missing = !handle && storageCause(handle.error()) == QLatin1String("not-found");
    return missing && !made ? Result<QByteArray>(common::propagate(made)) : handle;
}

Status SftpTarget::settle(const QByteArray &handle, qint64 size)
{
    if (m_wire->offers(QByteArrayLiteral("fsync@openssh.com"))) {
        if (Status synced = m_wire->sync(handle); !synced) {
            return synced;
        }
    }
    auto there = m_wire->sizeOfOpen(handle);
    if (!there) {
        return common::propagate(there);
    }
    return *there == size
               ? Status()
               : Status(storageError("mismatch",
                                     QStringLiteral("%1 of %2 bytes are there").arg(*there).arg(size)));
}

Status SftpTarget::putInPlace(const QString &part, const QString &path)
{
    const bool posix =
        m_settings.posixRename && m_wire->offers(QByteArrayLiteral("posix-rename@openssh.com"));
    Status renamed = m_wire->rename(part, path, posix);
    if (renamed || posix || m_wire->isBroken()) {
        return renamed;
    }
    // The plain rename of version 3 replaces nothing.
    if (!m_wire->remove(path)) {
        return renamed;
    }
    return m_wire->rename(part, path, false);
}

Result<StoredFile> SftpTarget::write(SourceFile &source, const QString &key, const StorageMeta &meta)
{
    const QString path = pathOf(key);
    const QString part = path + QStringLiteral(".part");
    auto handle = create(part);
    if (!handle) {
        return tl::unexpected<common::Error>(explained(handle.error()));
    }
    Result<QByteArray> hash = QByteArray();
    Status written = sendFile(*m_wire, source, *handle);
    if (written) {
        hash = source.finish(meta.sha256);
        written = hash ? settle(*handle, source.size()) : Status(common::propagate(hash));
    }
    if (!m_wire->isBroken()) {
        Status closed = m_wire->close(*handle);
        written = written ? closed : written;
    }
    if (written) {
        written = putInPlace(part, path);
    }
    if (!written) {
        common::Error error = explained(written.error());
        if (!m_wire->isBroken()) {
            (void)m_wire->remove(part); // best effort: the next try truncates it
        }
        return tl::unexpected<common::Error>(error);
    }
    return StoredFile{source.size(), *hash, {}, false};
}

Result<StoredFile> SftpTarget::put(const QString &localFile, const QString &key, const StorageMeta &meta)
{
    auto source = SourceFile::open(localFile);
    if (!source) {
        return common::propagate(source);
    }
    return with<StoredFile>(key, [&]() -> Result<StoredFile> {
        if (Status again = source->rewind(); !again) {
            return common::propagate(again);
        }
        return write(*source, key, meta);
    });
}

Status SftpTarget::get(const QString &key, const StorageRange &range, const Sink &sink)
{
    bool begun = false;
    const Sink heard = [&](QByteArrayView bytes) {
        begun = true;
        return sink(bytes);
    };
    Status outcome = with<void>(key, [&] {
        Status got = fetchFile(*m_wire, pathOf(key), range, heard);
        // Nothing is given twice.
        return begun && !got && storageCause(got.error()) == QLatin1String("unavailable")
                   ? Status(storageError("interrupted", got.error().message))
                   : got;
    });
    return outcome;
}

Result<StorageObject> SftpTarget::stat(const QString &key)
{
    return with<StorageObject>(key, [&]() -> Result<StorageObject> {
        auto size = m_wire->sizeOf(pathOf(key));
        return size ? Result<StorageObject>(StorageObject{*size, {}, {}})
                    : Result<StorageObject>(common::propagate(size));
    });
}

Status SftpTarget::remove(const QString &key)
{
    return with<void>(key, [&] {
        Status removed = m_wire->remove(pathOf(key));
        return !removed && storageCause(removed.error()) == QLatin1String("not-found") ? Status() : removed;
    });
}

Status SftpTarget::discard(const QString &key)
{
    if (m_patience.isStopped()) {
        return SftpTarget(m_settings, m_environment, StoragePatience::brief()).discard(key);
    }
    (void)with<void>(key, [&] { return m_wire->remove(pathOf(key) + QStringLiteral(".part")); });
    return remove(key);
}

void SftpTarget::testFolder(ConnectionSteps &steps)
{
    const QString part = pathOf(QStringLiteral(".earshot-test.part"));
    steps.run("folder", [&]() -> Result<QString> {
        Status made = makeFolders(part);
        if (!made && m_wire->isBroken()) {
            return common::propagate(made);
        }
        const QString folder = m_settings.basePath.isEmpty() ? QStringLiteral(".") : m_settings.basePath;
        auto size = m_wire->sizeOf(folder);
        if (size || storageCause(size.error()) == QLatin1String("key")) { // no file, so it is one
            return folder;
        }
        return made ? common::propagate(size) : common::propagate(made);
    });
    steps.run("write", [&]() -> Result<QString> {
        auto handle = create(part);
        Status done = handle ? m_wire->close(*handle) : Status(common::propagate(handle));
        if (done) {
            done = m_wire->remove(part);
        }
        return done ? Result<QString>(QString())
                    : Result<QString>(tl::unexpected<common::Error>(explained(done.error())));
    });
}

QList<common::ConnectionStep> SftpTarget::test(const common::ConnectionStepsHeard &heard)
{
    ConnectionSteps steps(testSteps(m_settings), heard);
    StoragePatience patience = m_patience;
    patience.connect = patience.stall = patience.whole = std::chrono::seconds(10);
    SftpTarget fresh(m_settings, m_environment, patience);
    QStringList addresses;
    std::optional<SshSession> session;
    steps.run("name", [&]() -> Result<QString> {
        auto found = addressesOfHost(m_environment, m_settings.host);
        addresses = found.value_or(QStringList());
        return found ? Result<QString>(addresses.join(QLatin1String(", ")))
                     : Result<QString>(common::propagate(found));
    });
    steps.run("tcp", [&]() -> Result<QString> {
        auto socket = connectTo(addresses, portOf(m_settings), patience);
        return socket ? Result<QString>(QStringLiteral("%1:%2").arg(m_settings.host).arg(portOf(m_settings)))
                      : Result<QString>(common::propagate(socket));
    });
    steps.run("host-key", [&]() -> Result<QString> {
        auto greeted = fresh.greet(addresses);
        if (!greeted) {
            return common::propagate(greeted);
        }
        session.emplace(std::move(*greeted));
        Status known = fresh.checkHostKey(*session);
        return known ? session->hostKey() : Result<QString>(common::propagate(known));
    });
    steps.run("login", [&]() -> Result<QString> {
        Status in = session->login(m_settings);
        if (in) {
            in = session->openSftp();
        }
        if (!in) {
            return common::propagate(in);
        }
        auto wire = SftpWire::begin(std::move(*session));
        if (!wire) {
            return common::propagate(wire);
        }
        fresh.m_wire.emplace(std::move(*wire));
        return m_settings.user;
    });
    fresh.testFolder(steps);
    runFileSteps(steps, fresh, "rename"); // written whole, and put in its place
    return steps.finish();
}

} // namespace recorder
