// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/holdbutton.h"

#include "console/kit/icons.h"
#include "console/kit/words.h"
#include "console/pages/call/holddialog.h"

namespace console
{

namespace
{

const QString kPermission = QStringLiteral("calls.hold");

} // namespace

HoldButton::HoldButton(const PageContext &context, const QString &callId, QWidget *parent)
    : QPushButton(parent)
{
    setObjectName(QStringLiteral("hold"));
    setFlags(0);
    const bool may = context.identity.may(kPermission);
    setEnabled(may);
    setToolTip(may ? tr("A call under legal hold is not removed, whatever the storage limits say.")
                   : tr("You need the permission “%1”.").arg(permissionWord(kPermission)));
    connect(this, &QPushButton::clicked, this, [this, context, callId] {
        openHold(context, {callId}, !m_held, parentWidget(), [this] { Q_EMIT changed(); });
    });
}

void HoldButton::setFlags(common::CallFlags flags)
{
    m_held = common::has(flags, common::CallFlag::Hold);
    setIcon(console::icon(m_held ? QStringLiteral("lock-open") : QStringLiteral("shield")));
    setText(m_held ? tr("Release hold") : tr("Legal hold"));
}

} // namespace console
