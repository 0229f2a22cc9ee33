// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/connectionsteps.h"

#include "recorder/storage/storageerror.h"

#include "common/crypto/random.h"
#include "common/crypto/sha256.h"

#include <QTemporaryFile>

#include <algorithm>
#include <utility>

namespace recorder
{

using common::ConnectionStep;
using common::Result;

ConnectionSteps::ConnectionSteps(QStringList names, const common::ConnectionStepsHeard &heard)
    : m_names(std::move(names))
    , m_heard(heard)
{
}

void ConnectionSteps::run(const char *name, const Work &work, qint64 ms)
{
    ConnectionStep step{QLatin1String(name), QStringLiteral("failed"), 0, {}, {}};
    if (!m_running || !m_names.contains(step.name)) {
        return;
    }
    QElapsedTimer timer;
    timer.start();
    const Result<QString> outcome = work();
    step.ms = ms < 0 ? timer.elapsed() : ms;
    if (outcome) {
        step.state = QStringLiteral("passed");
        step.detail = *outcome;
    } else {
        step.cause = storageCause(outcome.error());
        step.detail = outcome.error().message;
    }
    m_steps.append(step);
    m_running = outcome.has_value();
    if (m_heard && !m_heard(m_steps)) {
        m_running = false;
    }
}

QList<ConnectionStep> ConnectionSteps::finish()
{
    for (const QString &name : m_names) {
        if (std::none_of(m_steps.cbegin(), m_steps.cend(),
                         [&name](const ConnectionStep &step) { return step.name == name; })) {
            m_steps.append({name, QStringLiteral("not-run"), 0, {}, {}});
        }
    }
    return m_steps;
}

void runFileSteps(ConnectionSteps &steps, StorageTarget &target, const char *writing)
{
    QByteArray content(4096, Qt::Uninitialized);
    const common::Status filled =
        common::fillRandom(std::as_writable_bytes(std::span(content.data(), std::size_t{4096})));
    const QString key = QStringLiteral(".earshot-test-") + QString::fromLatin1(content.left(8).toHex());
    bool written = false;
    steps.run(writing, [&]() -> Result<QString> {
        QTemporaryFile file;
        if (!filled || !file.open() || file.write(content) != content.size() || !file.flush()) {
            return storageError("source", file.errorString());
        }
        auto stored = target.put(file.fileName(), key, {common::sha256(content), {}});
        if (!stored) {
            return common::propagate(stored);
        }
        written = true;
        return QString();
    });
    steps.run("read-back", [&]() -> Result<QString> {
        common::Status same = readBack(target, key, content.size(), common::sha256(content));
        return same ? Result<QString>(QString()) : Result<QString>(common::propagate(same));
    });
    steps.run("delete", [&]() -> Result<QString> {
        common::Status removed = target.remove(key);
        const bool locked = !removed && storageCause(removed.error()) == QLatin1String("locked");
        if (!removed && !locked) {
            return common::propagate(removed);
        }
        written = false;
        return locked ? removed.error().message : QString(); // a place that keeps what it gets is a good one
    });
    if (written) { // nothing of a test stays; what failed is told already
        (void)target.remove(key);
    }
}

} // namespace recorder
