// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/filemanifest.h"
#include "common/model/callrecords.h"

#include <QByteArray>
#include <QString>

#include <set>

namespace console
{

/// What an archive of calls says of itself: manifest.csv for people, README.txt, and what the recorder has
/// signed. A value.
class CallManifest
{
public:
    /// `name` in the archive.
    void add(const QString &name, const common::StoredCall &call, const common::MediaFile &file);
    int count() const { return m_count; }
    /// A manifest that was verified with this key; a large archive has several.
    void addSigned(const common::SignedManifest &manifest, const QByteArray &publicKey);
    struct Part {
        QString name;
        QByteArray content;
    };
    /// manifest.txt and manifest.sig, manifest-2.txt..., signing-key.pem: what earshotctl verify looks for.
    QList<Part> signedParts() const;
    /// A line per file; times in UTC, fingerprints and hashes in hexadecimal, the same in every language.
    QByteArray csv() const;
    /// How the files are checked, and opened without this program; in the reader's language.
    QByteArray readme() const;

private:
    QStringList signatureLines() const;

    QByteArray m_lines;
    int m_count = 0;
    std::set<QByteArray> m_keys; ///< fingerprints
    QString m_example;           ///< of a sealed file's name
    bool m_isMoved = false;      ///< a file opens with another key in the recorder
    struct Signed {
        common::SignedManifest manifest;
        qsizetype key = 0; ///< of m_publicKeys
    };
    QList<Signed> m_signed;
    QByteArrayList m_publicKeys; ///< one, unless recorders took turns
};

} // namespace console
