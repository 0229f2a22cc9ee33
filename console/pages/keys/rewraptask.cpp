// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/rewraptask.h"

#include "common/rpc/codecs/keycodec.h"
#include "common/rpc/codecs/wirevalue.h"
#include "console/kit/words.h"
#include "console/net/background.h"
#include "console/net/sessionkeys.h"

#include <algorithm>
#include <utility>

namespace console
{

namespace v1 = earshot::v1;
using common::Result;

namespace
{

/// A storage target that does not answer takes its time.
constexpr common::RpcOptions kPatient{.deadline = std::chrono::minutes(2)};

} // namespace

RewrapTask::RewrapTask(common::RpcClient &rpc, TaskModel &tasks, SessionKeys &keys, What what)
    : QObject(&tasks)
    , m_rpc(rpc)
    , m_tasks(tasks)
    , m_keys(&keys)
    , m_what(std::make_shared<const What>(std::move(what)))
{
    TaskStart start;
    start.name = tr("Move the recordings of the key %1").arg(m_what->caption);
    start.server = m_what->server;
    start.stop = [this] {
        finish(TaskState::Stopped, tr("Stopped. %n file(s) were moved; the rest opens with the key before.",
                                      nullptr, static_cast<int>(m_moved)));
    };
    m_task = m_tasks.start(start);
    m_tasks.progress(m_task, -1, tr("Waiting for the server"));
    connect(&keys, &SessionKeys::stateChanged, this, [this](SessionKeys::State state) {
        if (state != SessionKeys::State::Open) {
            finish(TaskState::Failed,
                   tr("Your keys were locked. %n file(s) were moved; start again to move the rest.", nullptr,
                      static_cast<int>(m_moved)));
        }
    });
    next({});
}

void RewrapTask::next(const QString &after)
{
    v1::WrapsToMove request;
    request.set_key_id(m_what->from.id.toStdString());
    request.set_after(after.toStdString());
    request.set_count(m_total < 0);
    common::call<v1::WrapPage>(
        m_rpc, QStringLiteral("earshot.v1.KeyRewraps/List"), request, this,
        [this](const Result<v1::WrapPage> &page) {
            if (m_over) {
                return;
            }
            if (page) {
                take(*page);
            } else {
                failed(page.error());
            }
        },
        kPatient);
}

RewrapTask::Moved RewrapTask::move(const v1::WrapPage &page, const Side &from, const Side &to)
{
    Moved moved;
    for (const v1::WrapToMove &file : page.files()) {
        auto place = common::placeFromWire(file.place());
        const bool there = place && file.problem().empty();
        auto wrapped = there ? common::moveWrap(common::bytesFromWire(file.wrapped()), from.keys.opening,
                                                to.keys.opening)
                             : common::refuseContainer("missing");
        if (wrapped) {
            place->wrapped = *wrapped;
            moved.files.append(std::move(*place));
            continue;
        }
        ++moved.failed;
        if (moved.problem.isEmpty()) {
            moved.problem =
                file.problem().empty() ? QStringLiteral("damaged") : common::textOf(file.problem());
        }
    }
    return moved;
}

void RewrapTask::take(const v1::WrapPage &page)
{
    if (m_total < 0) {
        m_total = page.total();
        showProgress();
    }
    inBackground(
        this, [page, what = m_what] { return move(page, what->from, what->to); },
        [this, after = common::textOf(page.next())](const Moved &moved) {
            if (m_over) {
                return;
            }
            m_left += moved.failed;
            m_problem = m_problem.isEmpty() ? moved.problem : m_problem;
            if (moved.files.isEmpty()) {
                pageDone(after);
            } else {
                send(moved, after);
            }
        });
}

void RewrapTask::send(const Moved &moved, const QString &after)
{
    const auto rewrap = common::makeRewrap(m_what->from.keys, m_what->from.record, m_what->to.record,
                                           moved.files, m_keys->nowMs());
    if (!rewrap) {
        failed(rewrap.error());
        return;
    }
    v1::MovedWraps request;
    request.set_from_id(m_what->from.id.toStdString());
    request.set_to_id(m_what->to.id.toStdString());
    request.set_at_ms(rewrap->atMs);
    for (const common::FileWrap &file : rewrap->files) {
        v1::MovedWrap *wire = request.add_files();
        *wire->mutable_place() = common::placeToWire(file);
        wire->set_wrapped(common::bytesToWire(file.wrapped));
    }
    request.set_signature(common::bytesToWire(rewrap->signature));
    common::call<v1::WrapsMoved>(
        m_rpc, QStringLiteral("earshot.v1.KeyRewraps/Put"), request, this,
        [this, after](const Result<v1::WrapsMoved> &reply) {
            if (m_over) {
                return;
            }
            if (!reply) {
                failed(reply.error());
                return;
            }
            m_moved += reply->moved();
            pageDone(after);
        },
        kPatient);
}

void RewrapTask::pageDone(const QString &after)
{
    showProgress();
    if (after.isEmpty()) {
        end();
    } else {
        next(after);
    }
}

void RewrapTask::showProgress()
{
    const auto total = static_cast<double>(std::max(m_total, qint64(0)));
    const auto done = static_cast<double>(m_moved + m_left);
    m_tasks.progress(m_task, total > 0 ? std::min(done / total, 1.0) : -1,
                     tr("%1 of %2", "numbers").arg(m_moved + m_left).arg(m_total));
}

void RewrapTask::failed(const common::Error &error)
{
    finish(TaskState::Failed, sentenceFor(error, tr("move the recordings")).oneLine() + QLatin1Char(' ') +
                                  tr("%n file(s) were moved; start again to move the rest.", nullptr,
                                     static_cast<int>(m_moved)));
}

void RewrapTask::end()
{
    const QString words = tr("%n file(s) moved", nullptr, static_cast<int>(m_moved));
    if (m_left == 0) {
        finish(TaskState::Done, words);
        return;
    }
    const QString why = m_problem == QLatin1String("unreachable") ? tr("their storage target does not answer")
                        : m_problem == QLatin1String("missing")   ? tr("they are not where they were stored")
                                                                  : tr("they are damaged");
    //: %1 is "12 file(s) moved", %2 a reason
    finish(TaskState::Failed,
           tr("%1; %n not: %2. They still open with the key before.", nullptr, static_cast<int>(m_left))
               .arg(words, why));
}

void RewrapTask::finish(TaskState state, const QString &words)
{
    if (std::exchange(m_over, true)) {
        return;
    }
    m_what.reset(); // a page that is under way keeps the keys to its end, and gives nothing away
    m_tasks.finish(m_task, state, words);
    Q_EMIT ended(state, words);
    deleteLater();
}

} // namespace console
