// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/keyrows.h"

#include "common/rpc/codecs/keycodec.h"
#include "common/rpc/codecs/wirevalue.h"
#include "console/crud/objectmethods.h"
#include "console/kit/tr.h"
#include "console/pages/call/sealaccess.h"

#include <algorithm>
#include <limits>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

common::Result<KeyUserRow> userRowFrom(const v1::KeyUser &wire)
{
    KeyUserRow row;
    row.id = common::textOf(wire.id());
    row.name = common::textOf(wire.name());
    row.login = common::textOf(wire.login());
    row.access = common::textOf(wire.access());
    row.expiresMs = wire.expires_ms();
    row.isService = wire.service();
    if (wire.has_record()) {
        auto record = common::fromWire(wire.record());
        // Granting seals to what is here: it has to be his, by his own signature.
        if (record && common::checkKeyRecord(*record) &&
            record->owner.toString(QUuid::WithoutBraces) == row.id) {
            row.record = *record;
        }
    }
    return row;
}

template <typename R, typename List, typename Rows, typename From>
std::function<common::Result<common::ListPageOf<R>>(const QByteArray &)> pageReader(Rows rows, From from)
{
    return [rows, from](const QByteArray &bytes) -> common::Result<common::ListPageOf<R>> {
        common::Result<List> list = parsed<List>(bytes);
        if (!list) {
            return common::propagate(list);
        }
        common::ListPageOf<R> page;
        for (const auto &wire : rows(*list)) {
            common::Result<R> row = from(wire);
            if (!row) {
                return common::propagate(row);
            }
            page.items.append(std::move(*row));
        }
        common::readInfo(list->info(), page);
        return page;
    };
}

QByteArray refOf(const QString &id)
{
    v1::ObjectRef ref;
    ref.set_id(id.toStdString());
    return QByteArray::fromStdString(ref.SerializeAsString());
}

} // namespace

common::Result<KeyRow> keyRowFrom(const v1::TenantKey &wire)
{
    auto record = common::fromWire(wire.record());
    if (!record) {
        return common::propagate(record);
    }
    auto key = common::checkKeyRecord(*record);
    if (!key) {
        return common::propagate(key);
    }
    KeyRow row;
    row.id = common::textOf(wire.id());
    row.tenantId = common::textOf(wire.tenant_id());
    row.tenant = common::textOf(wire.tenant());
    row.name = common::textOf(wire.name());
    row.record = *record;
    row.fingerprint = record->fingerprint();
    row.bits = key->bits();
    row.hasPrivate = wire.has_private();
    row.active = wire.active();
    row.exportedMs = wire.exported_ms();
    row.holders = wire.holders();
    row.vouching = common::textOf(wire.vouching());
    row.acceptedBy = common::textOf(wire.accepted_by());
    row.activatedMs = wire.activated_ms();
    for (const v1::KeyRecord &one : wire.earlier()) {
        auto earlier = common::fromWire(one);
        if (earlier && common::checkKeyRecord(*earlier) && earlier->spki == record->spki &&
            earlier->owner == record->owner) {
            row.earlier.append(*earlier);
        }
    }
    if (wire.has_recordings()) {
        row.recordings = wire.recordings();
    }
    if (wire.has_moved()) {
        row.moved = wire.moved();
    }
    return row;
}

const common::KeyRecord &KeyRow::recordOf(const common::SigningKey &signing) const
{
    const QByteArray key = signing.publicKey();
    const auto found = std::find_if(earlier.cbegin(), earlier.cend(),
                                    [&key](const common::KeyRecord &one) { return one.signingKey == key; });
    return found == earlier.cend() ? record : *found;
}

CrudMethods<KeyRow> keyMethods()
{
    CrudMethods<KeyRow> m;
    m.list = QStringLiteral("earshot.v1.TenantKeys/List");
    m.get = QStringLiteral("earshot.v1.TenantKeys/Get");
    m.writeId = &refOf;
    m.readList = pageReader<KeyRow, v1::TenantKeyList>(
        [](const v1::TenantKeyList &list) -> auto & { return list.keys(); }, &keyRowFrom);
    m.read = [](const QByteArray &bytes) -> common::Result<KeyRow> {
        auto wire = parsed<v1::TenantKey>(bytes);
        return wire ? keyRowFrom(*wire) : common::propagate(wire);
    };
    return m;
}

CrudMethods<KeyUserRow> keyUserMethods()
{
    CrudMethods<KeyUserRow> m;
    m.list = QStringLiteral("earshot.v1.KeyGrants/List");
    m.readList = pageReader<KeyUserRow, v1::KeyUserList>(
        [](const v1::KeyUserList &list) -> auto & { return list.users(); }, &userRowFrom);
    m.readsLong = true; // a key and a signature of each: a third of a second for a thousand people
    return m;
}

QString keyTitle(const KeyRow &key)
{
    return key.name.isEmpty() ? shortFingerprint(key.fingerprint) : key.name;
}

std::pair<StatusRole, QString> keyStatus(const KeyRow &key)
{
    if (key.isUnvouched()) { // also when it is not in use any more: what it sealed is there
        return {StatusRole::Failed,
                key.active ? Tr::tr("Active, not vouched for") : Tr::tr("Not active, not vouched for")};
    }
    return key.active ? std::pair(StatusRole::Good, Tr::tr("Active"))
                      : std::pair(StatusRole::Inactive, Tr::tr("Not active"));
}

namespace
{
int countOf(qint64 number)
{
    return static_cast<int>(std::min<qint64>(number, std::numeric_limits<int>::max()));
}
} // namespace

QString recordingsSentence(const KeyRow &key)
{
    if (!key.recordings) {
        return {};
    }
    QStringList sentences;
    if (*key.recordings > 0) {
        sentences.append(
            Tr::tr("%n recording(s) can be played only with this key.", nullptr, countOf(*key.recordings)));
    }
    if (key.moved.value_or(0) > 0) {
        sentences.append(
            Tr::tr("%n recording(s) were moved to another key. Outside of this system their files "
                   "and archives still open only with this one: keep its export.",
                   nullptr, countOf(*key.moved)));
    }
    return sentences.isEmpty() ? Tr::tr("No recording here is encrypted with it.")
                               : sentences.join(QLatin1Char(' '));
}

QString fingerprintInFours(const QByteArray &bytes)
{
    const QString hex = QString::fromLatin1(bytes.toHex()).toUpper();
    QStringList groups;
    for (qsizetype i = 0; i < hex.size(); i += 4) {
        groups.append(hex.mid(i, 4));
    }
    return groups.join(QLatin1Char(' '));
}

QString tailOf(const QByteArray &fingerprint)
{
    return QString::fromLatin1(fingerprint.toHex()).right(6);
}

QString accessWord(const QString &code)
{
    const std::initializer_list<std::pair<const char *, QString>> all{
        {"authorised", Tr::tr("Authorized")},
        {"regrant", Tr::tr("Has new keys: grant again")},
        {"expired", Tr::tr("Expired")},
        {"no-keys", Tr::tr("No keys yet: has to sign in once")},
        {"none", Tr::tr("No access")}};
    for (const auto &[key, word] : all) {
        if (code == QLatin1String(key)) {
            return word;
        }
    }
    return code;
}

} // namespace console
