// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/integritycheck.h"

namespace recorder
{

namespace
{

QString contentOf(const common::Status &ended)
{
    if (ended) {
        return QStringLiteral("same");
    }
    if (ended.error().code != common::ErrorCode::Conflict) {
        return QStringLiteral("unreachable");
    }
    return ended.error().fields.value(QStringLiteral("file")) == QLatin1String("missing")
               ? QStringLiteral("missing")
               : QStringLiteral("damaged");
}

} // namespace

IntegrityCheck::IntegrityCheck(IntegrityParts parts, QList<FileToCheck> files,
                               std::function<bool()> cancelled, Done done)
    : m_parts(std::move(parts))
    , m_files(std::move(files))
    , m_cancelled(std::move(cancelled))
    , m_done(std::move(done))
{
}

void IntegrityCheck::start()
{
    beginNext();
}

void IntegrityCheck::note(const QString &content)
{
    m_content.append(content);
    m_state.with([](State &state) { state.reading.reset(); });
}

/// Files that cannot even be begun end at once.
void IntegrityCheck::beginNext()
{
    while (m_content.size() < m_files.size()) {
        const FileToCheck &next = m_files.at(m_content.size());
        MediaRange range{m_parts.mediaRoot, next.file, 0};
        if (next.target != kOwnFolder) {
            range.remote = m_parts.remote ? m_parts.remote(next.target, next.file.path) : RemoteRead();
            if (!range.remote) {
                note(QStringLiteral("unreachable"));
                continue;
            }
        }
        // The pieces are not wanted: what counts is the hash at the end.
        auto reading = m_parts.readers.start(
            range, [](std::string &&) { return QByteArray("."); },
            [self = shared_from_this()] { self->take(); });
        if (!reading) {
            note(QStringLiteral("unreachable"));
            continue;
        }
        m_state.with([&reading](State &state) { state.reading = *reading; });
        take(); // nothing is read before it is asked for
        return;
    }
    m_done(m_files, m_content);
}

/// One thread at a time takes pieces; whoever comes meanwhile leaves word.
void IntegrityCheck::take()
{
    const bool mine = m_state.with([](State &state) {
        state.again = true;
        return !std::exchange(state.taking, true);
    });
    if (!mine) {
        return;
    }
    bool ended = false;
    while (!ended) {
        m_state.with([](State &state) { state.again = false; });
        ended = takeSome();
        const bool more = m_state.with([ended](State &state) {
            state.taking = !ended && state.again;
            return state.taking;
        });
        if (!more) {
            break;
        }
    }
    if (ended && !m_cancelled()) {
        beginNext();
    }
}

/// True: this file is over.
bool IntegrityCheck::takeSome()
{
    const auto reading = m_state.with([](const State &state) { return state.reading; });
    while (reading) {
        MediaReading::Step step = reading->next();
        if (m_cancelled()) {
            reading->stop();
            note(QStringLiteral("unreachable"));
            return true;
        }
        if (step.kind == MediaReading::Step::Kind::End) {
            note(contentOf(step.status));
            return true;
        }
        if (step.kind == MediaReading::Step::Kind::Wait) {
            return false;
        }
    }
    return false;
}

} // namespace recorder
