// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/keybundle.h"

#include <QSettings>
#include <QString>

namespace console
{

/// The keys under which people were seen here before: a server that passes off other keys for theirs is
/// noticed. In the console's settings, per server; nothing of it is secret. GUI thread.
class KeyPins
{
public:
    enum class Seen { First, Same, Other };

    explicit KeyPins(const QString &serverKey);
    Seen seen(const common::KeyRecord &record) const;
    void keep(const common::KeyRecord &record); ///< something is granted to them, knowingly
    /// Something was revoked from him here: what comes next he gets only when somebody grants it again. Which
    /// keys were his is not forgotten.
    void leave(const QUuid &user);
    /// Whether the next key may follow unasked to whom the recorder calls a holder: the same keys as before,
    /// and nothing was revoked since.
    bool mayFollow(const common::KeyRecord &record) const;
    /// Of the keys that were seen before; empty = none were.
    QString wordsBefore(const common::KeyRecord &record) const;

private:
    QString keyOf(const common::KeyRecord &record) const;
    QString leftOf(const QUuid &user) const;
    QByteArray before(const common::KeyRecord &record) const;

    QSettings m_settings;
    QString m_serverKey;
};

} // namespace console
