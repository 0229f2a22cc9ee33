// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/listing.h"

namespace common
{

/// A search that somebody keeps for himself (common/proto/savedsearches.proto).
struct SavedSearch {
    static constexpr int kMostCriteria = 20;
    static constexpr int kMostOfUser = 200;

    QString id;   ///< empty = not there yet
    QString list; ///< the page's id: "users"
    QString name;
    QList<Criterion> criteria;
    QString order;
    bool descending = false;
    QStringList columns; ///< RecordView::layoutState()
    int version = 0;

    bool operator==(const SavedSearch &) const = default;
};

} // namespace common
