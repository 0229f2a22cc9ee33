// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/fileformat.h"
#include "console/crud/page.h"
#include "console/kit/recordform.h"

class QComboBox;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace console
{

class Banner;
class StateView;

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
class FileFormatPage final : public QWidget, public PageActions
{
    Q_OBJECT
public:
    FileFormatPage(const PageContext &context, QWidget *parent);

    void refresh() override;
    bool mayLeave() override;
    RecordForm<FileFormatSetting> *form() const { return m_form; }

private:
    void build();
    void rebuildForm();
    void load(std::function<void(const FileFormatSetting &)> done);
    void save();
    void saved(const FileFormatSetting &setting);
    void failed(const common::Error &error);
    void updateButtons();
    void showReady();

    PageContext m_context;
    bool m_system;
    FileFormatSetting m_known;
    quint64 m_generation = 0;
    QComboBox *m_scope = nullptr;
    Banner *m_banner = nullptr;
    QStackedWidget *m_stack = nullptr;
    StateView *m_states = nullptr;
    QWidget *m_formHost = nullptr;
    RecordForm<FileFormatSetting> *m_form = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_reset = nullptr;
};

} // namespace console
