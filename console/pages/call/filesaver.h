// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/containerreader.h"

#include <QByteArray>
#include <QObject>
#include <QThread>
#include <QUuid>

#include <atomic>
#include <memory>

namespace console
{

/// Writes a file on a thread of its own, whole or not at all: until commit() the old file of that name stays.
/// How much may wait to be written is the caller's affair: he hears of each piece by written(). Signals come
/// on the caller's thread; after failed() or saved() none comes.
class FileSaver final : public QObject
{
    Q_OBJECT
public:
    /// When there is a file of that name already: Keep gives the new one a number, "call (2).mp3".
    enum class Existing { Replace, Keep };
    explicit FileSaver(const QString &path, Existing existing = Existing::Replace, QObject *parent = nullptr);
    /// Before saved() nothing is left, also when commit() is under way; waits for the piece that is being
    /// written or opened.
    ~FileSaver() override;

    /// Before the first piece: they are those of a sealed file, and what is in it is written. It is kept
    /// beside the path until it is whole and its seal was verified, so that no part of it is there in the
    /// clear before. It is not written when it says of itself that it is the recording of another call.
    void openWith(const common::FileKeySource &key, const QUuid &call);
    void write(const QByteArray &bytes, qint64 token);
    /// The file becomes visible when size and hash are these.
    void commit(qint64 size, const QByteArray &sha256);

Q_SIGNALS:
    void written(qint64 token);
    void saved();
    /// `reason`: "differs", "seal", "another-call", or what the system says (in its words).
    void failed(const QString &reason);

private:
    class Writer;
    QThread m_thread;
    const std::shared_ptr<std::atomic<bool>> m_stop;
    Writer *m_writer; ///< lives and dies on the thread
};

/// The reason of failed() in words.
QString saveProblem(const QString &reason);

} // namespace console
