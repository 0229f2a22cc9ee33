// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/callwriter.h"

#include "recorder/store/callquery.h"
#include "recorder/store/pqxxcompat.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace recorder
{

namespace
{

using common::FinishedCall;
using common::MediaFile;

constexpr int kMostRows = 1000;
constexpr qint64 kLocalTarget = 1;
const QLatin1String kIdMark("%{id}");

/// Rows of one INSERT; a statement takes 65,535 values, so long lists are divided.
class RowInsert
{
public:
    RowInsert(Transaction &transaction, QString head)
        : m_transaction(transaction)
        , m_head(std::move(head))
    {
    }
    SqlParams &params() { return m_params; }
    void endRow()
    {
        QStringList marks;
        for (size_t i = m_rowStart; i < m_params.values().size(); ++i) {
            marks.append(QStringLiteral("$%1").arg(i + 1));
        }
        m_rows.append(QLatin1Char('(') + marks.join(QLatin1Char(',')) + QLatin1Char(')'));
        m_rowStart = m_params.values().size();
        if (m_rows.size() >= kMostRows) {
            flush();
        }
    }
    void flush()
    {
        if (!m_rows.isEmpty()) {
            m_transaction.exec(m_head + QLatin1String(" VALUES ") + m_rows.join(QLatin1Char(',')), m_params);
        }
        m_rows.clear();
        m_params = {};
        m_rowStart = 0;
    }

private:
    Transaction &m_transaction;
    QString m_head;
    QStringList m_rows;
    SqlParams m_params;
    size_t m_rowStart = 0;
};

QJsonArray withoutZerosAtEnd(QJsonArray row)
{
    while (!row.isEmpty() && row.last().isDouble() && row.last().toDouble() == 0.0) {
        row.removeLast();
    }
    return row;
}

/// Counters stay exact up to 2^53 in JSON: 5 million years of packets.
double count(quint64 value)
{
    return static_cast<double>(value);
}
quint64 countAt(const QJsonArray &row, int column)
{
    return static_cast<quint64>(row.at(column).toDouble());
}

/// The texts of `calls` that come from the parties.
struct PartyTexts {
    QString fromNumber, fromName, toNumber, toName;
    QString otherNumbers;
    QString namesKey;
};

void addLine(QString &lines, const QString &line)
{
    if (!line.isEmpty() && !lines.contains(QLatin1Char('\n') + line + QLatin1Char('\n'))) {
        lines += (lines.isEmpty() ? QStringLiteral("\n") : QString()) + line + QLatin1Char('\n');
    }
}

/// The first calling and the first called party are From and To; everybody else is found by his number all
/// the same.
PartyTexts textsOf(const QList<Segment> &segments)
{
    PartyTexts texts;
    bool haveFrom = false;
    bool haveTo = false;
    for (const Segment &segment : segments) {
        const QString number = foldedNumber(segment.party.number);
        if (segment.party.from && !haveFrom) {
            texts.fromNumber = number;
            texts.fromName = segment.party.name;
            haveFrom = true;
        } else if (!segment.party.from && !haveTo) {
            texts.toNumber = number;
            texts.toName = segment.party.name;
            haveTo = true;
        } else if (number != texts.fromNumber && number != texts.toNumber) {
            addLine(texts.otherNumbers, number);
        }
        addLine(texts.namesKey, foldedName(segment.party.name));
        addLine(texts.namesKey, foldedName(segment.userName));
    }
    return texts;
}

QList<QUuid> associatedOf(const QList<Segment> &segments)
{
    QList<QUuid> users;
    QList<QUuid> groups;
    for (const Segment &segment : segments) {
        if (segment.user && !users.contains(segment.user->uuid())) {
            users.append(segment.user->uuid());
        }
        if (segment.group && !groups.contains(segment.group->uuid())) {
            groups.append(segment.group->uuid());
        }
    }
    return users + groups;
}

bool insertCall(Transaction &transaction, TenantKey tenant, const FinishedCall &call,
                const QList<Segment> &segments)
{
    const PartyTexts texts = textsOf(segments);
    SqlParams params;
    params.add(call.id.uuid())
        .add(common::toUnixMs(call.connectTime))
        .add(common::toUnixMs(call.disconnectTime))
        .add(qint64{call.duration.count()})
        .add(static_cast<qint64>(tenant))
        .add(qint64{call.flags})
        .add(static_cast<qint64>(call.state))
        .add(texts.fromNumber)
        .add(texts.toNumber)
        .add(texts.otherNumbers)
        .add(texts.fromName)
        .add(texts.toName)
        .add(texts.namesKey)
        .addArray(associatedOf(segments));
    const auto inserted = transaction.exec(
        QStringLiteral(
            "INSERT INTO calls (id, connect_ms, disconnect_ms, duration_ms, tenant_id, flags, state, "
            "from_number, to_number, other_numbers, from_name, to_name, names_key, associated) VALUES "
            "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::uuid[]) "
            "ON CONFLICT (id) DO NOTHING RETURNING id"),
        params);
    return !inserted.empty();
}

void insertDetails(Transaction &transaction, TenantKey tenant, const FinishedCall &call)
{
    RowInsert rows(
        transaction,
        QStringLiteral("INSERT INTO call_details (call_id, tenant_id, reason, recorder, interface, peer, "
                       "protocol_call_id, session_id, group_id, streams, gaps)"));
    rows.params()
        .add(call.id.uuid())
        .add(static_cast<qint64>(tenant))
        .add(call.reason)
        .add(call.recorder)
        .add(call.interface)
        .add(call.peer)
        .add(call.protocolCallId)
        .add(call.sessionId)
        .add(call.groupId)
        .add(jsonOf(call.streams))
        .add(jsonOf(call.gaps));
    rows.endRow();
    rows.flush();
}

void insertParticipants(Transaction &transaction, TenantKey tenant, const FinishedCall &call,
                        const QList<Segment> &segments)
{
    RowInsert rows(
        transaction,
        QStringLiteral("INSERT INTO participants (call_id, join_ms, leave_ms, tenant_id, port, position, "
                       "stream, channel, calling, number, name, aor, participant_id, ip_address, "
                       "extension, user_id, group_id)"));
    for (qsizetype i = 0; i < segments.size(); ++i) {
        const Segment &segment = segments.at(i);
        const common::Participant &party = segment.party;
        rows.params()
            .add(call.id.uuid())
            .add(qint64{party.join.count()})
            .add(qint64{party.leave.count()})
            .add(static_cast<qint64>(tenant))
            .add(qint64{party.port})
            .add(qint64{i})
            .add(qint64{party.streamIndex})
            .add(qint64{segment.channel})
            .add(party.from ? QStringLiteral("t") : QStringLiteral("f"))
            .add(party.number)
            .add(party.name)
            .add(party.aor)
            .add(party.participantId)
            .add(party.ipAddress)
            .add(segment.extension)
            .add(segment.user ? segment.user->uuid() : QUuid())
            .add(segment.group ? segment.group->uuid() : QUuid());
        rows.endRow();
    }
    rows.flush();
}

void insertFiles(Transaction &transaction, TenantKey tenant, const FinishedCall &call, const FileKeys &keys)
{
    RowInsert rows(transaction,
                   QStringLiteral("INSERT INTO media_files (call_id, size, tenant_id, position, kind, "
                                  "storage_target, format, path, sha256, key_id)"));
    for (qsizetype i = 0; i < call.files.size(); ++i) {
        const MediaFile &file = call.files.at(i);
        rows.params()
            .add(call.id.uuid())
            .add(file.size)
            .add(static_cast<qint64>(tenant))
            .add(qint64{i})
            .add(static_cast<qint64>(file.kind) + 1)
            .add(kLocalTarget)
            .add(file.format)
            .add(packedPath(file.path, call.id))
            .addBytes(file.sha256)
            .add(keys.value(file.keyFingerprint)); // null for none
        rows.endRow();
    }
    rows.flush();
}

tl::unexpected<common::Error> unwritable(const char *field, const char *what)
{
    return common::fail(common::ErrorCode::Invalid,
                        QStringLiteral("call cannot be stored: %1").arg(QLatin1String(what)),
                        {{QLatin1String(field), QStringLiteral("invalid")}});
}

} // namespace

QString jsonOf(const QList<common::StreamReport> &streams)
{
    QJsonArray rows;
    for (const common::StreamReport &s : streams) {
        rows.append(withoutZerosAtEnd({s.index, s.label, s.codec, s.channel, s.mixed ? 1 : 0,
                                       count(s.packets), count(s.lost), count(s.duplicates), count(s.dropped),
                                       count(s.foreign), count(s.undecodable)}));
    }
    return QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact));
}

QString jsonOf(const QList<common::Gap> &gaps)
{
    QJsonArray rows;
    for (const common::Gap &gap : gaps) {
        rows.append(withoutZerosAtEnd({gap.streamIndex, static_cast<int>(gap.cause),
                                       qint64{gap.start.count()}, qint64{gap.length.count()}}));
    }
    return QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact));
}

QList<common::StreamReport> streamsOf(const QByteArray &json)
{
    QList<common::StreamReport> streams;
    for (const QJsonValue &value : QJsonDocument::fromJson(json).array()) {
        const QJsonArray row = value.toArray();
        streams.append({row.at(0).toInt(), row.at(1).toString(), row.at(2).toString(), row.at(3).toInt(),
                        row.at(4).toInt() != 0, countAt(row, 5), countAt(row, 6), countAt(row, 7),
                        countAt(row, 8), countAt(row, 9), countAt(row, 10)});
    }
    return streams;
}

QList<common::Gap> gapsOf(const QByteArray &json)
{
    QList<common::Gap> gaps;
    for (const QJsonValue &value : QJsonDocument::fromJson(json).array()) {
        const QJsonArray row = value.toArray();
        gaps.append({row.at(0).toInt(), static_cast<common::Gap::Cause>(row.at(1).toInt()),
                     std::chrono::milliseconds(row.at(2).toInteger()),
                     std::chrono::milliseconds(row.at(3).toInteger())});
    }
    return gaps;
}

QString packedPath(const QString &path, const common::CallId &id)
{
    QString packed = path;
    return packed.replace(QLatin1Char('%'), QLatin1String("%%")).replace(id.toString(), kIdMark);
}

QString unpackedPath(const QString &packed, const common::CallId &id)
{
    QString path;
    for (qsizetype i = 0; i < packed.size();) {
        if (QStringView(packed).mid(i).startsWith(kIdMark)) {
            path += id.toString();
            i += kIdMark.size();
        } else {
            path += packed.at(i);
            i += packed.at(i) == QLatin1Char('%') ? 2 : 1;
        }
    }
    return path;
}

common::Status checkWritable(const FinishedCall &call)
{
    if (call.id.isNull()) {
        return unwritable("id", "no id");
    }
    if (call.participants.size() > 10000) {
        return unwritable("participants", "more than 10000 participations");
    }
    if (call.files.size() > 1000) {
        return unwritable("files", "more than 1000 files");
    }
    for (const MediaFile &file : call.files) {
        if (file.sha256.size() != 32 || file.path.isEmpty()) {
            return unwritable("files", "a file without path or SHA-256");
        }
    }
    return {};
}

common::Result<FileKeys> fileKeysOf(Transaction &transaction, TenantKey tenant, const FinishedCall &call)
{
    FileKeys keys;
    for (const MediaFile &file : call.files) {
        if (!file.isSealed() || keys.contains(file.keyFingerprint)) {
            continue;
        }
        const auto rows = transaction.exec(
            QStringLiteral("SELECT id FROM tenant_keys WHERE tenant_id = $1 AND fingerprint = $2"),
            SqlParams().add(static_cast<qint64>(tenant)).addBytes(file.keyFingerprint));
        if (rows.empty()) {
            return common::fail(common::ErrorCode::Unavailable,
                                QStringLiteral("the key that its files are sealed to is not there: %1")
                                    .arg(QString::fromLatin1(file.keyFingerprint.toHex())),
                                {{QStringLiteral("key"), QStringLiteral("unknown")}});
        }
        keys.insert(file.keyFingerprint, uuidOf(rowAt(rows, 0)[0]));
    }
    return keys;
}

bool writeCall(Transaction &transaction, TenantKey tenant, const FinishedCall &call,
               const QList<Segment> &segments, const FileKeys &keys)
{
    if (!insertCall(transaction, tenant, call, segments)) {
        return false;
    }
    insertDetails(transaction, tenant, call);
    insertParticipants(transaction, tenant, call, segments);
    insertFiles(transaction, tenant, call, keys);
    return true;
}

} // namespace recorder
