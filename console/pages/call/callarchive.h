// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/callrecords.h"
#include "console/net/taskmodel.h"
#include "console/pages/call/callmanifest.h"
#include "console/pages/call/mediastream.h"
#include "console/pages/call/zipsaver.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace earshot::v1
{
class FileManifest;
}

namespace console
{

/// Saves the audio files of calls into one ZIP archive with a manifest that the recorder signs, as a task
/// that goes on when its page is left. Encrypted files stay encrypted: nobody opens them on the way. A call
/// that cannot be read is left out and counted; an archive that could not be signed is saved, and says so.
/// Deletes itself when it is over.
class CallArchive final : public QObject
{
    Q_OBJECT
public:
    struct What {
        QStringList callIds;
        QString path;
        QString server;
    };
    /// Lives as a child of the task list.
    CallArchive(common::RpcClient &rpc, TaskModel &tasks, What what);

Q_SIGNALS:
    void ended(console::TaskState state, const QString &words);

private:
    void next();
    void read(const common::StoredCall &call);
    void begin(const common::MediaFile &file, const QString &name);
    void one(const QString &problem);                             ///< empty: it is in the archive
    void sign();                                                  ///< what is not signed yet, then close()
    bool takeManifest(const earshot::v1::FileManifest &manifest); ///< false: it is about something else
    void close();
    void finish(TaskState state, const QString &words);

    common::RpcClient &m_rpc;
    TaskModel &m_tasks;
    What m_what;
    TaskModel::TaskId m_task = 0;
    ZipSaver m_saver;
    CallManifest m_manifest;
    struct Saved {
        QString callId;
        QString name;
        QByteArray sha256;
    };
    QList<Saved> m_saved;
    qsizetype m_signed = 0; ///< of them
    QString m_unsigned;     ///< why the rest is not
    qsizetype m_at = 0;     ///< of callIds
    common::StoredCall m_call;
    common::MediaFile m_file; ///< of the call that is being read
    QString m_name;           ///< of its file in the archive
    bool m_begun = false;     ///< its entry
    int m_failed = 0;
    QString m_problem; ///< of the first that failed
    std::unique_ptr<MediaStream> m_stream;
    int m_streams = 0; ///< until now: the number of the present one
    bool m_over = false;
};

} // namespace console
