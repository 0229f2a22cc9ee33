// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/fileformat.h"
#include "console/crud/page.h"
#include "console/kit/recordform.h"

class QComboBox;

namespace console
{

class SettingPage;

/// A file format with where it comes from.
struct FileFormatSetting {
    common::FileFormat format;
    bool inherited = false;
    int version = 0;

    bool operator==(const FileFormatSetting &) const = default;
};

/// Fields of the form. `canInherit`: a tenant may do without a format of its own.
std::vector<Field<FileFormatSetting>> fileFormatFields(bool canInherit);

/// How recordings are written: the system's default for those who may see all tenants, else the tenant's own.
/// Who has both chooses which of the two is shown.
class FileFormatPage final : public QWidget, public PageActions
{
    Q_OBJECT
public:
    FileFormatPage(const PageContext &context, QWidget *parent);

    void refresh() override;
    bool mayLeave() override;
    RecordFormBase *form() const;

private:
    void showScope(bool system);

    PageContext m_context;
    QComboBox *m_scope;
    SettingPage *m_page = nullptr; ///< of the scope that is chosen
};

} // namespace console
