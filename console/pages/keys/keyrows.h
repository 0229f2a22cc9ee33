// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/keybundle.h"
#include "common/proto/keys.pb.h"
#include "console/crud/crudcontroller.h"
#include "console/kit/theme.h"

namespace console
{

/// A key of a tenant as the recorder tells of it.
struct KeyRow {
    QString id;
    QString tenantId;
    QString tenant;
    QString name;
    common::KeyRecord record;
    QByteArray fingerprint; ///< of the record, not what the recorder says it is
    int bits = 0;
    bool hasPrivate = false;
    bool active = false;
    qint64 exportedMs = 0;
    int holders = 0;
    QString vouching;   ///< of its latest activation: first, vouched, unvouched; empty = never
    QString acceptedBy; ///< unvouched: login of who accepted it
    qint64 activatedMs = 0;
    QList<common::KeyRecord> earlier; ///< of the same RSA key, before it was brought back
    std::optional<qint64> recordings; ///< that open with it; a list does not tell
    std::optional<qint64> moved; ///< that another key opens here, while their files are sealed to this one

    /// The record that holder signs for: the present one, or the one that he was granted the key by.
    const common::KeyRecord &recordOf(const common::SigningKey &signing) const;
    qint64 createdMs() const { return earlier.isEmpty() ? record.createdMs : earlier.last().createdMs; }
    bool isUnvouched() const { return vouching == QLatin1String("unvouched"); }
    bool operator==(const KeyRow &) const = default;
};

/// Somebody, or a machine, who may be granted a key, and how it is with him.
struct KeyUserRow {
    QString id;
    QString name;
    QString login;
    QString access; ///< none, no-keys, authorised, regrant, expired
    std::optional<common::KeyRecord> record;
    qint64 expiresMs = 0;
    bool isService = false; ///< a machine, without a login

    bool operator==(const KeyUserRow &) const = default;
};

/// Invalid (record = format | signature): what its fingerprint would be shown for is not what it is.
common::Result<KeyRow> keyRowFrom(const earshot::v1::TenantKey &wire);
CrudMethods<KeyRow> keyMethods();
CrudMethods<KeyUserRow> keyUserMethods();

QString keyTitle(const KeyRow &key); ///< its name, else the short fingerprint
/// Active or not, and whether nobody vouched for it.
std::pair<StatusRole, QString> keyStatus(const KeyRow &key);
/// How many recordings open with it here, and of how many the files do elsewhere; empty when that is not
/// known.
QString recordingsSentence(const KeyRow &key);
QString fingerprintInFours(const QByteArray &bytes); ///< in groups of four, all of it
QString tailOf(const QByteArray &fingerprint);       ///< the last six characters, as they are typed
QString accessWord(const QString &code);

} // namespace console
