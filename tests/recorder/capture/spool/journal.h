// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/spool/spoolreader.h"
#include "recorder/capture/spool/spoolwriter.h"

#include <QByteArray>
#include <QList>
#include <QTemporaryDir>

namespace tests
{

/// One record in memory, for comparing.
struct Record {
    recorder::SpoolKind kind = recorder::SpoolKind::Rtp;
    int stream = 0;
    qint64 monoNs = 0;
    QByteArray payload;
    bool operator==(const Record &) const = default;
};

/// Record number n of a made-up call: its content follows from n alone.
Record madeUpRecord(int n, int payloadSize = 172);
QByteArray encoded(const Record &record);
QByteArray encoded(const QList<Record> &records);
QList<Record> madeUpRecords(int first, int count);

inline std::span<const std::byte> bytesOf(const QByteArray &bytes)
{
    return std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

/// Where the frames and segments of a healthy journal are, by its lengths.
struct Layout {
    QList<qint64> frames;
    QList<qint64> segments;
};
Layout layoutOf(const QByteArray &content);

QList<Record> readAll(recorder::SpoolReader &reader);
QByteArray contentOf(const QString &path);
bool replaceContent(const QString &path, const QByteArray &content);

/// A directory with a host key in it.
struct Bench {
    QTemporaryDir dir;
    common::Result<common::HostKey> key;
    common::CallId call = common::CallId::generate();

    Bench();
    QString path(const char *name = "call.spool") const { return dir.filePath(QLatin1String(name)); }
    common::Result<recorder::SpoolReader>
    reader(const QString &file, recorder::SpoolDamage damage = recorder::SpoolDamage::Skip) const;
};

} // namespace tests
