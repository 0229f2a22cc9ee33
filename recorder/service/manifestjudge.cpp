// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/manifestjudge.h"

#include "recorder/store/credentialrepository.h"

#include <QMap>

#include <algorithm>

namespace recorder
{

namespace
{

/// A file is signed after the day on which it was finished, which is rarely far from the call; calls that
/// wait for a key take longer, and clocks differ.
constexpr int kDaysBefore = 2;
constexpr int kDaysBehind = 30;
/// Of manifests that tell of one call more than one is wrong already.
constexpr int kMostOfOne = 5;
const QDate kFirstDay(1970, 1, 1);

struct Span {
    QDate from;
    QDate to;
};

/// The days around the calls, joined where they meet, the oldest first.
QList<Span> spansOf(const QList<JudgedCall> &calls)
{
    QList<QDate> days;
    for (const JudgedCall &call : calls) {
        days.append(call.day);
    }
    std::sort(days.begin(), days.end());
    QList<Span> spans;
    for (const QDate &day : std::as_const(days)) {
        const Span span{day.addDays(-kDaysBefore), day.addDays(kDaysBehind)};
        if (!spans.isEmpty() && span.from <= spans.last().to.addDays(1)) {
            spans.last().to = span.to;
        } else {
            spans.append(span);
        }
    }
    return spans;
}

/// The ids of calls in a manifest's lines, also in one that is not as it was signed.
template <typename Take>
void forEachNamed(const QByteArray &text, const Take &take)
{
    static const QByteArray kLine("\nfile ");
    for (qsizetype at = text.indexOf(kLine); at >= 0; at = text.indexOf(kLine, at + 1)) {
        const qsizetype begin = at + kLine.size();
        const qsizetype end = text.indexOf(' ', begin);
        if (end > begin) {
            take(text.mid(begin, end - begin));
        }
    }
}

} // namespace

struct ManifestJudge::Opened {
    ManifestState state = ManifestState::Signed; ///< or Key, Signature, Chain
    qint64 number = 0;
    QDate day;
    qint64 signedMs = 0;
    QString keyId;
    QByteArray key;
};

QString keyOf(ManifestState state)
{
    switch (state) {
    case ManifestState::Signed: return QStringLiteral("signed");
    case ManifestState::Pending: return QStringLiteral("pending");
    case ManifestState::Differs: return QStringLiteral("differs");
    case ManifestState::Absent: break;
    case ManifestState::Contradiction: return QStringLiteral("contradiction");
    case ManifestState::Signature: return QStringLiteral("signature");
    case ManifestState::Key: return QStringLiteral("key");
    case ManifestState::Chain: return QStringLiteral("chain");
    }
    return QStringLiteral("absent");
}

QByteArray TrustedKeys::find(const QString &keyId) const
{
    if (!own.isEmpty() && common::signingKeyId(own) == keyId) {
        return own;
    }
    const auto local = std::find_if(vouched.begin(), vouched.end(), [&keyId](const QByteArray &key) {
        return common::signingKeyId(key) == keyId;
    });
    if (local != vouched.end()) {
        return *local;
    }
    const auto other = std::find_if(known.begin(), known.end(), [&keyId](const AuditSigner &signer) {
        // The row's name for a key is only a row's.
        return signer.keyId == keyId && common::signingKeyId(signer.publicKey) == keyId;
    });
    return other == known.end() ? QByteArray() : other->publicKey;
}

bool TrustedKeys::trusts(const QByteArray &publicKey) const
{
    return !publicKey.isEmpty() && (publicKey == own || vouched.contains(publicKey));
}

QString TrustedKeys::recorderOf(const QString &keyId) const
{
    const auto signer = std::find_if(known.begin(), known.end(),
                                     [&keyId](const AuditSigner &each) { return each.keyId == keyId; });
    return signer == known.end() ? QString() : signer->recorder;
}

ManifestJudge::ManifestJudge(Transaction &transaction, const TrustedKeys &keys, qint64 nowMs)
    : m_manifests(transaction)
    , m_keys(keys)
    , m_server(CredentialRepository(transaction).installation().serverId)
    , m_today(common::toUtcDateTime(common::wallFromUnixMs(nowMs)).date())
{
}

void ManifestJudge::read(const QList<JudgedCall> &calls)
{
    QMap<TenantKey, QList<JudgedCall>> tenants;
    for (const JudgedCall &call : calls) {
        m_told.insert(call.id.toString().toLatin1(), {});
        tenants[call.tenant.key].append(call);
    }
    for (const QList<JudgedCall> &each : std::as_const(tenants)) {
        if (each.size() == 1) {
            readNaming(each.first()); // the database looks for it, and the texts stay there
        } else {
            readDays(each);
        }
    }
}

void ManifestJudge::readNaming(const JudgedCall &call)
{
    auto found = m_manifests.naming(call.tenant.key, call.id, call.day.addDays(-kDaysBefore),
                                    call.day.addDays(kDaysBehind), kMostOfOne);
    if (found.isEmpty()) {
        found = m_manifests.naming(call.tenant.key, call.id, kFirstDay, {}, kMostOfOne);
    }
    for (const StoredManifest &stored : std::as_const(found)) {
        take(call.tenant, stored);
    }
}

/// A manifest is read whole for all calls that it may name: to have the database look for each of them in
/// each text would be thousands of searches through megabytes.
void ManifestJudge::readDays(const QList<JudgedCall> &calls)
{
    const ManifestTenant tenant = calls.first().tenant;
    const QList<Span> spans = spansOf(calls);
    for (const Span &span : spans) {
        readSpan(tenant, span.from, span.to);
    }
    const bool missed =
        std::any_of(calls.begin(), calls.end(), [this](const JudgedCall &call) { return isMissed(call); });
    if (!missed) {
        return;
    }
    QDate from = kFirstDay;
    for (const Span &span : spans) {
        readSpan(tenant, from, span.from.addDays(-1));
        from = span.to.addDays(1);
    }
    readSpan(tenant, from, {});
}

/// Nothing tells of it, although it is not one that waits for its first manifest.
bool ManifestJudge::isMissed(const JudgedCall &call)
{
    return m_told.value(call.id.toString().toLatin1()).isEmpty() &&
           (call.day.addDays(kDaysBehind) < m_today || !m_manifests.isPending(call.id));
}

void ManifestJudge::readSpan(const ManifestTenant &tenant, QDate from, QDate to)
{
    auto stored = m_manifests.after(tenant.key, 0, from, to);
    while (stored) {
        take(tenant, *stored);
        stored = m_manifests.after(tenant.key, stored->number, from, to);
    }
}

bool ManifestJudge::isBound(const common::FileManifest &manifest, const ManifestTenant &tenant,
                            const StoredManifest &stored) const
{
    // Rows can be copied: another tenant's or installation's signed text is none of this one's.
    return manifest.kind == common::FileManifest::Kind::Day && manifest.number == stored.number &&
           manifest.day == stored.day && manifest.tenant == tenant.id && manifest.server == m_server;
}

bool ManifestJudge::followsTheOneBefore(const common::FileManifest &manifest, const ManifestTenant &tenant)
{
    if (manifest.number == 1) {
        return manifest.previous == common::manifestOrigin();
    }
    const bool isLast = m_last && m_last->tenant == tenant.key && m_last->number == manifest.number - 1;
    const auto before = isLast ? m_last : m_manifests.at(tenant.key, manifest.number - 1);
    if (!before || common::manifestHash({before->text, before->signature}) != manifest.previous) {
        return false;
    }
    const auto read = common::parseManifest(before->text);
    return read && isBound(*read, tenant, *before);
}

void ManifestJudge::take(const ManifestTenant &tenant, const StoredManifest &stored)
{
    QHash<QByteArray, Told> named;
    forEachNamed(stored.text, [this, &named](const QByteArray &id) {
        if (m_told.contains(id)) {
            named.insert(id, {});
        }
    });
    if (!named.isEmpty()) {
        auto opened = std::make_shared<Opened>();
        opened->number = stored.number;
        opened->key = m_keys.find(stored.keyId);
        const auto manifest = common::openManifest({stored.text, stored.signature}, opened->key);
        if (opened->key.isEmpty()) {
            opened->state = ManifestState::Key;
        } else if (!manifest || !isBound(*manifest, tenant, stored)) {
            opened->state = ManifestState::Signature;
        } else {
            opened->state =
                followsTheOneBefore(*manifest, tenant) ? ManifestState::Signed : ManifestState::Chain;
            opened->day = manifest->day;
            opened->signedMs = manifest->timeMs;
            opened->keyId = manifest->keyId;
            for (const common::ManifestFile &line : manifest->files) {
                const auto of = named.find(line.recording.toByteArray(QUuid::WithoutBraces));
                if (of != named.end()) {
                    of->lines.append(line);
                }
            }
        }
        for (auto of = named.begin(); of != named.end(); ++of) {
            of->manifest = opened;
            m_told[of.key()].append(*of);
        }
    }
    m_last = stored;
}

/// Absent: it tells of another file of this call.
ManifestState ManifestJudge::judgeOne(const Told &told, FileToCheck &file) const
{
    const Opened &manifest = *told.manifest;
    if (manifest.state == ManifestState::Key || manifest.state == ManifestState::Signature) {
        return manifest.state;
    }
    const QString kind = common::keyOf(file.file.kind);
    const auto line = std::find_if(told.lines.begin(), told.lines.end(),
                                   [&kind](const common::ManifestFile &each) { return each.kind == kind; });
    if (line == told.lines.end()) {
        return ManifestState::Absent;
    }
    file.number = manifest.number;
    file.day = manifest.day;
    file.signedMs = manifest.signedMs;
    file.keyId = manifest.keyId;
    file.recorder = m_keys.recorderOf(manifest.keyId);
    file.ownKey = manifest.key == m_keys.own;
    file.trustedKey = m_keys.trusts(manifest.key);
    // To whom it is sealed may change without the file: keys are rotated beside it.
    if (line->size != file.file.size || line->sha256 != file.file.sha256) {
        return ManifestState::Differs;
    }
    return manifest.state;
}

void ManifestJudge::judge(FileToCheck &file, const common::CallId &call, int position)
{
    const bool pending = m_manifests.isPending(call, position);
    int told = 0;
    const QList<Told> all = m_told.value(call.toString().toLatin1());
    for (const Told &each : all) {
        const ManifestState state = judgeOne(each, file);
        if (state == ManifestState::Absent) {
            continue;
        }
        // A file is signed once. Who has it signed again hides what was signed first.
        file.state = ++told > 1 ? ManifestState::Contradiction : state;
    }
    if (told > 0 && pending) {
        file.state = ManifestState::Contradiction;
    } else if (told == 0) {
        file.state = pending ? ManifestState::Pending : ManifestState::Absent;
    }
}

} // namespace recorder
