// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QtEndian>

#include <utility>

namespace tests
{

/// A stored entry of an archive, and its part of the directory.
inline void addEntry(QByteArray &files, QByteArray &directory, const QByteArray &name,
                     const QByteArray &content)
{
    const auto number = [](quint32 value, int size) {
        QByteArray bytes(4, '\0');
        qToLittleEndian(value, bytes.data());
        return bytes.left(size);
    };
    const auto offset = static_cast<quint32>(files.size());
    const auto size = static_cast<quint32>(content.size());
    const QByteArray common = number(20, 2) + number(0x0800, 2) + number(0, 2) + number(0, 4) + number(0, 4) +
                              number(size, 4) + number(size, 4) +
                              number(static_cast<quint32>(name.size()), 2) + number(0, 2);
    files += number(0x04034b50, 4) + common + name + content;
    directory += number(0x02014b50, 4) + number(20, 2) + common + number(0, 2) + number(0, 2) + number(0, 2) +
                 number(0, 4) + number(offset, 4) + name;
}

/// An archive as the console saves it, without ZIP64.
inline QByteArray archiveOf(const QList<std::pair<QByteArray, QByteArray>> &entries)
{
    QByteArray files;
    QByteArray directory;
    for (const auto &[name, content] : entries) {
        addEntry(files, directory, name, content);
    }
    QByteArray end(22, '\0');
    qToLittleEndian(quint32(0x06054b50), end.data());
    qToLittleEndian(static_cast<quint16>(entries.size()), end.data() + 8);
    qToLittleEndian(static_cast<quint16>(entries.size()), end.data() + 10);
    qToLittleEndian(static_cast<quint32>(directory.size()), end.data() + 12);
    qToLittleEndian(static_cast<quint32>(files.size()), end.data() + 16);
    return files + directory + end;
}

} // namespace tests
