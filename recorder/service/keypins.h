// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"
#include "common/core/result.h"
#include "common/crypto/hostkey.h"

#include <QJsonObject>
#include <QList>
#include <QUuid>

#include <optional>

namespace recorder
{

/// A link of a tenant's chain of activations.
struct KeyLink {
    QByteArray key; ///< identity
    qint64 atMs = 0;

    bool operator==(const KeyLink &) const = default;
};

/// With which key each tenant's chain of activations begins, and which link it has come to, as this recorder
/// saw it, in a file that the host key seals. The database cannot say so: whoever writes there could remove
/// all activations and let a key of his own be the first one, or the last ones and bring back a key that was
/// left because somebody has it. Any thread.
class KeyPins
{
public:
    KeyPins(common::HostKey key, QString file);

    /// A chain that begins as it did, and has the link that it had come to, is remembered with its end, on
    /// disk before this returns; so is that of a tenant of whom nothing is known. Invalid (activation =
    /// pinned): another chain, or one that was longer. Unavailable: the file cannot be read or written; a
    /// file that was not sealed here is one that cannot be read.
    common::Status check(const QUuid &tenant, const QList<KeyLink> &chain);

private:
    common::Result<QJsonObject> read() const;
    common::Status write(const QJsonObject &pins) const;

    const common::HostKey m_key;
    const QString m_file;
    common::Guarded<std::optional<QJsonObject>> m_pins; ///< none: not read yet
};

} // namespace recorder
