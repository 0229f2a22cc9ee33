// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/cli/offlineverify.h"

#include "console/cli/zipreader.h"

#include "common/crypto/sha256.h"

#include <QDateTime>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>
#include <QRegularExpression>

#include <utility>

namespace console
{

namespace
{

const QString kSignatureEnding = QStringLiteral(".sig");
constexpr qint64 kMaxKey = 64 * 1024;

/// "manifest.txt", "manifest-2.txt", "manifest-000012-2026-11-22.txt"
bool isManifest(const QString &name)
{
    static const QRegularExpression form(QStringLiteral("^manifest[0-9a-zA-Z_.-]*\\.txt$"));
    return form.match(name).hasMatch();
}

bool isKey(const QString &name)
{
    return name.startsWith(QLatin1String("signing-key")) && name.endsWith(QLatin1String(".pem"));
}

/// What goes with the recordings, and is no recording: people's tables and instructions are not signed.
bool isBeside(const QString &name)
{
    return isManifest(name) || isKey(name) || name == QLatin1String("README.txt") ||
           (name.startsWith(QLatin1String("manifest")) &&
            (name.endsWith(kSignatureEnding) || name.endsWith(QLatin1String(".csv"))));
}

QString signatureOf(const QString &manifest)
{
    return manifest.chopped(4) + kSignatureEnding;
}

QByteArray bytesOf(const QString &path, qint64 limit)
{
    QFile file(path);
    return file.size() <= limit && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString timeText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss 'UTC'"));
}

QString wordsOf(const QString &reason)
{
    static const QMap<QString, QString> words{
        {QStringLiteral("content"), QStringLiteral("its content is not what was signed")},
        {QStringLiteral("contradiction"), QStringLiteral("signed manifests tell different things of it")},
        {QStringLiteral("not-listed"), QStringLiteral("no manifest tells of it")},
        {QStringLiteral("opened"), QStringLiteral("an opened copy; only the sealed file can be compared")},
        {QStringLiteral("missing"),
         QStringLiteral("the archive's manifest tells of it, and it is not there")}};
    return words.value(reason, reason);
}

} // namespace

OfflineVerify::OfflineVerify(const CtlOptions &options, QTextStream &out, QTextStream &err)
    : m_options(options)
    , m_out(out)
    , m_err(err)
{
}

void OfflineVerify::complain(const QString &words)
{
    m_err << "earshotctl: " << words << Qt::endl;
}

void OfflineVerify::collect(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir()) {
        collectFolder(path);
    } else if (path.endsWith(QLatin1String(".zip"), Qt::CaseInsensitive)) {
        collectArchive(path);
    } else {
        collectFile(path, path);
    }
}

void OfflineVerify::collectFile(const QString &path, const QString &shown)
{
    Item item;
    item.name = shown;
    item.plain = QFileInfo(path).fileName();
    const auto hash = common::sha256OfFile(path, &item.size);
    if (hash) {
        item.sha256 = *hash;
    } else {
        item.problem = hash.error().message;
    }
    m_items.append(item);
}

void OfflineVerify::collectFolder(const QString &path)
{
    takeProofs(path);
    QStringList files;
    QDirIterator it(path, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        files.append(it.next());
    }
    files.sort();
    for (const QString &file : std::as_const(files)) {
        if (!isBeside(QFileInfo(file).fileName())) {
            collectFile(file, file);
        }
    }
}

void OfflineVerify::collectArchive(const QString &path)
{
    auto zip = ZipReader::open(path);
    if (!zip) {
        m_items.append({path, QFileInfo(path).fileName(), 0, {}, zip.error().message});
        return;
    }
    QMap<QString, QByteArray> beside;
    for (const ZipReader::Entry &entry : zip->entries()) {
        const QString plain = entry.name.section(QLatin1Char('/'), -1);
        if (isBeside(plain)) {
            beside.insert(plain, zip->bytesOf(entry, common::kMaxManifestText).value_or(QByteArray()));
            continue;
        }
        Item item{path + QLatin1Char('/') + entry.name, plain, entry.size, {}, {}};
        common::Sha256 hash;
        if (common::Status read = zip->read(entry, [&hash](QByteArrayView piece) { hash.add(piece); });
            read) {
            item.sha256 = hash.finish();
        } else {
            item.problem = read.error().message;
        }
        m_items.append(item);
    }
    for (auto it = beside.cbegin(); it != beside.cend(); ++it) {
        if (isManifest(it.key())) {
            m_proofs.append({path + QLatin1Char('/') + it.key(), {*it, beside.value(signatureOf(it.key()))}});
        } else if (isKey(it.key())) {
            if (const auto key = common::publicKeyOfPem(*it)) {
                m_foundKeys.append(*key);
            }
        }
    }
}

/// Manifests and keys of a folder, or one manifest with the signature beside it.
bool OfflineVerify::takeProofs(const QString &path)
{
    const bool folder = QFileInfo(path).isDir();
    const QStringList names = folder ? QDir(path).entryList(QDir::Files, QDir::Name) : QStringList{path};
    const qsizetype before = m_proofs.size();
    for (const QString &name : names) {
        const QString file = folder ? path + QLatin1Char('/') + name : name;
        if (!folder || isManifest(name)) {
            m_proofs.append({file,
                             {bytesOf(file, common::kMaxManifestText),
                              bytesOf(signatureOf(file), common::SigningKey::kSignatureSize)}});
        } else if (isKey(name)) {
            if (const auto key = common::publicKeyOfPem(bytesOf(file, kMaxKey))) {
                m_foundKeys.append(*key);
            }
        }
    }
    return m_proofs.size() > before;
}

void OfflineVerify::takeKeys(const QString &path)
{
    const bool folder = QFileInfo(path).isDir();
    const QStringList names =
        folder ? QDir(path).entryList({QStringLiteral("*.pem")}, QDir::Files, QDir::Name) : QStringList{path};
    for (const QString &name : names) {
        const auto key =
            common::publicKeyOfPem(bytesOf(folder ? path + QLatin1Char('/') + name : name, kMaxKey));
        if (key) {
            m_keys.append(*key);
        }
    }
}

/// False: there is nothing to judge by.
bool OfflineVerify::readManifests()
{
    const QString given = m_options.filters.value(QStringLiteral("key"));
    if (given.isEmpty()) {
        m_keys = m_foundKeys;
    } else {
        takeKeys(given);
    }
    if (m_proofs.isEmpty() || m_keys.isEmpty()) {
        complain(m_proofs.isEmpty() ? QStringLiteral("no signed manifest was found; --manifest names one")
                                    : QStringLiteral("no public key was found; --key names one"));
        return false;
    }
    QJsonArray refused;
    for (const Proof &proof : std::as_const(m_proofs)) {
        if (common::Status added = m_book.add(proof.manifest, m_keys); !added) {
            ++m_refused;
            complain(proof.name + QStringLiteral(": ") + added.error().message);
            refused.append(QJsonObject{
                {QStringLiteral("name"), proof.name},
                {QStringLiteral("reason"), added.error().fields.value(QStringLiteral("manifest"))}});
        }
    }
    QJsonArray keys;
    for (const QByteArray &key : std::as_const(m_keys)) {
        keys.append(common::signingKeyId(key));
    }
    m_json = {{QStringLiteral("manifests"), m_book.count()},
              {QStringLiteral("refused"), refused},
              {QStringLiteral("keys"), keys},
              {QStringLiteral("key_given"), !given.isEmpty()}};
    return true;
}

void OfflineVerify::tell(const Item &item, const common::JudgedFile &judged)
{
    const QString reason = item.problem.isEmpty() ? judged.reason : QStringLiteral("unreadable");
    const QString words = item.problem.isEmpty() ? wordsOf(judged.reason) : item.problem;
    if (!m_options.json) {
        m_out << common::keyOf(judged.verdict).leftJustified(10) << item.name;
        if (judged.verdict == common::FileVerdict::Verified) {
            m_out << "  signed " << timeText(judged.signedMs);
        } else {
            m_out << "  " << words;
        }
        m_out << '\n';
        return;
    }
    QJsonArray files = m_json.value(QStringLiteral("files")).toArray();
    QJsonObject file{{QStringLiteral("name"), item.name},
                     {QStringLiteral("verdict"), common::keyOf(judged.verdict)},
                     {QStringLiteral("reason"), reason},
                     {QStringLiteral("size"), item.size},
                     {QStringLiteral("sha256"), QString::fromLatin1(item.sha256.toHex())}};
    if (!judged.entry.recording.isNull()) {
        file.insert(QStringLiteral("recording"), judged.entry.recording.toString(QUuid::WithoutBraces));
        file.insert(QStringLiteral("manifest"), judged.number);
        file.insert(QStringLiteral("signed_ms"), judged.signedMs);
    }
    files.append(file);
    m_json.insert(QStringLiteral("files"), files);
}

void OfflineVerify::judge()
{
    QHash<QString, int> told; // of a name: how many are there that are not what was signed, or cannot be read
    for (const Item &item : std::as_const(m_items)) {
        m_seen.insert(item.sha256);
        const common::JudgedFile judged =
            item.sha256.isEmpty() ? common::JudgedFile() : m_book.judge(item.plain, item.size, item.sha256);
        m_verified += judged.verdict == common::FileVerdict::Verified ? 1 : 0;
        m_changed += judged.verdict == common::FileVerdict::Changed ? 1 : 0;
        m_unknown += judged.verdict == common::FileVerdict::Unknown ? 1 : 0;
        if (judged.verdict == common::FileVerdict::Changed) {
            ++told[judged.entry.name];
        } else if (item.sha256.isEmpty()) {
            ++told[item.plain];
        }
        tell(item, judged);
    }
    // Of files alone nobody said that they are all.
    const QList<common::ManifestFile> missing =
        m_whole ? m_book.missing(m_seen) : QList<common::ManifestFile>();
    tellMissing(missing, std::move(told));
}

/// Each file that was told of stands for one that is missing under its name, and for no other: archives may
/// hold different recordings of the same name, and a file that is verified stands for none but itself.
void OfflineVerify::tellMissing(const QList<common::ManifestFile> &files, QHash<QString, int> told)
{
    QJsonArray missing;
    for (const common::ManifestFile &file : files) {
        int &left = told[file.name];
        if (left > 0) {
            --left;
            continue;
        }
        ++m_missing;
        missing.append(file.name);
        if (!m_options.json) {
            m_out << QStringLiteral("missing").leftJustified(10) << file.name << "  "
                  << wordsOf(QStringLiteral("missing")) << '\n';
        }
    }
    m_json.insert(QStringLiteral("missing"), missing);
}

ExitCode OfflineVerify::end()
{
    QJsonArray chain;
    bool broken = false;
    for (const common::ManifestGap &gap : m_book.gaps()) {
        broken = broken || gap.reason != QLatin1String("missing");
        chain.append(QJsonObject{{QStringLiteral("reason"), gap.reason},
                                 {QStringLiteral("tenant"), gap.tenant.toString(QUuid::WithoutBraces)},
                                 {QStringLiteral("number"), gap.number}});
        complain(QStringLiteral("manifest %1: %2")
                     .arg(gap.number)
                     .arg(gap.reason == QLatin1String("missing")
                              ? QStringLiteral("the one before it is not here")
                          : gap.reason == QLatin1String("forked")
                              ? QStringLiteral("there are two with this number")
                              : QStringLiteral("the one before it is not the one that it names")));
    }
    const bool bad = m_changed > 0 || m_missing > 0 || m_refused > 0 || broken;
    const ExitCode code = bad                                                      ? ExitCode::Data
                          : m_unknown > 0 || m_items.isEmpty() || !chain.isEmpty() ? ExitCode::Negative
                                                                                   : ExitCode::Ok;
    m_json.insert(QStringLiteral("chain"), chain);
    m_json.insert(QStringLiteral("verified"), m_verified);
    m_json.insert(QStringLiteral("changed"), m_changed);
    m_json.insert(QStringLiteral("unknown"), m_unknown);
    if (m_options.json) {
        m_out << QJsonDocument(m_json).toJson(QJsonDocument::Compact) << Qt::endl;
    } else {
        m_out << m_verified << " verified, " << m_changed << " changed, " << m_unknown << " unknown, "
              << m_missing << " missing" << Qt::endl;
    }
    if (m_options.filters.value(QStringLiteral("key")).isEmpty()) {
        for (const QByteArray &key : std::as_const(m_keys)) {
            complain(
                QStringLiteral("the key %1 came with the files: whoever made them could have made it too. "
                               "Compare it with the recorder's, or give that with --key")
                    .arg(common::signingKeyId(key)));
        }
    }
    return code;
}

ExitCode OfflineVerify::run()
{
    for (const QString &path : m_options.arguments) {
        m_whole =
            m_whole || QFileInfo(path).isDir() || path.endsWith(QLatin1String(".zip"), Qt::CaseInsensitive);
        collect(path);
    }
    const QString manifest = m_options.filters.value(QStringLiteral("manifest"));
    if (!manifest.isEmpty()) {
        takeProofs(manifest);
    } else if (m_proofs.isEmpty() && !m_whole) {
        takeProofs(QFileInfo(m_options.arguments.value(0)).absolutePath()); // beside the file
    }
    if (!readManifests()) {
        return ExitCode::Usage;
    }
    judge();
    return end();
}

} // namespace console
