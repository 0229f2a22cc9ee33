// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditform.h"

#include "recorder/store/auditheadrepository.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtEndian>

#include <charconv>

namespace recorder
{

namespace
{

const QByteArray kTitle = "earshot-audit-head 1";
const QString kSigned = QStringLiteral("signed");
const QString kSignature = QStringLiteral("signature");
const QString kPublic = QStringLiteral("public_key");

tl::unexpected<common::Error> noHead()
{
    return common::fail(common::ErrorCode::Invalid, QStringLiteral("no signed head"));
}

} // namespace

void appendCanonical(const AuditFields &row, std::string &out)
{
    for (const std::string_view field : row) {
        char size[24];
        const auto end = std::to_chars(size, size + sizeof size, field.size()).ptr;
        out.append(size, end);
        out += ':';
        out += field;
        out += ',';
    }
}

QByteArray ChainHasher::next(const QByteArray &previous, const AuditFields &row)
{
    m_bytes.assign(previous.constData(), static_cast<std::size_t>(previous.size()));
    appendCanonical(row, m_bytes);
    m_hash.add(std::as_bytes(std::span(m_bytes)));
    return m_hash.finish();
}

void LinkDigest::add(const ChainLink &link)
{
    const qint64 id = qToBigEndian(link.auditId);
    m_hash.add(std::as_bytes(std::span(&id, 1)));
    m_hash.add(QByteArrayView(link.hash));
}

QByteArray signedText(const AuditHead &head)
{
    const QByteArray digest = head.digest.isEmpty() ? "-" : head.digest.toHex();
    return kTitle + "\nkind " + keyOf(head.kind).toLatin1() + "\nnumber " + QByteArray::number(head.number) +
           "\nposition " + QByteArray::number(head.position) + "\nhash " + head.hash.toHex() + "\ndigest " +
           digest + "\nprevious " + head.previous.toHex() + "\ntime " + QByteArray::number(head.atMs) +
           "\nkey " + head.keyId.toLatin1() + '\n';
}

QByteArray hashOf(const AuditHead *head)
{
    return head ? common::sha256(signedText(*head) + head->signature) : ChainHasher::origin();
}

QString signerIdOf(const QByteArray &publicKey)
{
    return common::signingKeyId(publicKey);
}

common::Status signHead(AuditHead &head, const common::SigningKey &key)
{
    head.keyId = signerIdOf(key.publicKey());
    auto signature = key.sign(signedText(head));
    if (!signature) {
        return common::propagate(signature);
    }
    head.signature = *signature;
    return {};
}

QByteArray lineOf(const AuditHead &head, const QByteArray &publicKey)
{
    return QJsonDocument(QJsonObject{{kSigned, QString::fromLatin1(signedText(head))},
                                     {kSignature, QString::fromLatin1(head.signature.toBase64())},
                                     {kPublic, QString::fromLatin1(common::publicKeyPem(publicKey))}})
        .toJson(QJsonDocument::Compact);
}

common::Result<AuditHead> headOfLine(const QByteArray &line)
{
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    const QByteArray text = json.value(kSigned).toString().toLatin1();
    AuditHead head;
    head.signature = QByteArray::fromBase64(json.value(kSignature).toString().toLatin1());
    const QByteArrayList lines = text.split('\n');
    if (lines.size() != 10 || lines.first() != kTitle) {
        return noHead();
    }
    const auto value = [&lines](qsizetype n) { return lines.at(n).mid(lines.at(n).indexOf(' ') + 1); };
    head.kind = value(1) == "removed" ? AuditHead::Kind::Removed : AuditHead::Kind::Head;
    head.number = value(2).toLongLong();
    head.position = value(3).toLongLong();
    head.hash = QByteArray::fromHex(value(4));
    head.digest = value(5) == "-" ? QByteArray() : QByteArray::fromHex(value(5));
    head.previous = QByteArray::fromHex(value(6));
    head.atMs = value(7).toLongLong();
    head.keyId = QString::fromLatin1(value(8));
    const QByteArrayList pem = json.value(kPublic).toString().toLatin1().split('\n');
    const QByteArray key = QByteArray::fromBase64(pem.value(1)).right(common::SigningKey::kKeySize);
    // What was read must give the very text again, and the key its id.
    if (signedText(head) != text || signerIdOf(key) != head.keyId ||
        !common::verifySignature(key, text, head.signature)) {
        return noHead();
    }
    return head;
}

} // namespace recorder
