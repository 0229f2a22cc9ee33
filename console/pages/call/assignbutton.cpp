// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/assignbutton.h"

#include "console/kit/icons.h"
#include "console/kit/words.h"
#include "console/pages/call/assigndialog.h"

namespace console
{

namespace
{

const QString kPermission = QStringLiteral("users.edit");

} // namespace

AssignButton::AssignButton(const PageContext &context, QWidget *parent)
    : QPushButton(console::icon(QStringLiteral("user")), tr("Assign to user"), parent)
    , m_context(context)
{
    setObjectName(QStringLiteral("assign"));
    setCall({});
    connect(this, &QPushButton::clicked, this,
            [this] { openAssign(m_context, m_call, parentWidget(), [this] { Q_EMIT changed(); }); });
}

void AssignButton::setCall(const common::StoredCall &call)
{
    m_call = call;
    const bool may = m_context.identity.may(kPermission);
    const bool some = !unassignedParties(call).isEmpty();
    setEnabled(may && some);
    setToolTip(!may   ? tr("You need the permission “%1”.").arg(permissionWord(kPermission))
               : some ? tr("Says whose call this is, and gives the user the extension.")
                      : tr("Every party of this call that has a number belongs to a user."));
}

} // namespace console
