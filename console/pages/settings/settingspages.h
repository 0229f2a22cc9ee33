// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

#include <QList>

namespace console
{

/// File Format ("file-format"), Storage Rules ("storage-rules"), File Encryption ("file-encryption") and
/// Storage Limits/Usage ("storage-usage", with "storage-enforcement") in the area "storage", Mail ("mail") in
/// "system".
QList<PageSpec> settingsPages();

/// These are LevelPages (levelpage.h).
QWidget *createFileFormat(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createFileEncryption(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createStorageRules(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createStorageUsage(const PageContext &context, const QVariantMap &arguments, QWidget *parent);
QWidget *createMail(const PageContext &context, const QVariantMap &arguments, QWidget *parent);

} // namespace console
