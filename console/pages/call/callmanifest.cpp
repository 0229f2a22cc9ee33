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

QByteArray CallManifest::readme() const
{
    QStringList lines{
        Tr::tr("Recordings, as they are stored. manifest.csv tells of each file which call it is, "
               "its size and its SHA-256.")};
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
    }
    lines.append(QString());
    return lines.join(QStringLiteral("\r\n")).toUtf8();
}

} // namespace console
