// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/administration/manifestssource.h"

#include "common/proto/integrity.pb.h"
#include "common/rpc/codecs/wirevalue.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"
#include "console/net/background.h"

#include <algorithm>

namespace console
{

namespace v1 = earshot::v1;
using common::Result;

namespace
{

const QString kMethod = QStringLiteral("earshot.v1.Integrity/Manifests");
const QString kVerified = QStringLiteral("verified");
const QString kForeign = QStringLiteral("foreign");

QString idOf(qint64 number)
{
    return QString::number(number);
}

QDate dayOf(const QString &unixMs, qint64 lessMs)
{
    return QDateTime::fromMSecsSinceEpoch(unixMs.toLongLong() - lessMs, Qt::UTC).date();
}

} // namespace

QString manifestStateWord(const QString &state)
{
    if (state == kVerified) {
        return Tr::tr("Verified", "a signed manifest");
    }
    if (state == kForeign) {
        return Tr::tr("Signed by another recorder, of whose key only the database tells");
    }
    if (state == QLatin1String("chain")) {
        return Tr::tr("Chain broken: it names another one before it");
    }
    if (state == QLatin1String("missing")) {
        return Tr::tr("Chain broken: the one before it is missing");
    }
    if (state == QLatin1String("signature")) {
        return Tr::tr("Not as it was signed");
    }
    return state == QLatin1String("key") ? Tr::tr("Signed with an unknown key") : Tr::tr("Unreadable");
}

ManifestsSource::ManifestsSource(common::RpcClient &rpc, const Formats &formats, QObject *parent)
    : ListSource(parent)
    , m_rpc(rpc)
    , m_formats(formats)
    , m_model(columns(formats), [](const ManifestRow &row) { return idOf(row.number); })
{
    connect(&m_rpc, &common::RpcClient::readyChanged, this, &ListSource::readyChanged);
}

std::vector<Column<ManifestRow>> ManifestsSource::columns(const Formats &formats)
{
    const auto state = [](const ManifestRow &row, int role) {
        const StatusRole status = row.state == kVerified  ? StatusRole::Good
                                  : row.state == kForeign ? StatusRole::Pending
                                                          : StatusRole::Failed;
        return role == StatusIconRole ? QVariant(static_cast<int>(status)) : QVariant();
    };
    return {{{QStringLiteral("number"), Tr::tr("NUMBER"), {}, 90, true, true},
             [](const ManifestRow &row) { return QLocale().toString(row.number); },
             [](const ManifestRow &row) { return QVariant(row.number); }},
            {{QStringLiteral("day"), Tr::tr("DAY (UTC)"), {}, 130},
             [](const ManifestRow &row) { return QLocale().toString(row.day, QLocale::ShortFormat); },
             [](const ManifestRow &row) { return QVariant(row.day.toString(Qt::ISODate)); }},
            {{QStringLiteral("state"), Tr::tr("STATE"), {}, 300},
             [](const ManifestRow &row) { return manifestStateWord(row.state); },
             [](const ManifestRow &row) { return QVariant(row.state); },
             state},
            {{QStringLiteral("files"), Tr::tr("FILES"), {}, 90, true, true},
             [](const ManifestRow &row) { return QLocale().toString(row.files); },
             [](const ManifestRow &row) { return QVariant(row.files); }},
            {{QStringLiteral("signed"), Tr::tr("SIGNED"), {}, 200},
             [formats](const ManifestRow &row) {
                 return row.signedMs == 0 ? QString()
                                          : formats.dateTime(common::wallFromUnixMs(row.signedMs));
             },
             [](const ManifestRow &row) { return QVariant(row.signedMs); }},
            {{QStringLiteral("recorder"), Tr::tr("RECORDER"), {}, 160},
             [](const ManifestRow &row) { return row.recorder; }},
            {{QStringLiteral("key"), Tr::tr("KEY"), {}, 260, false},
             [](const ManifestRow &row) { return row.keyId; }}};
}

void ManifestsSource::cancel()
{
    ++m_generation;
    m_waiting.reset();
}

void ManifestsSource::readQuery(const common::ListQuery &query)
{
    QString tenant;
    m_from = {};
    m_until = {};
    for (const common::Criterion &criterion : query.criteria) {
        if (criterion.field == QLatin1String("tenant")) {
            tenant = criterion.values.value(0);
        } else if (criterion.field == QLatin1String("date")) {
            m_from = dayOf(criterion.values.value(0), 0);
            m_until = dayOf(criterion.values.value(1), 1);
        }
    }
    if (tenant != m_tenant) {
        m_hashes.clear();
    }
    m_tenant = tenant;
}

void ManifestsSource::load(const common::ListQuery &query)
{
    cancel();
    m_query = query;
    readQuery(query);
    m_rows.clear();
    m_kept.clear();
    m_keys.reset();
    m_after = query.pageToken.toLongLong();
    askKeys();
    askNext();
}

void ManifestsSource::askNext()
{
    // Of the pages behind the first one the number says enough.
    const QDate from = m_after == 0 ? m_from : QDate();
    ask(m_after, from, [this](const v1::FileManifest &wire) { take(wire); });
}

void ManifestsSource::askKeys()
{
    common::call<v1::SigningKeys>(
        m_rpc, QStringLiteral("earshot.v1.Integrity/Keys"), v1::SigningKeysRequest(), this,
        [this, generation = m_generation](const Result<v1::SigningKeys> &reply) {
            if (generation != m_generation) {
                return;
            }
            if (!reply) {
                fail(reply.error());
                return;
            }
            m_keys.emplace();
            for (const v1::SigningKey &key : reply->keys()) {
                m_keys->append({common::bytesFromWire(key.public_key()), common::textOf(key.recorder()),
                                key.trusted() || key.own()});
            }
            if (const auto waiting = std::exchange(m_waiting, nullptr)) {
                take(*waiting);
            }
        });
}

void ManifestsSource::ask(qint64 after, const QDate &from, std::function<void(const v1::FileManifest &)> take)
{
    v1::ManifestAfter request;
    request.set_tenant(m_tenant.toStdString());
    request.set_after(after);
    if (from.isValid()) {
        request.set_from_day(from.toString(Qt::ISODate).toStdString());
    }
    common::call<v1::FileManifest>(
        m_rpc, kMethod, request, this,
        [this, generation = m_generation, take = std::move(take)](const Result<v1::FileManifest> &reply) {
            if (generation != m_generation) {
                return;
            }
            if (reply) {
                take(*reply);
            } else {
                fail(reply.error());
            }
        });
}

void ManifestsSource::take(const v1::FileManifest &wire)
{
    if (!m_keys) {
        m_waiting = std::make_shared<v1::FileManifest>(wire);
        return;
    }
    const QDate day = QDate::fromString(QString::fromStdString(wire.day()), Qt::ISODate);
    if (wire.text().empty() || wire.number() <= m_after || (m_until.isValid() && day > m_until)) {
        finish(false);
    } else if (m_rows.size() >= m_query.pageSize) {
        finish(true);
    } else {
        m_after = wire.number();
        check(wire);
    }
}

ManifestsSource::Judged ManifestsSource::judge(const v1::FileManifest &wire, const QList<Key> &keys)
{
    Judged judged;
    judged.kept.manifest = {common::bytesFromWire(wire.text()), common::bytesFromWire(wire.signature())};
    judged.hash = common::manifestHash(judged.kept.manifest);
    judged.row.number = wire.number();
    judged.row.day = QDate::fromString(QString::fromStdString(wire.day()), Qt::ISODate);
    const auto manifest = common::parseManifest(judged.kept.manifest.text);
    if (!manifest || manifest->number != wire.number() || manifest->day != judged.row.day) {
        judged.row.state = QStringLiteral("format");
        return judged;
    }
    judged.previous = manifest->previous;
    judged.row.files = manifest->files.size();
    judged.row.signedMs = manifest->timeMs;
    judged.row.keyId = manifest->keyId;
    judged.row.state = QStringLiteral("key");
    for (const Key &key : keys) {
        if (common::signingKeyId(key.publicKey) == manifest->keyId) {
            judged.row.recorder = key.recorder;
            judged.kept.publicKey = key.publicKey;
            judged.row.state = !common::openManifest(judged.kept.manifest, key.publicKey)
                                   ? QStringLiteral("signature")
                               : key.trusted ? kVerified
                                             : kForeign;
            break;
        }
    }
    return judged;
}

void ManifestsSource::check(const v1::FileManifest &wire)
{
    inBackground(
        this, [wire, keys = *m_keys] { return judge(wire, keys); },
        [this, generation = m_generation](const Judged &judged) {
            if (generation == m_generation) {
                link(judged);
            }
        });
}

/// The first of a page needs the one before it, which was not asked for.
void ManifestsSource::link(const Judged &judged)
{
    const qint64 before = judged.row.number - 1;
    if (before == 0 || m_hashes.contains(before) || !m_rows.isEmpty()) {
        append(judged);
        return;
    }
    ask(before - 1, QDate(), [this, judged, before](const v1::FileManifest &wire) {
        if (wire.number() == before) {
            m_hashes.insert(before, common::manifestHash({common::bytesFromWire(wire.text()),
                                                          common::bytesFromWire(wire.signature())}));
        }
        append(judged);
    });
}

void ManifestsSource::append(Judged judged)
{
    const qint64 before = judged.row.number - 1;
    if (judged.row.state == kVerified || judged.row.state == kForeign) {
        const QByteArray hash = before == 0 ? common::manifestOrigin() : m_hashes.value(before);
        judged.row.state = hash.isEmpty()            ? QStringLiteral("missing")
                           : hash != judged.previous ? QStringLiteral("chain")
                                                     : judged.row.state;
    }
    m_hashes.insert(judged.row.number, judged.hash);
    m_kept.insert(idOf(judged.row.number), judged.kept);
    m_rows.append(judged.row);
    askNext();
}

void ManifestsSource::finish(bool more)
{
    m_model.setRecords(m_rows);
    ListAnswer answer;
    answer.rows = static_cast<int>(m_rows.size());
    answer.nextToken = more ? idOf(m_rows.last().number) : QString();
    Q_EMIT loaded(answer);
}

void ManifestsSource::fail(const common::Error &error)
{
    cancel(); // what else was asked for says the same
    Q_EMIT failed(error);
}

void ManifestsSource::fetchText(const common::ListQuery &, const QStringList &columns, QObject *context,
                                std::function<void(Result<TextRows>)> done)
{
    TextRows text;
    for (const ManifestRow &row : m_model.records()) {
        text.ids.append(m_model.idOf(row));
        QStringList values;
        for (const QString &column : columns) {
            values.append(m_model.value(row, m_model.columnOf(column), RawRole).toString());
        }
        text.rows.append(values);
    }
    QMetaObject::invokeMethod(
        context, [text, done = std::move(done)] { done(text); }, Qt::QueuedConnection);
}

} // namespace console
