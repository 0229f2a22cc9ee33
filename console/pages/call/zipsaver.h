// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QObject>
#include <QThread>

namespace console
{

/// Writes an archive on a thread of its own, whole or not at all, as FileSaver does a file. Entries are
/// checked as they end: one that is not what was announced is not in it. Signals come on the caller's thread.
class ZipSaver final : public QObject
{
    Q_OBJECT
public:
    explicit ZipSaver(const QString &path, QObject *parent = nullptr);
    ~ZipSaver() override; ///< without commit() nothing is left

    /// A name that is there already gets a number.
    void begin(const QString &name, const QDateTime &changed, qint64 size);
    /// `token` comes back, with the `source` of the bytes: what was begun first may be over by then.
    void write(const QByteArray &bytes, qint64 token, int source);
    void end(qint64 size, const QByteArray &sha256); ///< entryEnded() follows
    void drop();
    void add(const QString &name, const QByteArray &content); ///< an entry at once
    void commit();

Q_SIGNALS:
    void begun(const QString &name); ///< as it is called in the archive
    void written(qint64 token, int source);
    void entryEnded(bool good);
    void saved();
    void failed(const QString &reason); ///< in the system's words; nothing comes after it

private:
    class Writer;
    template <typename Work>
    void post(Work work);

    QThread m_thread;
    Writer *m_writer; ///< lives and dies on the thread
};

} // namespace console
