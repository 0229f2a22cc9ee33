// SPDX-License-Identifier: GPL-3.0-or-later
// The spool reader, resumption, shredding and the documents, on bytes of the fuzzer's. The first byte chooses
// how they are used, because no fuzzer forges a GCM tag: as a whole file, as frames of an unsealed journal,
// as the content of one authentic frame, or as changes to a healthy sealed journal.
#include "recorder/capture/spool/calldocuments.h"
#include "recorder/capture/spool/spoolreader.h"
#include "recorder/capture/spool/spoolwriter.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <cstdlib>

using namespace recorder;

namespace
{

struct Target {
    QTemporaryDir dir{QFile::exists(QStringLiteral("/dev/shm"))
                          ? QStringLiteral("/dev/shm/earshot-fuzz")
                          : QDir::tempPath() + QStringLiteral("/earshot-fuzz")};
    QString path = dir.filePath(QStringLiteral("fuzzed"));
    common::HostKey key = common::HostKey::create(dir.filePath(QStringLiteral("host.key"))).value();
    common::CallId call = common::CallId::generate();
    QByteArray healthy;
    QByteArray unsealedStart;

    Target()
    {
        healthy = journal(SpoolMode::Sealed, 6);
        unsealedStart = journal(SpoolMode::Unsealed, 0);
    }

    QByteArray journal(SpoolMode mode, int frames)
    {
        QFile::remove(path);
        {
            auto writer = SpoolWriter::create(path, key, call, mode);
            for (int i = 0; i < frames; ++i) {
                QByteArray record(qsizetype{SpoolRecordHead::kSize} + 30, static_cast<char>(i));
                encodeHead({30, SpoolKind::Rtp, 1, i}, reinterpret_cast<std::byte *>(record.data()));
                if (!writer->append(std::as_bytes(
                        std::span(record.constData(), static_cast<std::size_t>(record.size()))))) {
                    std::abort();
                }
            }
        }
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

qint64 readThrough(SpoolReader &reader)
{
    qint64 records = 0;
    quint64 sum = 0;
    while (const auto record = reader.next()) {
        ++records;
        for (const std::byte byte : record->payload) {
            sum += std::to_integer<quint64>(byte); // touches each byte for the sanitizer
        }
    }
    return records + static_cast<qint64>(sum & 0);
}

QByteArray changed(QByteArray content, QByteArrayView changes)
{
    for (qsizetype i = 0; i + 2 < changes.size(); i += 3) {
        const auto at = (static_cast<quint8>(changes[i]) << 8) | static_cast<quint8>(changes[i + 1]);
        content[at % content.size()] = changes[i + 2];
    }
    return content;
}

void documents(const QByteArray &json)
{
    if (const auto stream = streamDocumentFromJson(json); stream) {
        if (!(streamDocumentFromJson(toJson(*stream)).value() == *stream)) {
            std::abort();
        }
    }
    (void)callDocumentFromJson(json).has_value();
    (void)participantsDocumentFromJson(json).has_value();
    (void)countersDocumentFromJson(json).has_value();
    (void)resumedDocumentFromJson(json).has_value();
    (void)endDocumentFromJson(json).has_value();
}

void readResumeShred(const Target &target, SpoolMode mode, qint64 size)
{
    qint64 before = 0;
    bool readable = false;
    for (const SpoolDamage damage : {SpoolDamage::Stop, SpoolDamage::Skip}) {
        auto reader = SpoolReader::open(target.path, target.key, mode, damage);
        readable = reader.has_value();
        before = readable ? readThrough(*reader) : 0;
        if (readable && (reader->authenticBytes() > size || reader->authenticBytes() < 64)) {
            std::abort();
        }
    }
    if (readable) {
        auto writer = SpoolWriter::resume(target.path, target.key, target.call, mode);
        if (writer && writer->repair().setAside.isEmpty()) {
            auto reader = SpoolReader::open(target.path, target.key, mode);
            if (!reader || readThrough(*reader) != before) {
                std::abort(); // repairing has lost or made up a record
            }
        } else if (writer) {
            QFile::remove(writer->repair().setAside);
        }
    }
    if (!shredSpool(target.path) || QFile::exists(target.path)) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, std::size_t size)
{
    static Target target;
    if (size < 1) {
        return 0;
    }
    const QByteArray rest(reinterpret_cast<const char *>(data) + 1, static_cast<qsizetype>(size) - 1);
    QByteArray content;
    SpoolMode mode = SpoolMode::Unsealed;
    switch (data[0] % 5) {
    case 0: documents(rest); return 0;
    case 1: content = rest; break;
    case 2: content = target.unsealedStart + rest; break;
    case 3: {
        QByteArray head(qsizetype{SpoolFrameHead::kSize}, '\0');
        SpoolFrameHead{static_cast<quint32>(rest.size()), 0, 0}.encode(
            reinterpret_cast<std::byte *>(head.data()));
        content = target.unsealedStart + head + rest + target.unsealedStart.mid(16, 16); // the file id as tag
        break;
    }
    default:
        mode = SpoolMode::Sealed;
        content = changed(target.healthy, rest);
        break;
    }
    QFile file(target.path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(content) != content.size()) {
        std::abort();
    }
    file.close();
    readResumeShred(target, mode, content.size());
    return 0;
}
