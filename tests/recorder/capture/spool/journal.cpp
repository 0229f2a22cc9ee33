// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/spool/journal.h"

#include <QFile>
#include <QtEndian>

namespace tests
{

using namespace recorder;

Record madeUpRecord(int n, int payloadSize)
{
    Record record{SpoolKind::Rtp, n % 2, qint64{n} * 20'000'000, QByteArray(payloadSize, '\0')};
    quint32 state = static_cast<quint32>(n) * 2654435761u + 1;
    for (char &byte : record.payload) {
        state = state * 1664525u + 1013904223u;
        byte = static_cast<char>(state >> 24);
    }
    return record;
}

QByteArray encoded(const Record &record)
{
    const SpoolRecordHead head{static_cast<quint32>(record.payload.size()), record.kind,
                               static_cast<quint8>(record.stream), record.monoNs};
    QByteArray bytes(qsizetype{SpoolRecordHead::kSize}, '\0');
    encodeHead(head, reinterpret_cast<std::byte *>(bytes.data()));
    return bytes + record.payload;
}

QByteArray encoded(const QList<Record> &records)
{
    QByteArray all;
    for (const Record &record : records) {
        all.append(encoded(record));
    }
    return all;
}

QList<Record> madeUpRecords(int first, int count)
{
    QList<Record> all;
    for (int n = first; n < first + count; ++n) {
        all.append(madeUpRecord(n));
    }
    return all;
}

Layout layoutOf(const QByteArray &content)
{
    Layout layout;
    qint64 at = qint64{SpoolFileHead::kSize};
    while (at + 16 <= content.size()) {
        const auto first = qFromLittleEndian<quint32>(content.constData() + at);
        if (first == SpoolSegmentHead::kMarker) {
            layout.segments.append(at);
            at += qint64{SpoolSegmentHead::kSize};
        } else {
            layout.frames.append(at);
            at += static_cast<qint64>(SpoolFrameHead::kOverhead) + first;
        }
    }
    return layout;
}

QList<Record> readAll(SpoolReader &reader)
{
    QList<Record> all;
    while (const std::optional<SpoolRecordView> view = reader.next()) {
        all.append(Record{view->head.kind, view->head.stream, view->head.monoNs,
                          QByteArray(reinterpret_cast<const char *>(view->payload.data()),
                                     static_cast<qsizetype>(view->payload.size()))});
    }
    return all;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool replaceContent(const QString &path, const QByteArray &content)
{
    // Not by O_TRUNC: ext4 then writes the file to the disk at each close.
    QFile file(path);
    return file.open(QIODevice::ReadWrite) && file.write(content) == content.size() && file.flush() &&
           file.resize(content.size());
}

Bench::Bench()
    : key(common::HostKey::create(dir.filePath(QStringLiteral("host.key"))))
{
}

common::Result<SpoolReader> Bench::reader(const QString &file, SpoolDamage damage) const
{
    return SpoolReader::open(file, *key, SpoolMode::Sealed, damage);
}

} // namespace tests
