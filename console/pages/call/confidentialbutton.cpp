// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/confidentialbutton.h"

#include "common/proto/calls.pb.h"
#include "common/rpc/rpcclient.h"
#include "console/kit/icons.h"
#include "console/kit/words.h"

namespace console
{

namespace
{

const QString kPermission = QStringLiteral("calls.confidential");

} // namespace

ConfidentialButton::ConfidentialButton(const PageContext &context, QString callId, QWidget *parent)
    : QPushButton(parent)
    , m_context(context)
    , m_callId(std::move(callId))
{
    setObjectName(QStringLiteral("confidential"));
    setFlags(0);
    const bool may = context.identity.may(kPermission);
    setEnabled(may);
    setToolTip(may ? tr("Only people with the permission “%1” see and hear a confidential call.")
                         .arg(permissionWord(kPermission))
                   : tr("You need the permission “%1”.").arg(permissionWord(kPermission)));
    connect(this, &QPushButton::clicked, this, &ConfidentialButton::send);
}

void ConfidentialButton::setFlags(common::CallFlags flags)
{
    m_confidential = common::has(flags, common::CallFlag::Confidential);
    setIcon(console::icon(m_confidential ? QStringLiteral("lock-open") : QStringLiteral("lock")));
    setText(m_confidential ? tr("Not confidential") : tr("Mark as confidential"));
}

void ConfidentialButton::send()
{
    earshot::v1::ConfidentialChange change;
    change.set_id(m_callId.toStdString());
    change.set_confidential(!m_confidential);
    setEnabled(false);
    common::call<earshot::v1::ConfidentialReply>(
        m_context.rpc, QStringLiteral("earshot.v1.Calls/SetConfidential"), change, this,
        [this](const common::Result<earshot::v1::ConfidentialReply> &reply) {
            setEnabled(true);
            if (reply) {
                Q_EMIT changed();
                return;
            }
            const QString doing =
                m_confidential ? tr("open the call to everybody") : tr("mark the call as confidential");
            m_context.navigator.notify(sentenceFor(reply.error(), doing).oneLine());
        });
}

} // namespace console
