// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/rewraphandlers.h"

#include "recorder/api/gateserve.h"
#include "recorder/service/rewraps.h"

#include "common/proto/keys.pb.h"
#include "common/rpc/codecs/keycodec.h"
#include "common/rpc/codecs/wirevalue.h"

#include <QElapsedTimer>
#include <QSet>

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::Result;
using common::Status;

/// Of one page; what was not read by then is on the next one.
constexpr qint64 kPatienceMs = 3000;
constexpr int kReaders = 2;

/// Reads the headers of one page, in one session with each target. A target that does not answer is asked
/// once.
class HeaderReading
{
public:
    HeaderReading(const RewrapParts &parts, const WrapsFound &found)
        : m_root(parts.mediaRoot)
        , m_remote(parts.remote ? parts.remote() : RemoteReads())
        , m_found(found)
    {
    }

    v1::WrapPage read()
    {
        m_clock.start();
        v1::WrapPage page;
        page.set_total(m_found.total);
        bool all = true;
        for (const WrappedFile &file : m_found.files) {
            if (m_clock.elapsed() > kPatienceMs && page.files_size() > 0) {
                all = false;
                break;
            }
            add(file, *page.add_files());
            page.set_next(common::toWire(cursorOf(file.place)));
        }
        if (all && !m_found.more) {
            page.clear_next();
        }
        return page;
    }

private:
    void add(const WrappedFile &file, v1::WrapToMove &wire)
    {
        *wire.mutable_place() =
            common::placeToWire({file.place.call.uuid(), file.place.position, QByteArray()});
        const auto wrapped = file.wrapped.isEmpty() ? inFile(file) : Result<QByteArray>(file.wrapped);
        if (wrapped) {
            wire.set_wrapped(common::bytesToWire(*wrapped));
            return;
        }
        const QString reason = wrapped.error().fields.value(QStringLiteral("file"));
        wire.set_problem(common::toWire(reason.isEmpty() ? QStringLiteral("unreachable") : reason));
        if (reason.isEmpty() && file.place.target != kOwnFolder) {
            m_down.insert(static_cast<int>(file.place.target));
        }
    }
    Result<QByteArray> inFile(const WrappedFile &file) const
    {
        const bool own = file.place.target == kOwnFolder;
        if (!own && (!m_remote || m_down.contains(static_cast<int>(file.place.target)))) {
            return common::fail(common::ErrorCode::Unavailable, QStringLiteral("the target does not answer"));
        }
        return wrapInFile(own ? readBelow(m_root, file.place.path)
                              : m_remote(file.place.target, file.place.path),
                          file.size, m_found.fingerprint);
    }

    const QString m_root;
    const RemoteReads m_remote;
    const WrapsFound &m_found;
    QElapsedTimer m_clock;
    QSet<int> m_down; ///< targets
};

Status addListing(Dispatcher &dispatcher, const RewrapParts &parts)
{
    auto threads = std::make_shared<QThreadPool>();
    threads->setMaxThreadCount(kReaders);
    return dispatcher.unary<v1::WrapsToMove, v1::WrapPage>(
        QStringLiteral("earshot.v1.KeyRewraps/List"),
        [parts, threads](const CallContext &context, const v1::WrapsToMove &request,
                         const Reply<v1::WrapPage> &reply) {
            const WrapsAsked asked{common::textOf(request.key_id()), common::textOf(request.after()),
                                   request.count()};
            runInGate<WrapsFound>(
                parts.gate, context,
                [asked](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                    return listWraps(transaction, scope, trail, asked);
                },
                [parts, threads, context, reply](Result<WrapsFound> found) {
                    if (!found) {
                        reply(common::propagate(found));
                        return;
                    }
                    threads->start([parts, context, reply, found = std::move(*found)] {
                        if (!context.cancelled()) {
                            reply(HeaderReading(parts, found).read());
                        }
                    });
                });
        });
}

Result<WrapsToTake> takenOf(const v1::MovedWraps &wire)
{
    auto files = common::filesFromWire(wire);
    if (!files) {
        return common::propagate(files);
    }
    return WrapsToTake{common::textOf(wire.from_id()), common::textOf(wire.to_id()), wire.at_ms(), *files,
                       common::bytesFromWire(wire.signature())};
}

} // namespace

Status addRewrapHandlers(Dispatcher &dispatcher, const RewrapParts &parts)
{
    return allOf({addListing(dispatcher, parts),
                  serve<v1::MovedWraps, v1::WrapsMoved, WrapsToTake, int>(
                      dispatcher, "KeyRewraps/Put", parts.gate, takenOf, takeWraps, [](const int &moved) {
                          v1::WrapsMoved wire;
                          wire.set_moved(moved);
                          return wire;
                      })});
}

} // namespace recorder
