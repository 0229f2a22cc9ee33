// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/streamsource.h"

namespace recorder
{

/// A long list as one stream of text: page after page is fetched, one ahead of what the client takes, and cut
/// into chunks of at most 64 KiB. `Chunk` is a message whose only content is `bytes data`.
template <typename Chunk>
class PagedSource final : public StreamSource, public std::enable_shared_from_this<PagedSource<Chunk>>
{
public:
    struct Page {
        QByteArray text;
        QString nextToken; ///< empty = the last one
    };
    using Done = std::function<void(common::Result<Page>)>;
    /// Starts to fetch the page and says when it is there, on any thread.
    using Fetch = std::function<void(const QString &token, Done done)>;

    PagedSource(CallContext context, Fetch fetch)
        : m_context(std::move(context))
        , m_fetch(std::move(fetch))
    {
    }
    void begin() { fetch({}); }

    StreamStep next() override
    {
        std::optional<QString> wanted;
        StreamStep step = m_state.with([&wanted](State &state) {
            if (state.text.isEmpty() && state.end) {
                return StreamStep::end(std::move(*state.end));
            }
            if (state.token && state.text.size() <= kChunk) {
                wanted = std::move(state.token);
                state.token.reset();
            }
            if (state.text.isEmpty()) {
                return StreamStep::wait();
            }
            Chunk chunk;
            const QByteArray piece = state.text.left(kChunk);
            state.text.remove(0, piece.size());
            chunk.set_data(piece.constData(), static_cast<std::size_t>(piece.size()));
            return StreamStep::message(chunk);
        });
        if (wanted) {
            fetch(*wanted);
        }
        return step;
    }
    void stopped() override
    {
        m_state.with([](State &state) { state.stopped = true; });
    }

private:
    static constexpr qsizetype kChunk = 64 * 1024;
    struct State {
        QByteArray text;
        std::optional<QString> token; ///< of the page to fetch next
        std::optional<common::Status> end;
        bool stopped = false;
    };

    void fetch(const QString &token)
    {
        m_fetch(token, [self = this->shared_from_this()](common::Result<Page> page) {
            const bool wanted = self->m_state.with([&page](State &state) {
                if (!page) {
                    state.end = common::Status(tl::unexpected<common::Error>(page.error()));
                } else {
                    state.text += page->text;
                    if (page->nextToken.isEmpty()) {
                        state.end = common::Status();
                    } else {
                        state.token = page->nextToken;
                    }
                }
                return !state.stopped;
            });
            if (wanted) {
                self->m_context.port->ready();
            }
        });
    }

    const CallContext m_context;
    const Fetch m_fetch;
    common::Guarded<State> m_state;
};

} // namespace recorder
