// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/listing.h"

#include "common/proto/list.pb.h"

namespace common
{

/// Lists on the wire. Only the shape is checked here (sizes, numbers of criteria); which fields and operators
/// there are is the list's own business.
earshot::v1::ListRequest toWire(const ListQuery &query);
/// Invalid with the field: criteria (too many, too long), search, page-size, page-token.
Result<ListQuery> fromWire(const earshot::v1::ListRequest &wire);

/// What a list says beside its rows.
template <typename R>
earshot::v1::ListInfo infoToWire(const ListPageOf<R> &page)
{
    earshot::v1::ListInfo wire;
    wire.set_next_token(page.nextToken.toStdString());
    wire.set_total(page.total);
    wire.set_total_exact(page.totalExact);
    return wire;
}
template <typename R>
void readInfo(const earshot::v1::ListInfo &wire, ListPageOf<R> &page)
{
    page.nextToken = QString::fromStdString(wire.next_token());
    page.total = wire.total();
    page.totalExact = wire.total_exact();
}

} // namespace common
