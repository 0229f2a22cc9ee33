// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/listcodec.h"

#include "common/rpc/codecs/wirevalue.h"

namespace common
{

namespace
{

constexpr int kMostCriteria = 50;
constexpr int kMostValues = 1000;
constexpr size_t kLongestValue = 4000; // bytes: a thousand characters of any script
constexpr uint32_t kMostRows = 1000;
constexpr int kStandardRows = 20;

bool isTooLong(const earshot::v1::Criterion &criterion)
{
    for (const std::string &value : criterion.values()) {
        if (value.size() > kLongestValue) {
            return true;
        }
    }
    return criterion.field().size() > kLongestValue || criterion.operator_().size() > kLongestValue ||
           criterion.values_size() > kMostValues;
}

} // namespace

earshot::v1::ListRequest toWire(const ListQuery &query)
{
    earshot::v1::ListRequest wire;
    for (const Criterion &criterion : query.criteria) {
        auto *to = wire.add_criteria();
        to->set_field(toWire(criterion.field));
        to->set_operator_(toWire(criterion.op));
        for (const QString &value : criterion.values) {
            to->add_values(toWire(value));
        }
    }
    wire.set_search(toWire(query.search));
    wire.set_order(toWire(query.order));
    wire.set_descending(query.descending);
    wire.set_page_size(static_cast<uint32_t>(qMax(0, query.pageSize)));
    wire.set_page_token(toWire(query.pageToken));
    wire.set_want_total(query.wantTotal);
    return wire;
}

Result<ListQuery> fromWire(const earshot::v1::ListRequest &wire)
{
    if (wire.criteria_size() > kMostCriteria) {
        return invalidField(QStringLiteral("criteria"), QStringLiteral("more than 50"));
    }
    if (wire.search().size() > kLongestValue) {
        return invalidField(QStringLiteral("search"), QStringLiteral("too long"));
    }
    if (wire.page_size() > kMostRows) {
        return invalidField(QStringLiteral("page-size"), QStringLiteral("more than 1000"));
    }
    if (wire.page_token().size() > 4 * kLongestValue) {
        return invalidField(QStringLiteral("page-token"), QStringLiteral("too long"));
    }
    ListQuery query;
    for (const auto &criterion : wire.criteria()) {
        if (isTooLong(criterion)) {
            return invalidField(QStringLiteral("criteria"), QStringLiteral("too long"));
        }
        query.criteria.append(
            {textOf(criterion.field()), textOf(criterion.operator_()), textsOf(criterion.values())});
    }
    query.search = textOf(wire.search());
    query.order = textOf(wire.order());
    query.descending = wire.descending();
    query.pageSize = wire.page_size() == 0 ? kStandardRows : static_cast<int>(wire.page_size());
    query.pageToken = textOf(wire.page_token());
    query.wantTotal = wire.want_total();
    return query;
}

} // namespace common
