// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

#include <QList>

namespace console
{

/// All Calls ("calls"), Active Calls ("active-calls"), My Calls ("my-calls") and Not Assigned to Users
/// ("unassigned-calls").
QList<PageSpec> recordingsPages();

struct ListView;   // console/crud/listpage.h
struct SearchSpec; // console/crud/advancedsearch.h
/// The tabs over the lists of calls.
std::vector<ListView> callViews();
/// What calls are searched by.
SearchSpec callSearch(const PageContext &context);

QWidget *createAllCalls(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createMyCalls(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createUnassignedCalls(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createActiveCalls(const PageContext &context, const QVariantMap &arguments, QWidget *parent);

} // namespace console
