// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/crudcontroller.h"
#include "console/kit/criterion.h"
#include "console/kit/field.h"

namespace console
{

template <typename Message>
common::Result<Message> parsed(const QByteArray &bytes)
{
    Message message;
    if (!message.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()))) {
        return common::fail(common::ErrorCode::Internal, QStringLiteral("the reply could not be read"),
                            {{QStringLiteral("reason"), QStringLiteral("protocol")}});
    }
    return message;
}

template <typename R, typename Wire>
common::Result<R> recordFrom(const QByteArray &bytes)
{
    common::Result<Wire> wire = parsed<Wire>(bytes);
    return wire ? common::fromWire(*wire) : common::Result<R>(common::propagate(wire));
}

/// The list of a service: `rows` reads the repeated field. Include the codec of R.
template <typename R, typename Wire, typename List, typename Rows>
CrudMethods<R> listMethods(const QString &service, Rows rows)
{
    CrudMethods<R> m;
    m.list = QStringLiteral("earshot.v1.%1/List").arg(service);
    m.readList = [rows](const QByteArray &bytes) -> common::Result<common::ListPageOf<R>> {
        common::Result<List> list = parsed<List>(bytes);
        if (!list) {
            return common::propagate(list);
        }
        common::ListPageOf<R> page;
        for (const Wire &wire : rows(*list)) {
            common::Result<R> record = common::fromWire(wire);
            if (!record) {
                return common::propagate(record);
            }
            page.items.append(std::move(*record));
        }
        common::readInfo(list->info(), page);
        return page;
    };
    m.read = [](const QByteArray &bytes) { return recordFrom<R, Wire>(bytes); };
    return m;
}

/// Methods of a service that is like all others: List, Get, Create, Update, Remove, Restore; `Ref` names one.
template <typename R, typename Wire, typename List, typename Ref, typename Rows>
CrudMethods<R> objectMethods(const QString &service, Rows rows)
{
    CrudMethods<R> m = listMethods<R, Wire, List>(service, rows);
    const QString name = QStringLiteral("earshot.v1.%1/%2").arg(service);
    m.get = name.arg(QStringLiteral("Get"));
    m.create = name.arg(QStringLiteral("Create"));
    m.update = name.arg(QStringLiteral("Update"));
    m.remove = name.arg(QStringLiteral("Remove"));
    m.restore = name.arg(QStringLiteral("Restore"));
    m.writeId = [](const QString &id) {
        Ref ref;
        ref.set_id(id.toStdString());
        return QByteArray::fromStdString(ref.SerializeAsString());
    };
    m.write = [](const R &record) {
        return QByteArray::fromStdString(common::toWire(record).SerializeAsString());
    };
    return m;
}

/// Looks names up with the list method of another object: for boxes that refer to it.
template <typename R>
Lookup lookupOf(
    common::RpcClient &rpc, const CrudMethods<R> &methods,
    std::function<QString(const R &)> nameOf = [](const R &r) { return r.name; })
{
    return [&rpc, methods, nameOf](const QString &text, QObject *context,
                                   std::function<void(const References &)> done) {
        common::ListQuery query;
        query.search = text;
        query.wantTotal = false;
        callBytes(rpc, methods.list, QByteArray::fromStdString(common::toWire(query).SerializeAsString()),
                  context, [read = methods.readList, nameOf, done](const common::Result<QByteArray> &reply) {
                      References found;
                      if (auto page = reply ? read(*reply) : common::Result<common::ListPageOf<R>>()) {
                          for (const R &record : page->items) {
                              found.append({record.id, nameOf(record)});
                          }
                      }
                      done(found);
                  });
    };
}

/// The other way round: the name of what an id says, with the get method.
template <typename R>
NameLookup nameLookupOf(
    common::RpcClient &rpc, const CrudMethods<R> &methods,
    std::function<QString(const R &)> nameOf = [](const R &r) { return r.name; })
{
    return [&rpc, methods, nameOf](const QString &id, QObject *context,
                                   std::function<void(const QString &)> done) {
        callBytes(rpc, methods.get, methods.writeId(id), context,
                  [read = methods.read, nameOf, done](const common::Result<QByteArray> &reply) {
                      const auto record =
                          reply ? read(*reply)
                                : common::Result<R>(tl::unexpected<common::Error>(reply.error()));
                      done(record ? nameOf(*record) : QString());
                  });
    };
}

/// A field of an advanced search that points to objects of another list.
template <typename R>
CriterionField referenceCriterion(const QString &key, const QString &label, common::RpcClient &rpc,
                                  const CrudMethods<R> &methods, bool optional = false)
{
    CriterionField field{key, label, CriterionKind::Reference};
    field.lookup = lookupOf<R>(rpc, methods);
    field.nameOf = nameLookupOf<R>(rpc, methods);
    field.optional = optional;
    return field;
}

} // namespace console
