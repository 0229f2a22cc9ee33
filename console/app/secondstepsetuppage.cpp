// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/secondstepsetuppage.h"

#include "console/app/narrowpage.h"
#include "console/kit/titlelabel.h"
#include "console/pages/account/secondstepdialog.h"

#include <QPushButton>

namespace console
{

namespace
{
constexpr int kWidth = 620;
} // namespace

SecondStepSetupPage::SecondStepSetupPage(common::RpcClient &rpc, const common::Identity &identity,
                                         SecretMaker make, QWidget *parent)
    : QWidget(parent)
    , m_rpc(rpc)
    , m_identity(identity)
    , m_make(std::move(make))
    , m_begin(new QPushButton(tr("Set up 2-step verification…")))
    , m_signOut(new QPushButton(tr("Sign out")))
{
    auto *why = new QLabel(tr("Your role demands 2-step verification: beside your password, a code from an "
                              "authenticator app on your phone. Set it up to go on."));
    why->setWordWrap(true);
    m_begin->setObjectName(QStringLiteral("set-up"));
    m_begin->setDefault(true);
    fillNarrowPage(this, kWidth, {new TitleLabel(tr("2-step verification")), why}, {m_begin, m_signOut});
    connect(m_begin, &QPushButton::clicked, this, [this] {
        auto *dialog = new SecondStepDialog(m_rpc, m_identity, SecondStepTask::SetUp, m_make, this);
        connect(dialog, &SecondStepDialog::done, this, &SecondStepSetupPage::done);
        dialog->open();
    });
    connect(m_signOut, &QPushButton::clicked, this, &SecondStepSetupPage::cancelled);
}

} // namespace console
