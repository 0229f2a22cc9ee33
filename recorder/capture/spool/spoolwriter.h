// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/spool/spoolformat.h"
#include "recorder/capture/spool/spoolrecord.h"

#include "common/core/posixfile.h"
#include "common/core/result.h"
#include "common/crypto/aesgcm.h"
#include "common/crypto/hostkey.h"
#include "common/crypto/sealingkeys.h"
#include "common/model/recording.h"

#include <QString>
#include <QStringList>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace recorder
{

/// What resume() found and did.
struct SpoolRepair {
    qint64 frames = 0;      ///< authentic frames kept
    qint64 truncated = 0;   ///< bytes cut off behind the last authentic frame
    qint64 lastMonoNs = 0;  ///< time of the last record kept, 0 = none
    bool damaged = false;   ///< something in the middle is not authentic; it was left as it is
    bool wasClosed = false; ///< the journal had been closed properly
    QString setAside;       ///< the file could not be read at all: it was renamed to this, a new one begun
    bool operator==(const SpoolRepair &) const = default;
};

/// Appends records to the sealed journal of one call (spoolformat.h). Owned by one writer thread at a time.
/// append() seals into a buffer that is reused and does one pwrite(2): no allocation once the buffer has
/// grown to the largest batch.
///
/// Errors are Unavailable with the reason. After a failed append() nothing of the batch counts as stored: the
/// caller keeps its records and may append them again later; the next append then cuts the torn bytes off and
/// begins a new segment with a new key, so that no nonce is ever used for two texts. After a failed sync()
/// the descriptor is suspect for good (the kernel reports a lost page only once): every further append or
/// sync fails until relocate() has moved the journal to a new file.
class SpoolWriter
{
public:
    /// What of a tenant that encrypts its segments' keys are wrapped to, besides the host key.
    using TenantKey = std::optional<common::SealingKey>;

    /// Makes the file (0600, must not exist), writes header and first segment, syncs file and directory.
    /// `mode` is for calls without a tenant's key: with one it is sealed.
    static common::Result<SpoolWriter> create(const QString &path, const common::HostKey &key,
                                              const common::CallId &call, SpoolMode mode = SpoolMode::Sealed,
                                              const TenantKey &tenant = std::nullopt);
    /// Goes on with a journal after a crash or restart: verifies it, cuts the torn tail off, begins a new
    /// segment, syncs. A missing file is created; one that is not a readable journal of this call is renamed
    /// to PATH.unreadable-N and a new one begun: recording goes on whatever the disk holds. One whose making
    /// was interrupted is begun anew in its place. It stays sealed when it was; what was begun unsealed
    /// becomes sealed, in a new file, as soon as there is a tenant's key.
    static common::Result<SpoolWriter> resume(const QString &path, const common::HostKey &key,
                                              const common::CallId &call, SpoolMode mode = SpoolMode::Sealed,
                                              const TenantKey &tenant = std::nullopt);

    SpoolWriter(SpoolWriter &&) noexcept = default;
    SpoolWriter &operator=(SpoolWriter &&) noexcept = default;
    ~SpoolWriter() = default; ///< closes the descriptor without a closing frame: the journal stays resumable

    /// `records` = whole records (head + payload), one after another. One frame; more than kMaxFrame bytes
    /// become several.
    common::Status append(std::span<const std::byte> records);
    /// fdatasync. Call it once a second, grouped over journals, from a thread that may wait.
    common::Status sync();
    /// Writes the closing frame, syncs, closes. A reader then knows that nothing was cut off.
    common::Status close();
    /// For a group sync done elsewhere on fd() (syncfs, io_uring): its error makes this writer suspect, as
    /// a failed sync() does.
    void setSuspect() { m_suspect = true; }
    /// After a failed sync(): copies every authentic frame to a new file, syncs it, renames it over the path.
    common::Status relocate();

    int fd() const { return m_fd.get(); }
    qint64 size() const { return m_size; }
    const SpoolRepair &repair() const { return m_repair; }

    /// The making of this file was interrupted before the first frame: there was never anything in it.
    static bool isUnbegun(const QString &path);

private:
    SpoolWriter(QString path, common::HostKey key, SpoolMode mode, TenantKey tenant);
    static common::Result<SpoolWriter> createNew(const QString &path, const common::HostKey &key,
                                                 const common::CallId &call, SpoolMode mode,
                                                 const TenantKey &tenant);
    QByteArray tenantWrapOf(std::span<const std::byte> key) const;
    common::Status beginSegment();
    void sealLate();
    common::Status appendFrame(std::span<const std::byte> records, quint32 flags);
    common::Status writeAt(const std::byte *bytes, std::size_t size);
    bool sealFrame(std::span<const std::byte> records, quint32 flags);

    QString m_path;
    common::HostKey m_key;
    SpoolMode m_mode;
    TenantKey m_tenant;
    common::FileDescriptor m_fd;
    std::optional<common::AesGcm> m_cipher;
    SpoolFileHead m_head;
    quint32 m_nextSegment = 0;
    quint32 m_segment = 0; ///< number of the segment that is being written
    quint64 m_counter = 0; ///< of the next frame in it
    qint64 m_size = 0;     ///< end of the last whole frame
    bool m_needSegment = true;
    bool m_suspect = false;
    std::vector<std::byte> m_buffer;
    SpoolRepair m_repair;
};

/// Makes a journal unreadable for good and removes it: overwrites every key wrap, syncs, unlinks, syncs the
/// directory. Call it only when the recording is stored elsewhere. A missing file is not an error.
/// (On a copy-on-write file system old blocks may survive; they hold ciphertext and a wrap by the host key.)
common::Status shredSpool(const QString &path);
/// What resume() has set aside of this journal.
QStringList setAsideOf(const QString &path);
/// The first half of it, on a file open for reading and writing; false with errno.
bool overwriteSpoolWraps(int fd);
/// Where a segment's key is wrapped to the tenant, the host's wrap of it is overwritten: what the call's
/// sealed files hold is nothing for the host any more, although the journal stays until they are registered.
/// Not synced: it is on the disk when the system gets to it. A missing file is not an error.
common::Status leaveToTenant(const QString &path);

} // namespace recorder
