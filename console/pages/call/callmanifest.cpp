// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/callmanifest.h"

#include "common/core/csv.h"
#include "console/kit/tr.h"

namespace console
{

namespace
{

QString partyOf(const common::StoredCall &call, bool from)
{
    for (const common::Segment &segment : call.segments) {
        if (segment.party.from == from) {
            return segment.party.number.isEmpty() ? segment.party.name : segment.party.number;
        }
    }
    return {};
}

/// "manifest", "manifest-2"
QString numbered(const char *name, qsizetype at)
{
    return at == 0 ? QString::fromLatin1(name) : QStringLiteral("%1-%2").arg(QLatin1String(name)).arg(at + 1);
}

QString keyFile(qsizetype at)
{
    return numbered("signing-key", at) + QStringLiteral(".pem");
}

QString hex(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toHex());
}

} // namespace

void CallManifest::add(const QString &name, const common::StoredCall &call, const common::MediaFile &file)
{
    const common::FinishedCall &finished = call.call;
    m_lines += common::csvLine(
        {name, finished.id.toString(),
         common::toUtcDateTime(finished.connectTime).toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzzZ")),
         QString::number(static_cast<double>(finished.duration.count()) / 1000, 'f', 3), partyOf(call, true),
         partyOf(call, false), finished.tenant, QString::number(file.size), hex(file.sha256),
         hex(file.keyFingerprint)});
    ++m_count;
    if (file.isSealed()) {
        m_keys.insert(file.keyFingerprint);
        m_isMoved = m_isMoved || !file.wrapFingerprint.isEmpty();
        m_example = name;
    }
}

QByteArray CallManifest::csv() const
{
    return common::csvLine({QStringLiteral("file"), QStringLiteral("call"), QStringLiteral("connected"),
                            QStringLiteral("seconds"), QStringLiteral("from"), QStringLiteral("to"),
                            QStringLiteral("tenant"), QStringLiteral("bytes"), QStringLiteral("sha256"),
                            QStringLiteral("key")}) +
           m_lines;
}

void CallManifest::addSigned(const common::SignedManifest &manifest, const QByteArray &publicKey)
{
    qsizetype key = m_publicKeys.indexOf(publicKey);
    if (key < 0) {
        key = m_publicKeys.size();
        m_publicKeys.append(publicKey);
    }
    m_signed.append({manifest, key});
}

QList<CallManifest::Part> CallManifest::signedParts() const
{
    QList<Part> parts;
    for (qsizetype i = 0; i < m_signed.size(); ++i) {
        parts.append({numbered("manifest", i) + QStringLiteral(".txt"), m_signed[i].manifest.text});
        parts.append({numbered("manifest", i) + QStringLiteral(".sig"), m_signed[i].manifest.signature});
    }
    for (qsizetype i = 0; i < m_publicKeys.size(); ++i) {
        parts.append({keyFile(i), common::publicKeyPem(m_publicKeys[i])});
    }
    return parts;
}

QStringList CallManifest::signatureLines() const
{
    if (m_signed.isEmpty()) {
        return {QString(), Tr::tr("The manifest is not signed.")};
    }
    QStringList lines{
        QString(),
        Tr::tr("manifest.txt tells the same of each file and is signed by the recorder (Ed25519). The public "
               "key is here as signing-key.pem; whoever changes files could change that as well, so compare "
               "it with the recorder's (earshotctl manifests keys):"),
        QString()};
    for (qsizetype i = 0; i < m_publicKeys.size(); ++i) {
        lines.append(QStringLiteral("    ") + common::signingKeyId(m_publicKeys[i]) +
                     (m_publicKeys.size() > 1 ? QStringLiteral("  ") + keyFile(i) : QString()));
    }
    lines += {QString(), Tr::tr("This checks everything, without a recorder:"),
              QString(), QStringLiteral("    earshotctl verify ."),
              QString(), Tr::tr("And this the signature, with OpenSSL 3:"),
              QString()};
    for (qsizetype i = 0; i < m_signed.size(); ++i) {
        lines.append(
            QStringLiteral("    openssl pkeyutl -verify -rawin -pubin -inkey %1 -in %2.txt -sigfile %2.sig")
                .arg(keyFile(m_signed[i].key), numbered("manifest", i)));
    }
    return lines;
}

QByteArray CallManifest::readme() const
{
    QStringList lines{
        Tr::tr("Recordings, as they are stored. manifest.csv tells of each file which call it is, "
               "its size and its SHA-256.")};
    lines += signatureLines();
    if (!m_keys.empty()) {
        const QString content = m_example.chopped(4); // .cms
        lines += {
            QString(),
            Tr::tr("Files that end in .cms are encrypted (CMS AuthEnvelopedData, AES-256-GCM, RSA-OAEP). The "
                   "private key that opens them is exported by a holder in the console: Administration, "
                   "Storage, Encryption Keys. With it OpenSSL 3 opens them, without this program:"),
            QString(),
            QStringLiteral(
                "    openssl cms -decrypt -inform DER -binary -in \"%1\" -inkey key.pem -out \"%2\"")
                .arg(m_example, content),
            QString(),
            Tr::tr("They are sealed to the keys with these fingerprints (SHA-256):"),
            QString()};
        for (const QByteArray &key : m_keys) {
            lines.append(QStringLiteral("    ") + hex(key));
        }
        lines += {QString(), Tr::tr("Of each file manifest.csv names the key that opens it.")};
        if (m_isMoved) {
            lines.append(
                Tr::tr("Some were moved to another key in the recorder. That is not in the files: here "
                       "only the keys above open them, not the other one."));
        }
    }
    lines.append(QString());
    return lines.join(QStringLiteral("\r\n")).toUtf8();
}

} // namespace console
