// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/savedsearchcodec.h"

#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/wirevalue.h"

namespace common
{

namespace v1 = earshot::v1;

v1::SavedSearch toWire(const SavedSearch &search)
{
    ListQuery query;
    query.criteria = search.criteria;
    v1::SavedSearch wire;
    wire.set_id(toWire(search.id));
    wire.set_list(toWire(search.list));
    wire.set_name(toWire(search.name));
    *wire.mutable_criteria() = toWire(query).criteria();
    wire.set_order(toWire(search.order));
    wire.set_descending(search.descending);
    for (const QString &column : search.columns) {
        wire.add_columns(toWire(column));
    }
    wire.set_version(search.version);
    return wire;
}

Result<SavedSearch> fromWire(const v1::SavedSearch &wire)
{
    v1::ListRequest request;
    *request.mutable_criteria() = wire.criteria();
    Result<ListQuery> query = fromWire(request);
    if (!query) {
        return propagate(query);
    }
    SavedSearch search;
    search.id = textOf(wire.id());
    search.list = textOf(wire.list());
    search.name = textOf(wire.name());
    search.criteria = query->criteria;
    search.order = textOf(wire.order());
    search.descending = wire.descending();
    search.columns = textsOf(wire.columns());
    search.version = wire.version();
    return search;
}

} // namespace common
