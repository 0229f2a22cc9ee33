// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/callhandlers.h"

#include "recorder/api/callstreams.h"
#include "recorder/api/gateserve.h"
#include "recorder/api/mediafilesource.h"
#include "recorder/service/callassignment.h"
#include "recorder/service/legalholds.h"
#include "recorder/service/liveboard.h"
#include "recorder/service/seats.h"

#include "common/rpc/codecs/callcodec.h"
#include "common/rpc/codecs/listcodec.h"

namespace recorder
{

namespace v1 = earshot::v1;
using common::CallId;
using common::MediaFile;
using common::Result;

namespace
{

using Source = Result<std::shared_ptr<StreamSource>>;

Result<CallId> idOf(const std::string &text)
{
    const CallId id = CallId::fromString(QString::fromStdString(text));
    if (id.isNull()) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("id: no UUID"),
                            {{QStringLiteral("id"), QStringLiteral("invalid")}});
    }
    return id;
}

void list(const CallParts &parts, const CallContext &context, const v1::ListRequest &request,
          const Reply<v1::CallList> &reply)
{
    auto query = common::fromWire(request);
    if (!query) {
        reply(common::propagate(query));
        return;
    }
    using Page = common::ListPageOf<CallSummary>;
    runInGate<Page>(
        parts.gate, context,
        [calls = parts.calls, query = std::move(*query)](Transaction &transaction, const TenantScope &scope,
                                                         AuditDetail &) {
            return calls.list(transaction, scope, query);
        },
        [reply](Result<Page> page) {
            reply(page ? Result<v1::CallList>(common::toWire(*page)) : common::propagate(page));
        });
}

void get(const CallParts &parts, const CallContext &context, const v1::CallRef &request,
         const Reply<v1::CallDetails> &reply)
{
    auto id = idOf(request.id());
    if (!id) {
        reply(common::propagate(id));
        return;
    }
    runInGate<StoredCall>(
        parts.gate, context,
        [calls = parts.calls, id = *id](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
            return calls.get(transaction, scope, id);
        },
        [reply](Result<StoredCall> call) {
            reply(call ? Result<v1::CallDetails>(common::toWire(*call)) : common::propagate(call));
        });
}

void keep(const CallParts &parts, const CallContext &context, const v1::CallRef &request,
          const Reply<v1::KeepReply> &reply)
{
    auto id = idOf(request.id());
    if (!id) {
        reply(common::propagate(id));
        return;
    }
    runInGate<void>(
        parts.gate, context,
        [calls = parts.calls, id = *id, owners = parts.board.ownersOf(*id)](
            Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
            return calls.keep(transaction, scope, trail, id, owners);
        },
        [reply, &board = parts.board, id = *id](common::Status kept) {
            if (kept) {
                board.kept(id);
            }
            reply(kept ? Result<v1::KeepReply>(v1::KeepReply()) : common::propagate(kept));
        });
}

void setConfidential(const CallParts &parts, const CallContext &context,
                     const v1::ConfidentialChange &request, const Reply<v1::ConfidentialReply> &reply)
{
    auto id = idOf(request.id());
    if (!id) {
        reply(common::propagate(id));
        return;
    }
    runInGate<void>(
        parts.gate, context,
        [calls = parts.calls, id = *id, on = request.confidential()](
            Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
            return calls.setConfidential(transaction, scope, trail, id, on);
        },
        [reply](common::Status set) {
            reply(set ? Result<v1::ConfidentialReply>(v1::ConfidentialReply()) : common::propagate(set));
        });
}

common::Status addHold(Dispatcher &dispatcher, const CallParts &parts, bool hold)
{
    return serve<v1::HoldRequest, v1::HoldReply, HoldChange, int>(
        dispatcher, hold ? "Calls/Hold" : "Calls/Release", parts.gate,
        [hold](const v1::HoldRequest &wire) -> Result<HoldChange> {
            HoldChange change{{}, QString::fromStdString(wire.reason()), hold};
            for (const std::string &text : wire.ids()) {
                auto id = idOf(text);
                if (!id) {
                    return common::propagate(id);
                }
                change.calls.append(*id);
            }
            return change;
        },
        changeHolds,
        [](const int &changed) {
            v1::HoldReply reply;
            reply.set_changed(changed);
            return reply;
        });
}

common::Status addAssign(Dispatcher &dispatcher, const CallParts &parts)
{
    return serve<v1::AssignRequest, v1::AssignReply, CallAssignment, AssignedCalls>(
        dispatcher, "Calls/Assign", parts.gate,
        [](const v1::AssignRequest &wire) -> Result<CallAssignment> {
            auto id = idOf(wire.id());
            return id ? Result<CallAssignment>(CallAssignment{
                            *id, wire.position(), QString::fromStdString(wire.user_id()), wire.similar()})
                      : common::propagate(id);
        },
        assignCall,
        [](const AssignedCalls &assigned) {
            v1::AssignReply reply;
            reply.set_changed(assigned.changed);
            reply.set_more(assigned.more);
            return reply;
        });
}

Source openFile(const CallParts &parts, const CallContext &context, const std::string &text, qint64 offset,
                MediaFile::Kind kind)
{
    auto id = idOf(text);
    if (!id) {
        return common::propagate(id);
    }
    if (offset < 0) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("offset: below zero"),
                            {{QStringLiteral("offset"), QStringLiteral("value")}});
    }
    const auto source =
        std::make_shared<MediaFileSource>(parts.readers, context, parts.mediaRoot, parts.remote, offset);
    runInGate<CallFile>(
        parts.gate, context,
        [calls = parts.calls, id = *id, kind](Transaction &transaction, const TenantScope &scope,
                                              AuditDetail &trail) {
            return calls.file(transaction, scope, trail, id, kind);
        },
        [source](Result<CallFile> file) { source->open(std::move(file)); });
    return source;
}

Source watchActive(const CallParts &parts, const CallContext &context)
{
    const auto source = std::make_shared<ActiveCallsSource>(parts, context);
    runInGate<LiveFilter>(
        parts.gate, context,
        [](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<LiveFilter> {
            if (common::Status seat = checkLiveSeat(transaction, scope); !seat) {
                return common::propagate(seat);
            }
            return LiveFilter{scope.tenant(), reachOf(scope), hiddenFlagsOf(scope) == 0};
        },
        [source](const Result<LiveFilter> &filter) { source->open(filter); });
    return source;
}

Source watchChanges(const CallParts &parts, const CallContext &context)
{
    const auto source = std::make_shared<CallChangesSource>(parts, context);
    source->begin();
    return source;
}

} // namespace

QByteArray bytesOf(const common::ActiveCallsUpdate &update)
{
    return QByteArray::fromStdString(common::toWire(update).SerializeAsString());
}

common::Status addCallHandlers(Dispatcher &dispatcher, const CallParts &given)
{
    CallParts parts = given;
    parts.changeBytes = std::make_shared<ChangeBytes>();
    const auto name = [](const char *method) {
        return QStringLiteral("earshot.v1.Calls/") + QLatin1String(method);
    };
    const QList<common::Status> added{
        dispatcher.unary<v1::ListRequest, v1::CallList>(
            name("List"),
            [parts](const CallContext &context, const v1::ListRequest &request,
                    const Reply<v1::CallList> &reply) { list(parts, context, request, reply); }),
        dispatcher.unary<v1::CallRef, v1::CallDetails>(
            name("Get"),
            [parts](const CallContext &context, const v1::CallRef &request,
                    const Reply<v1::CallDetails> &reply) { get(parts, context, request, reply); }),
        dispatcher.unary<v1::CallRef, v1::KeepReply>(
            name("Keep"),
            [parts](const CallContext &context, const v1::CallRef &request,
                    const Reply<v1::KeepReply> &reply) { keep(parts, context, request, reply); }),
        dispatcher.unary<v1::ConfidentialChange, v1::ConfidentialReply>(
            name("SetConfidential"),
            [parts](const CallContext &context, const v1::ConfidentialChange &request,
                    const Reply<v1::ConfidentialReply> &reply) {
                setConfidential(parts, context, request, reply);
            }),
        addHold(dispatcher, parts, true),
        addHold(dispatcher, parts, false),
        addAssign(dispatcher, parts),
        dispatcher.stream<v1::MediaRequest, v1::MediaChunk>(
            name("Media"),
            [parts](const CallContext &context, const v1::MediaRequest &request) {
                return openFile(parts, context, request.id(), request.offset(), MediaFile::Kind::Audio);
            }),
        dispatcher.stream<v1::CallRef, v1::MediaChunk>(
            name("Peaks"),
            [parts](const CallContext &context, const v1::CallRef &request) {
                return openFile(parts, context, request.id(), 0, MediaFile::Kind::Peaks);
            }),
        dispatcher.stream<v1::WatchRequest, v1::ActiveCallsUpdate>(
            name("WatchActive"), [parts](const CallContext &context,
                                         const v1::WatchRequest &) { return watchActive(parts, context); }),
        dispatcher.stream<v1::WatchRequest, v1::CallChange>(
            name("WatchChanges"), [parts](const CallContext &context,
                                          const v1::WatchRequest &) { return watchChanges(parts, context); }),
    };
    for (const common::Status &status : added) {
        if (!status) {
            return tl::unexpected<common::Error>(status.error());
        }
    }
    return {};
}

} // namespace recorder
