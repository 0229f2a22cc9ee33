// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"
#include "common/core/result.h"
#include "common/crypto/hostkey.h"

#include <QJsonObject>
#include <QUuid>

#include <optional>

namespace recorder
{

/// With which key each tenant's chain of activations begins, as this recorder saw it the first time, in a
/// file that the host key seals. The database cannot say so: whoever writes there could remove all
/// activations and let a key of his own be the first one. Any thread.
class KeyPins
{
public:
    KeyPins(common::HostKey key, QString file);

    /// `first` is the identity of that key. Nothing known of the tenant: it is remembered, on disk before
    /// this returns. Invalid (activation = pinned): another one is. Unavailable: the file cannot be read or
    /// written; a file that was not sealed here is one that cannot be read.
    common::Status check(const QUuid &tenant, const QByteArray &first);

private:
    common::Result<QJsonObject> read() const;
    common::Status write(const QJsonObject &pins) const;

    const common::HostKey m_key;
    const QString m_file;
    common::Guarded<std::optional<QJsonObject>> m_pins; ///< none: not read yet
};

} // namespace recorder
