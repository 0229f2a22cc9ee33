// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/localplace.h"
#include "recorder/storage/storagetarget.h"

#include "common/core/posixfile.h"

namespace recorder
{

class SourceFile;

/// A folder of this machine, or one mounted there. Every name is resolved by the kernel below the folder's
/// descriptor (openat2 RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS), so no key and no link leads out of it, even
/// when somebody changes links meanwhile. Files are whole or not there, also after a power cut.
class LocalTarget final : public StorageTarget
{
public:
    /// Invalid (base_path) when it is not an absolute path. Whether it is there, and may be written to
    /// (LocalPlace), is asked at each call: what is not mounted yet may be later.
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
    struct Place {
        common::FileDescriptor folder;
        QByteArray name;
    };

    LocalTarget(LocalPlace::What what, const StoragePatience &patience);
    enum class For { Looking, Writing };
    /// The folder of a key, for writing made when it is missing; what is made is synced.
    common::Result<Place> placeOf(const QString &key, For what);
    common::Status copy(SourceFile &source, int to) const;
    common::Result<StoredFile> write(SourceFile &source, const Place &place, const StorageMeta &meta) const;
    /// From the disk, not from memory.
    common::Result<QByteArray> hashOnDisk(int fd) const;
    common::Status goOn() const;

    LocalPlace m_place;
    const QString m_root;
    const StoragePatience m_patience;
};

} // namespace recorder
