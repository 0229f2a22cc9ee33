// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/rewraptask.h"

#include "common/rpc/codecs/keycodec.h"
#include "common/rpc/codecs/wirevalue.h"
#include "console/kit/words.h"
#include "console/net/background.h"
#include "console/net/sessionkeys.h"

#include <QThread>

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
/// Pages that are on their way back while the next one is worked on.
constexpr int kMostSending = 2;
/// Below, sharing a page costs more than it saves.
constexpr int kLeastPart = 10;

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
    ask({});
}

void RewrapTask::ask(const QString &after)
{
    v1::WrapsToMove request;
    request.set_key_id(m_what->from.id.toStdString());
    request.set_after(after.toStdString());
    request.set_count(m_total < 0);
    m_asked = true;
    common::call<v1::WrapPage>(
        m_rpc, QStringLiteral("earshot.v1.KeyRewraps/List"), request, this,
        [this](const Result<v1::WrapPage> &page) {
            if (m_over) {
                return;
            }
            m_asked = false;
            if (page) {
                come(*page);
            } else {
                failed(page.error());
            }
        },
        kPatient);
}

void RewrapTask::come(const v1::WrapPage &page)
{
    if (m_total < 0) {
        m_total = page.total();
        showProgress();
    }
    m_next = page;
    goOn();
}

void RewrapTask::work()
{
    if (!m_next || m_work || m_sending >= kMostSending) {
        return;
    }
    const auto page = std::make_shared<const v1::WrapPage>(*std::exchange(m_next, std::nullopt));
    if (!page->next().empty()) {
        ask(common::textOf(page->next()));
    }
    const int count = page->files_size();
    const int parts = std::clamp(count / kLeastPart, 1, std::max(1, QThread::idealThreadCount()));
    m_work = Work{std::vector<Moved>(static_cast<std::size_t>(parts)), static_cast<std::size_t>(parts)};
    for (int part = 0; part < parts; ++part) {
        inBackground(
            this,
            [page, what = m_what, first = count * part / parts, last = count * (part + 1) / parts] {
                return move(*page, first, last, what->from, what->to);
            },
            [this, part](Moved moved) { partDone(static_cast<std::size_t>(part), std::move(moved)); });
    }
}

RewrapTask::Moved RewrapTask::move(const v1::WrapPage &page, int first, int last, const Side &from,
                                   const Side &to)
{
    Moved moved;
    for (int i = first; i < last; ++i) {
        const v1::WrapToMove &file = page.files(i);
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

void RewrapTask::partDone(std::size_t part, Moved moved)
{
    if (m_over) {
        return;
    }
    m_work->parts[part] = std::move(moved);
    if (--m_work->open > 0) {
        return;
    }
    std::vector<Moved> parts = std::move(m_work->parts);
    m_work.reset();
    QList<common::FileWrap> files;
    for (Moved &one : parts) {
        files.append(std::move(one.files));
        m_left += one.failed;
        m_problem = m_problem.isEmpty() ? one.problem : m_problem;
    }
    if (!files.isEmpty()) {
        send(files);
    }
    if (!m_over) {
        showProgress();
        goOn();
    }
}

void RewrapTask::send(const QList<common::FileWrap> &files)
{
    const auto rewrap =
        common::makeRewrap(m_what->from.keys, m_what->from.record, m_what->to.record, files, m_keys->nowMs());
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
    ++m_sending;
    common::call<v1::WrapsMoved>(
        m_rpc, QStringLiteral("earshot.v1.KeyRewraps/Put"), request, this,
        [this](const Result<v1::WrapsMoved> &reply) {
            if (m_over) {
                return;
            }
            if (!reply) {
                failed(reply.error());
                return;
            }
            --m_sending;
            m_moved += reply->moved();
            showProgress();
            goOn();
        },
        kPatient);
}

void RewrapTask::goOn()
{
    work();
    if (!m_work && !m_next && !m_asked && m_sending == 0) {
        end();
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
