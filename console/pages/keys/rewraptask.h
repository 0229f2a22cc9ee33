// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/rewrap.h"
#include "common/proto/keys.pb.h"
#include "common/rpc/rpcclient.h"
#include "console/net/taskmodel.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>
#include <vector>

namespace console
{

class SessionKeys;

/// Moves the recordings of a tenant from a key of his to another, as a task that goes on when its page is
/// left: page by page the recorder tells what still opens with the old key, each file's key is opened,
/// wrapped for the new one and opened again in worker threads, and what was signed goes back. Two private-key
/// operations a file are nearly all of the work, so a page is shared among all cores, the next page is asked
/// for meanwhile, and what was signed is on its way while that one is worked on. Nothing is lost however it
/// ends: what was moved stays moved, and a new task goes on with the rest. It holds copies of both keys, so
/// it ends when the user's keys are locked. GUI thread; deletes itself when it is over.
class RewrapTask final : public QObject
{
    Q_OBJECT
public:
    struct Side {
        QString id;
        common::KeyBundle keys;
        common::KeyRecord record;
    };
    struct What {
        Side from;
        Side to;
        QString caption; ///< of the old key
        QString server;
    };
    /// Lives as a child of the task list.
    RewrapTask(common::RpcClient &rpc, TaskModel &tasks, SessionKeys &keys, What what);

Q_SIGNALS:
    void ended(console::TaskState state, const QString &words);

private:
    /// What became of a part of a page in a worker.
    struct Moved {
        QList<common::FileWrap> files;
        QString problem; ///< of the first that did not open
        int failed = 0;
    };
    /// The page that is worked on: its parts in their order.
    struct Work {
        std::vector<Moved> parts;
        std::size_t open = 0; ///< parts that are not back yet
    };
    static Moved move(const earshot::v1::WrapPage &page, int first, int last, const Side &from,
                      const Side &to);
    void ask(const QString &after);
    void come(const earshot::v1::WrapPage &page);
    /// Starts with the page that came, when there is one, nothing is worked on, and not too much under way.
    void work();
    void partDone(std::size_t part, Moved moved);
    void send(const QList<common::FileWrap> &files);
    void goOn(); ///< with what came meanwhile; ends when that was all
    void showProgress();
    void failed(const common::Error &error);
    void end(); ///< there are no more
    void finish(TaskState state, const QString &words);

    common::RpcClient &m_rpc;
    TaskModel &m_tasks;
    QPointer<SessionKeys> m_keys;
    std::shared_ptr<const What> m_what; ///< the worker's, too
    TaskModel::TaskId m_task = 0;
    qint64 m_total = -1; ///< not known yet
    qint64 m_moved = 0;
    qint64 m_left = 0;                           ///< could not be moved
    QString m_problem;                           ///< of the first of them
    std::optional<earshot::v1::WrapPage> m_next; ///< came while the one before is worked on
    std::optional<Work> m_work;
    int m_sending = 0;    ///< pages whose new wraps are on their way
    bool m_asked = false; ///< a page is on its way
    bool m_over = false;
};

} // namespace console
