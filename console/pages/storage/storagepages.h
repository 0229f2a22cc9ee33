// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/codecs/storagetargetcodec.h"
#include "console/crud/objectmethods.h"
#include "console/crud/page.h"

#include <QList>

namespace console
{

/// Storage Targets ("storage-targets") in the area "storage" and the page of one ("storage-target").
QList<PageSpec> storagePages();

QWidget *createStorageTargets(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createStorageTarget(const PageContext &context, const QVariantMap &arguments, QWidget *parent);

CrudMethods<common::StorageTargetRecord> storageTargetMethods();

} // namespace console
