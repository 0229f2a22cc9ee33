// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/posixfile.h"

#include <QString>

namespace tests
{

/// A file system of a few megabytes that this process holds, to run full in earnest. It is mounted nowhere:
/// no mount table changes, so there is nothing to leak or to tidy up, and it works in a chroot whose root is
/// no mount point (where unshare -m fails). Other processes of the same user reach it through path(). Without
/// root it is made in a user namespace.
class SmallDisk
{
public:
    enum class Mode { Writable, ReadOnly };

    /// `files`: how many there may be, 0 = as many as fit.
    explicit SmallDisk(qint64 bytes, Mode mode = Mode::Writable, int files = 0);

    /// Empty when all went well.
    QString error() const { return m_error; }
    /// Its root folder, for any process of this user while this object lives.
    QString path() const;
    /// Lets `link` lead to it; nothing may stand there yet.
    bool appearAt(const QString &link) const;
    /// Writes a file of `bytes`, or of what there is room for; takes it away again.
    bool fill(qint64 bytes) const;
    bool clear() const;
    /// Makes empty files until there can be no more; false when that never came.
    bool fillWithFiles() const;
    bool clearFiles() const;
    /// As a kernel does with a file system it no longer trusts. Nothing may be open there for writing.
    bool setReadOnly(bool readOnly) const;

private:
    common::FileDescriptor m_root;
    QString m_error;
};

} // namespace tests
