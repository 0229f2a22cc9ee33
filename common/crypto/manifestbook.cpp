// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/manifestbook.h"

#include <QRegularExpression>

#include <algorithm>

namespace common
{

namespace
{

const QString kSealed = QStringLiteral(".cms");

/// A recording's id in a file's name, and what stands behind it: ".mp3.cms".
struct NamedRecording {
    QUuid id;
    QString ending;
};

NamedRecording recordingIn(const QString &name)
{
    static const QRegularExpression uuid(
        QStringLiteral("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})([^/]*)$"),
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = uuid.match(name);
    return match.hasMatch() ? NamedRecording{QUuid::fromString(match.captured(1)), match.captured(2)}
                            : NamedRecording();
}

} // namespace

QString keyOf(FileVerdict verdict)
{
    switch (verdict) {
    case FileVerdict::Verified: return QStringLiteral("verified");
    case FileVerdict::Changed: return QStringLiteral("changed");
    case FileVerdict::Unknown: break;
    }
    return QStringLiteral("unknown");
}

Status ManifestBook::add(const SignedManifest &manifest, const QByteArrayList &publicKeys)
{
    Result<FileManifest> opened = fail(ErrorCode::Invalid, QStringLiteral("no key to judge the manifest by"),
                                       {{QStringLiteral("manifest"), QStringLiteral("key")}});
    for (const QByteArray &key : publicKeys) {
        opened = openManifest(manifest, key);
        if (opened) {
            break;
        }
    }
    if (!opened) {
        return propagate(opened);
    }
    if (opened->kind == FileManifest::Kind::Day) {
        auto &chain = m_chains[{opened->server, opened->tenant}];
        const QByteArray hash = manifestHash(manifest);
        const auto [link, fresh] = chain.try_emplace(opened->number, Link{hash, opened->previous});
        if (!fresh && link->second.hash == hash) {
            return {}; // given twice
        }
        link->second.forked = link->second.forked || !fresh;
    }
    ++m_count;
    for (const ManifestFile &file : opened->files) {
        const size_t place = m_entries.size();
        m_entries.push_back(
            {file, opened->number, opened->day, opened->timeMs, opened->kind == FileManifest::Kind::Archive});
        m_byHash.insert(file.sha256, place);
        m_byName.insert(file.name, place);
        m_byRecording.insert(file.recording, place);
    }
    return {};
}

JudgedFile ManifestBook::judged(FileVerdict verdict, const char *reason, const Entry *entry) const
{
    JudgedFile result;
    result.verdict = verdict;
    result.reason = QLatin1String(reason);
    if (entry != nullptr) {
        result.entry = entry->file;
        result.number = entry->number;
        result.day = entry->day;
        result.signedMs = entry->signedMs;
    }
    return result;
}

/// A file is in one daily manifest: whoever has a second one signed, of other content, did so behind the back
/// of the first.
bool ManifestBook::contradicted(const Entry &entry) const
{
    const auto places = m_byRecording.values(entry.file.recording);
    return std::any_of(places.begin(), places.end(), [this, &entry](size_t place) {
        const ManifestFile &other = m_entries[place].file;
        return other.kind == entry.file.kind && other.sha256 != entry.file.sha256;
    });
}

JudgedFile ManifestBook::judge(const QString &name, qint64 size, const QByteArray &sha256) const
{
    for (const size_t place : m_byHash.values(sha256)) {
        const Entry &entry = m_entries[place];
        if (entry.file.size == size) {
            return contradicted(entry) ? judged(FileVerdict::Changed, "contradiction", &entry)
                                       : judged(FileVerdict::Verified, "", &entry);
        }
    }
    if (const auto named = m_byName.constFind(name); named != m_byName.cend()) {
        return judged(FileVerdict::Changed, "content", &m_entries[*named]);
    }
    const auto sealedOne = m_byName.constFind(name + kSealed);
    if (sealedOne != m_byName.cend() && !m_entries[*sealedOne].file.keys.isEmpty()) {
        return judged(FileVerdict::Unknown, "opened", &m_entries[*sealedOne]);
    }
    const NamedRecording recording = recordingIn(name);
    for (const size_t place : m_byRecording.values(recording.id)) {
        const Entry &entry = m_entries[place];
        const QString ending = recordingIn(entry.file.name).ending;
        if (!ending.isEmpty() && ending == recording.ending) {
            return judged(FileVerdict::Changed, "content", &entry);
        }
        if (!entry.file.keys.isEmpty() && ending == recording.ending + kSealed) {
            return judged(FileVerdict::Unknown, "opened", &entry);
        }
    }
    return judged(FileVerdict::Unknown, "not-listed", nullptr);
}

QList<ManifestFile> ManifestBook::missing(const QSet<QByteArray> &seen) const
{
    QList<ManifestFile> files;
    for (const Entry &entry : m_entries) {
        if (entry.archive && !seen.contains(entry.file.sha256)) {
            files.append(entry.file);
        }
    }
    return files;
}

QList<ManifestGap> ManifestBook::gaps() const
{
    QList<ManifestGap> gaps;
    for (const auto &[owner, chain] : m_chains) {
        qint64 before = 0;
        QByteArray hash = manifestOrigin();
        for (const auto &[number, link] : chain) {
            if (link.forked) {
                gaps.append({QStringLiteral("forked"), owner.second, number});
            }
            const bool follows = number == before + 1;
            if (!follows && before > 0) { // those before the first that was given are nobody's concern
                gaps.append({QStringLiteral("missing"), owner.second, number});
            } else if (follows && link.previous != hash) {
                gaps.append({QStringLiteral("broken"), owner.second, number});
            }
            before = number;
            hash = link.hash;
        }
    }
    return gaps;
}

} // namespace common
