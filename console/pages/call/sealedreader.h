// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/containerreader.h"

#include <QByteArray>
#include <QObject>
#include <QThread>

namespace console
{

/// Opens a sealed file that arrives in pieces, on a thread of its own and into memory only. Nothing of it is
/// given away before its size and hash are those of the recorder's row and its seal was verified whole.
/// Signals come on the caller's thread; after opened() or failed() none comes.
class SealedReader final : public QObject
{
    Q_OBJECT
public:
    /// `size` and `sha256` are of the sealed file.
    SealedReader(common::FileKeySource key, qint64 size, const QByteArray &sha256, QObject *parent = nullptr);
    ~SealedReader() override; ///< waits for the piece that is being opened

    void add(const QByteArray &bytes, qint64 credit);
    void finish(); ///< that was all

Q_SIGNALS:
    void taken(qint64 credit);
    void opened(const QByteArray &content);
    /// Conflict {reason: media}: not what was stored. Invalid as of containerformat.h: the seal does not
    /// hold.
    void failed(const common::Error &error);

private:
    class Worker;
    QThread m_thread;
    Worker *m_worker; ///< lives and dies on the thread
};

} // namespace console
