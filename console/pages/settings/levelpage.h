// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"
#include "console/kit/recordformbase.h"

#include <functional>

namespace console
{

class ReferenceBox;
class SettingPage;

/// Whose setting is shown and changed: the default of all tenants, or what one of them has of its own.
struct SettingLevel {
    bool system = false;
    QString tenantId{}; ///< empty = the user's own tenant
    QString tenant{};   ///< its name, when it was chosen

    bool operator==(const SettingLevel &) const = default;
};

/// A page of a setting that the system and each tenant have: whoever sees every tenant chooses whose it shows
/// and begins with the system's; others have their own tenant's. What is typed is asked about before another
/// one is shown. GUI thread.
class LevelPage final : public QWidget, public PageActions
{
    Q_OBJECT
public:
    using Make = std::function<SettingPage *(const SettingLevel &level, QWidget *parent)>;
    LevelPage(const PageContext &context, Make make, QWidget *parent);

    void refresh() override;
    bool mayLeave() override;
    RecordFormBase *form() const;

private:
    QLayout *makeChoice(const PageContext &context);
    void choose(const QString &tenantId, const QString &tenant);
    void showLevel(const SettingLevel &level);

    const Make m_make;
    SettingLevel m_level;
    ReferenceBox *m_tenant = nullptr; ///< none for who has nothing to choose
    SettingPage *m_page = nullptr;    ///< of the level
};

/// A message of a level: every one of these says whose the setting is in the same way.
template <typename Message>
void setLevel(Message &message, const SettingLevel &level)
{
    message.set_system(level.system);
    message.set_tenant_id(level.tenantId.toStdString());
}

} // namespace console
