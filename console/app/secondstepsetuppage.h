// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/signin.h"

#include <QWidget>

class QPushButton;

namespace console
{

/// For who must set up 2-step verification before anything else: his role demands it.
class SecondStepSetupPage final : public QWidget
{
    Q_OBJECT
public:
    SecondStepSetupPage(common::RpcClient &rpc, const common::Identity &identity, SecretMaker make,
                        QWidget *parent = nullptr);

Q_SIGNALS:
    void done();
    void cancelled(); ///< sign out

private:
    common::RpcClient &m_rpc;
    const common::Identity &m_identity;
    SecretMaker m_make;
    QPushButton *m_begin;
    QPushButton *m_signOut;
};

} // namespace console
