// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/crypto/ed25519.h"

#include <QByteArray>
#include <QDate>
#include <QList>
#include <QString>
#include <QUuid>

namespace common
{

/// One file as a manifest has it. Size and hash are those of what is stored: of the container when it is
/// sealed.
struct ManifestFile {
    QUuid recording;
    QString kind; ///< "audio", "peaks", "signalling"
    qint64 size = 0;
    QByteArray sha256;      ///< 32 bytes
    QList<QByteArray> keys; ///< fingerprints that it is sealed to; none = it is not
    QString name;           ///< no control characters, at most kMaxManifestName bytes of UTF-8

    bool operator==(const ManifestFile &) const = default;
};

/// What a recorder says of files that it finished, and signs. As text, lines that end with LF:
///
///     earshot-file-manifest 1
///     kind day
///     server <UUID of the installation>
///     tenant <UUID>
///     number 12
///     day 2026-11-22
///     previous <64 hex digits>
///     time <milliseconds since 1970 UTC>
///     key <32 hex digits: signingKeyId()>
///     files 2
///     file <UUID of the recording> audio <size> <SHA-256 in hex> <fingerprints, divided by commas, or ->
///     <name>
///
/// Exactly one text is written and read for the same content. Manifests of kind "day" are numbered from 1
/// without a gap per tenant, and each names the hash of the one before: who has the last one knows whether
/// one is missing or was replaced. Those of kind "archive" go with files that somebody took away, and stand
/// alone (number 0, day -).
struct FileManifest {
    enum class Kind { Day, Archive };
    Kind kind = Kind::Day;
    QUuid server;
    QUuid tenant;
    qint64 number = 0;
    QDate day;           ///< UTC; null in archives
    QByteArray previous; ///< manifestHash() of the one before; 32 zero bytes for none
    qint64 timeMs = 0;
    QString keyId;
    QList<ManifestFile> files;

    bool operator==(const FileManifest &) const = default;
};

constexpr qsizetype kMaxManifestFiles = 20'000;
constexpr qsizetype kMaxManifestName = 1000;
/// No manifest is larger; what is gets not even parsed.
constexpr qsizetype kMaxManifestText = 32 * 1024 * 1024;

/// The text that was signed and the 64 bytes of Ed25519 over it: `openssl pkeyutl -verify -rawin -pubin
/// -inkey key.pem -in text -sigfile signature`.
struct SignedManifest {
    QByteArray text;
    QByteArray signature;

    bool operator==(const SignedManifest &) const = default;
};

/// Invalid (manifest = format): a value that no text can hold.
Result<QByteArray> manifestText(const FileManifest &manifest);
/// Invalid (manifest = format): not exactly as manifestText() writes it.
Result<FileManifest> parseManifest(QByteArrayView text);
/// With the key's id in place of the manifest's.
Result<SignedManifest> signManifest(FileManifest manifest, const SigningKey &key);
/// Invalid (manifest = signature | format | key): not signed by this key, no manifest, or one that names
/// another key.
Result<FileManifest> openManifest(const SignedManifest &manifest, QByteArrayView publicKey);
/// SHA-256 over text and signature.
QByteArray manifestHash(const SignedManifest &manifest);
/// `previous` of the first.
QByteArray manifestOrigin();
/// How the files of a daily manifest are called that somebody takes away: "manifest-000012-2026-11-22", with
/// ".txt" for the text and ".sig" for the signature.
QString manifestFileName(qint64 number, QDate day);

} // namespace common
