// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/s3client.h"

namespace recorder
{

class SourceFile;

/// A bucket of Amazon S3 or of what speaks like it. An object appears whole or not at all; after each PUT its
/// size and the SHA-256 kept with it are asked for. The ETag is no hash and is not taken for one.
class S3Target final : public StorageTarget
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
    S3Target(const StorageTargetSettings &settings, const StorageEnvironment &environment,
             const StoragePatience &patience);
    common::Result<QString> nameOf(const QString &key) const;
    QMap<QByteArray, QByteArray> headersOf(const StorageMeta &meta, const QByteArray &sha256) const;
    struct Hashes;
    common::Result<Hashes> hashesOf(SourceFile &source, const QByteArray &known, bool md5) const;
    common::Status putWhole(SourceFile &source, const QString &name, const StorageMeta &meta,
                            const Hashes &hashes);
    common::Result<StoredFile> seen(const QString &name, qint64 wanted, const Hashes &hashes, bool again);
    common::Status putInParts(SourceFile &source, const QString &name, const StorageMeta &meta,
                              const QByteArray &sha256);
    common::Result<QByteArray> putPart(SourceFile &source, const QString &name, const QByteArray &uploadId,
                                       int number);
    common::Status complete(const QString &name, const QByteArray &uploadId, const QByteArrayList &etags);
    common::Result<S3Answer> head(const QString &name);
    common::Result<S3Answer> askInPassing(const S3Request &request) const;

    const StorageTargetSettings m_settings;
    const StorageEnvironment m_environment;
    const StoragePatience m_patience;
    S3Client m_client;
    bool m_encrypted = false; ///< the last put() was answered with the header
};

} // namespace recorder
