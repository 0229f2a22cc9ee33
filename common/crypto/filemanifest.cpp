// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/filemanifest.h"

#include "common/crypto/sha256.h"

#include <algorithm>

namespace common
{

namespace
{

constexpr char kFirstLine[] = "earshot-file-manifest 1";
constexpr char kDay[] = "day";
constexpr char kArchive[] = "archive";
constexpr int kHeadLines = 10;

tl::unexpected<Error> refuse(const char *reason, const QString &message)
{
    return fail(ErrorCode::Invalid, message, {{QStringLiteral("manifest"), QLatin1String(reason)}});
}

tl::unexpected<Error> badFormat(const char *what)
{
    return refuse("format", QStringLiteral("manifest: %1").arg(QLatin1String(what)));
}

QByteArray textOf(const QUuid &id)
{
    return id.toByteArray(QUuid::WithoutBraces);
}

bool isName(const QString &name)
{
    const bool plain = std::none_of(name.begin(), name.end(), [](QChar c) {
        return c.category() == QChar::Other_Control || c == QChar::LineSeparator ||
               c == QChar::ParagraphSeparator;
    });
    // What UTF-8 cannot carry would come back as something else.
    return plain && !name.isEmpty() && name.toUtf8().size() <= kMaxManifestName && name.isValidUtf16();
}

bool isKind(const QString &kind)
{
    return !kind.isEmpty() && kind.size() <= 20 &&
           std::all_of(kind.begin(), kind.end(), [](QChar c) { return c >= u'a' && c <= u'z'; });
}

bool isFile(const ManifestFile &file)
{
    return !file.recording.isNull() && isKind(file.kind) && file.size >= 0 &&
           file.sha256.size() == Sha256::kSize && isName(file.name) && file.keys.size() <= 64 &&
           std::all_of(file.keys.begin(), file.keys.end(),
                       [](const QByteArray &key) { return key.size() == Sha256::kSize; });
}

QByteArray keysText(const QList<QByteArray> &keys)
{
    QByteArrayList hex;
    for (const QByteArray &key : keys) {
        hex.append(key.toHex());
    }
    return hex.isEmpty() ? QByteArray("-") : hex.join(',');
}

void addFile(QByteArray &text, const ManifestFile &file)
{
    text.append("file ").append(textOf(file.recording)).append(' ').append(file.kind.toLatin1());
    text.append(' ').append(QByteArray::number(file.size)).append(' ').append(file.sha256.toHex());
    text.append(' ').append(keysText(file.keys)).append(' ').append(file.name.toUtf8()).append('\n');
}

/// The value of a line "name value"; null when it is another line.
QByteArray valueOf(const QByteArray &line, const char *name)
{
    const QByteArray begin = QByteArray(name) + ' ';
    return line.startsWith(begin) ? line.mid(begin.size()) : QByteArray();
}

ManifestFile fileOf(const QByteArray &line)
{
    ManifestFile file;
    qsizetype at = 0;
    QByteArrayList fields;
    for (int i = 0; i < 6; ++i) { // the name, which may hold blanks, is what is left
        const qsizetype end = line.indexOf(' ', at);
        if (end < 0) {
            return {};
        }
        fields.append(line.mid(at, end - at));
        at = end + 1;
    }
    if (fields[0] != "file") {
        return {};
    }
    file.recording = QUuid::fromString(QLatin1String(fields[1]));
    file.kind = QString::fromLatin1(fields[2]);
    file.size = fields[3].toLongLong();
    file.sha256 = QByteArray::fromHex(fields[4]);
    if (fields[5] != "-") {
        for (const QByteArray &key : fields[5].split(',')) {
            file.keys.append(QByteArray::fromHex(key));
        }
    }
    file.name = QString::fromUtf8(line.mid(at));
    return file;
}

/// Without care: what was read wrong is not what it is written as.
FileManifest headOf(const QByteArrayList &lines)
{
    FileManifest manifest;
    manifest.kind = valueOf(lines[1], "kind") == kDay ? FileManifest::Kind::Day : FileManifest::Kind::Archive;
    manifest.server = QUuid::fromString(QLatin1String(valueOf(lines[2], "server")));
    manifest.tenant = QUuid::fromString(QLatin1String(valueOf(lines[3], "tenant")));
    manifest.number = valueOf(lines[4], "number").toLongLong();
    manifest.day = QDate::fromString(QString::fromLatin1(valueOf(lines[5], "day")), Qt::ISODate);
    manifest.previous = QByteArray::fromHex(valueOf(lines[6], "previous"));
    manifest.timeMs = valueOf(lines[7], "time").toLongLong();
    manifest.keyId = QString::fromLatin1(valueOf(lines[8], "key"));
    return manifest;
}

bool isHead(const FileManifest &manifest)
{
    const bool day = manifest.kind == FileManifest::Kind::Day;
    return manifest.day.isValid() == day && (day ? manifest.number > 0 : manifest.number == 0) &&
           manifest.previous.size() == Sha256::kSize && manifest.keyId.size() == 32 &&
           QByteArray::fromHex(manifest.keyId.toLatin1()).size() == 16 &&
           manifest.keyId == manifest.keyId.toLower();
}

} // namespace

Result<QByteArray> manifestText(const FileManifest &manifest)
{
    if (!isHead(manifest)) {
        return badFormat("a value of its head");
    }
    if (manifest.files.size() > kMaxManifestFiles ||
        !std::all_of(manifest.files.begin(), manifest.files.end(), isFile)) {
        return badFormat("a file that it cannot hold");
    }
    const bool day = manifest.kind == FileManifest::Kind::Day;
    QByteArray text(kFirstLine);
    const auto line = [&text](const char *name, const QByteArray &value) {
        text.append('\n').append(name).append(' ').append(value);
    };
    line("kind", day ? kDay : kArchive);
    line("server", textOf(manifest.server));
    line("tenant", textOf(manifest.tenant));
    line("number", QByteArray::number(manifest.number));
    line("day", day ? manifest.day.toString(Qt::ISODate).toLatin1() : QByteArray("-"));
    line("previous", manifest.previous.toHex());
    line("time", QByteArray::number(manifest.timeMs));
    line("key", manifest.keyId.toLatin1());
    line("files", QByteArray::number(manifest.files.size()));
    text.append('\n');
    for (const ManifestFile &file : manifest.files) {
        addFile(text, file);
    }
    return text;
}

Result<FileManifest> parseManifest(QByteArrayView view)
{
    if (view.size() > kMaxManifestText) {
        return badFormat("too large");
    }
    const QByteArray text = view.toByteArray();
    const QByteArrayList lines = text.split('\n'); // the last one is empty
    const qsizetype files = lines.size() - kHeadLines - 1;
    if (files < 0 || files > kMaxManifestFiles || lines.first() != kFirstLine) {
        return badFormat("not one of ours");
    }
    FileManifest manifest = headOf(lines);
    manifest.files.reserve(files);
    for (qsizetype i = 0; i < files; ++i) {
        manifest.files.append(fileOf(lines[kHeadLines + i]));
    }
    // One content, one text: whatever was skipped, doubled or misread above differs here.
    auto again = manifestText(manifest);
    if (!again || *again != text) {
        return badFormat("not as it is written");
    }
    return manifest;
}

Result<SignedManifest> signManifest(FileManifest manifest, const SigningKey &key)
{
    manifest.keyId = signingKeyId(key.publicKey());
    auto text = manifestText(manifest);
    if (!text) {
        return propagate(text);
    }
    auto signature = key.sign(*text);
    if (!signature) {
        return propagate(signature);
    }
    return SignedManifest{std::move(*text), std::move(*signature)};
}

Result<FileManifest> openManifest(const SignedManifest &manifest, QByteArrayView publicKey)
{
    if (!verifySignature(publicKey, manifest.text, manifest.signature)) {
        return refuse("signature", QStringLiteral("manifest: not signed by this key"));
    }
    auto opened = parseManifest(manifest.text);
    if (opened && opened->keyId != signingKeyId(publicKey)) {
        return refuse("key", QStringLiteral("manifest: names another key"));
    }
    return opened;
}

QByteArray manifestHash(const SignedManifest &manifest)
{
    Sha256 hash;
    hash.add(manifest.text);
    hash.add(manifest.signature);
    return hash.finish();
}

QByteArray manifestOrigin()
{
    return QByteArray(Sha256::kSize, '\0');
}

QString manifestFileName(qint64 number, QDate day)
{
    return QStringLiteral("manifest-%1-%2")
        .arg(number, 6, 10, QLatin1Char('0'))
        .arg(day.isValid() ? day.toString(Qt::ISODate) : QStringLiteral("x"));
}

} // namespace common
