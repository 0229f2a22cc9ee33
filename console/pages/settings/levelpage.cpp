// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/settings/levelpage.h"

#include "console/crud/settingpage.h"
#include "console/kit/referencebox.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"
#include "console/pages/administration/directory.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace console
{

namespace
{

QString systemWords()
{
    return Tr::tr("System: default of all tenants");
}

/// The tenants, behind the system itself.
Lookup levels(const PageContext &context)
{
    return [tenants = lookupOf<common::TenantRecord>(context.rpc, tenantMethods())](
               const QString &text, QObject *asker, std::function<void(const References &)> done) {
        tenants(text, asker, [text, done](References found) {
            if (systemWords().contains(text, Qt::CaseInsensitive)) {
                found.prepend({QString(), systemWords()});
            }
            done(found);
        });
    };
}

} // namespace

LevelPage::LevelPage(const PageContext &context, Make make, QWidget *parent)
    : QWidget(parent)
    , m_make(std::move(make))
{
    m_level.system = seesTenants(context);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    if (m_level.system && context.identity.may(QStringLiteral("tenants.view"))) {
        column->addLayout(makeChoice(context));
    }
    showLevel(m_level);
    setObjectName(m_page->objectName() + QStringLiteral("-level"));
}

QLayout *LevelPage::makeChoice(const PageContext &context)
{
    auto *line = new QHBoxLayout;
    line->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, 0);
    line->setSpacing(kGap);
    auto *label = new QLabel(Tr::tr("Settings of"), this);
    m_tenant = new ReferenceBox(levels(context), this);
    m_tenant->setObjectName(QStringLiteral("level"));
    m_tenant->setAccessibleName(Tr::tr("Whose settings"));
    m_tenant->setPlaceholderText(systemWords()); // nothing chosen is the system
    label->setBuddy(m_tenant);
    line->addWidget(label);
    line->addWidget(m_tenant);
    line->addStretch();
    connect(m_tenant, &ReferenceBox::chosen, this,
            [this](const Reference &chosen) { choose(chosen.id, chosen.name); });
    return line;
}

void LevelPage::choose(const QString &tenantId, const QString &tenant)
{
    const bool system = tenantId.isEmpty();
    if (system) {
        m_tenant->setReference({});
    }
    const SettingLevel wanted{system, tenantId, system ? QString() : tenant};
    if (wanted == m_level) {
        return;
    }
    if (!m_page->mayLeave()) {
        m_tenant->setReference({m_level.tenantId, m_level.tenant});
        return;
    }
    showLevel(wanted);
}

void LevelPage::showLevel(const SettingLevel &level)
{
    delete m_page; // at once: a form that is gone is found by nobody
    m_level = level;
    m_page = m_make(level, this);
    layout()->addWidget(m_page);
    m_page->show(); // a layout would do so later
}

void LevelPage::refresh()
{
    m_page->refresh();
}

bool LevelPage::mayLeave()
{
    return m_page->mayLeave();
}

RecordFormBase *LevelPage::form() const
{
    return &m_page->form();
}

} // namespace console
