// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/gateserve.h"

#include "common/proto/directory.pb.h"
#include "common/rpc/codecs/directorycodec.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/savedsearchcodec.h"
#include "common/rpc/codecs/sourcecodec.h"
#include "common/rpc/codecs/wirevalue.h"

namespace recorder
{

using GateSource = std::function<const Gate *()>;

inline common::Result<QString> refOf(const earshot::v1::ObjectRef &wire)
{
    return common::textOf(wire.id());
}
inline common::Result<QStringList> refsOf(const earshot::v1::ObjectRefs &wire)
{
    return common::idsFromWire(wire.ids());
}
inline earshot::v1::RemoveReply removedOf(const QStringList &ids)
{
    earshot::v1::RemoveReply reply;
    reply.set_removed(static_cast<int>(ids.size()));
    for (const QString &id : ids) {
        reply.add_ids(common::toWire(id));
    }
    return reply;
}
inline earshot::v1::RestoreReply restoredOf(const int &count)
{
    earshot::v1::RestoreReply reply;
    reply.set_restored(count);
    return reply;
}

/// A read: no trail.
template <typename In, typename Out>
auto reading(common::Result<Out> (*work)(Transaction &, const TenantScope &, const In &))
{
    return [work](Transaction &transaction, const TenantScope &scope, AuditDetail &, const In &in) {
        return work(transaction, scope, in);
    };
}

/// List, Get, Create, Update, Remove, Restore of a kind of thing.
template <typename Record, typename Wire, typename WireList>
struct Kind {
    template <typename Out>
    using Write =
        std::function<common::Result<Out>(Transaction &, const TenantScope &, AuditDetail &, const Record &)>;

    const char *service;
    common::Result<common::ListPageOf<Record>> (*list)(Transaction &, const TenantScope &,
                                                       const common::ListQuery &);
    common::Result<Record> (*show)(Transaction &, const TenantScope &, const QString &);
    Write<Record> create;
    Write<Record> update;
    common::Result<QStringList> (*remove)(Transaction &, const TenantScope &, AuditDetail &,
                                          const QStringList &);
    common::Result<int> (*restore)(Transaction &, const TenantScope &, AuditDetail &, const QStringList &);
    Wire *(WireList::*addRow)();
};

/// Registers them. Wire and Record have a codec, fromWire() and toWire(), that is included here.
template <typename Record, typename Wire, typename WireList>
common::Status addKind(Dispatcher &dispatcher, const GateSource &gate,
                       const Kind<Record, Wire, WireList> &kind)
{
    namespace v1 = earshot::v1;
    const auto name = [&kind](const char *method) { return QByteArray(kind.service) + '/' + method; };
    const auto decode = [](const Wire &wire) { return common::fromWire(wire); };
    const auto encode = [](const Record &record) { return common::toWire(record); };
    const auto page = [addRow = kind.addRow](const common::ListPageOf<Record> &rows) {
        WireList wire;
        for (const Record &record : rows.items) {
            *(wire.*addRow)() = common::toWire(record);
        }
        *wire.mutable_info() = common::infoToWire(rows);
        return wire;
    };
    const auto query = [](const v1::ListRequest &wire) { return common::fromWire(wire); };
    return allOf(
        {serve<v1::ListRequest, WireList, common::ListQuery, common::ListPageOf<Record>>(
             dispatcher, name("List"), gate, query, reading(kind.list), page),
         serve<v1::ObjectRef, Wire, QString, Record>(dispatcher, name("Get"), gate, refOf, reading(kind.show),
                                                     encode),
         serve<Wire, Wire, Record, Record>(dispatcher, name("Create"), gate, decode, kind.create, encode),
         serve<Wire, Wire, Record, Record>(dispatcher, name("Update"), gate, decode, kind.update, encode),
         serve<v1::ObjectRefs, v1::RemoveReply, QStringList, QStringList>(dispatcher, name("Remove"), gate,
                                                                          refsOf, kind.remove, removedOf),
         serve<v1::ObjectRefs, v1::RestoreReply, QStringList, int>(dispatcher, name("Restore"), gate, refsOf,
                                                                   kind.restore, restoredOf)});
}

} // namespace recorder
