// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/sftpwire.h"
#include "recorder/storage/storagetarget.h"

#include <QSet>

#include <optional>

namespace recorder
{

class ConnectionSteps;
class SourceFile;

/// A folder on an SSH server. A file is written as NAME.part, synced where the server can do that, compared
/// by size and then renamed; no server is signed in to whose host key is not the pinned one.
class SftpTarget final : public StorageTarget
{
public:
    static common::Result<std::unique_ptr<StorageTarget>> open(const StorageTargetSettings &settings,
                                                               const StorageEnvironment &environment,
                                                               const StoragePatience &patience);

    common::Result<StoredFile> put(const QString &localFile, const QString &key,
                                   const StorageMeta &meta) override;
    common::Status get(const QString &key, const StorageRange &range, const Sink &sink) override;
    common::Result<StorageObject> stat(const QString &key) override;
    common::Status remove(const QString &key) override;
    common::Status discard(const QString &key) override;
    QList<common::ConnectionStep> test(const common::ConnectionStepsHeard &heard) override;

private:
    SftpTarget(const StorageTargetSettings &settings, const StorageEnvironment &environment,
               const StoragePatience &patience);
    QString pathOf(const QString &key) const;
    common::Result<SshSession> greet(const QStringList &addresses) const;
    common::Status checkHostKey(const SshSession &session) const;
    common::Status connect();
    /// Does `work` on the connection; once more on a new one when an old one turns out to be gone.
    template <typename T, typename Work>
    common::Result<T> with(const QString &key, Work work);

    common::Result<StoredFile> write(SourceFile &source, const QString &key, const StorageMeta &meta);
    common::Result<QByteArray> create(const QString &part);
    common::Status makeFolders(const QString &path);
    common::Status settle(const QByteArray &handle, qint64 size);
    common::Status putInPlace(const QString &part, const QString &path);
    common::Error explained(common::Error error);
    void testFolder(ConnectionSteps &steps);

    const StorageTargetSettings m_settings;
    const StorageEnvironment m_environment;
    const StoragePatience m_patience;
    std::optional<SftpWire> m_wire;
    QSet<QString> m_folders; ///< known to be there
};

} // namespace recorder
