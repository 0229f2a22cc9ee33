// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/recording.h"
#include "console/crud/page.h"

#include <QPushButton>

namespace console
{

/// "Legal hold" of a call's page, and "Release hold". Tells by changed() that the recorder has it.
class HoldButton final : public QPushButton
{
    Q_OBJECT
public:
    HoldButton(const PageContext &context, const QString &callId, QWidget *parent = nullptr);

    void setFlags(common::CallFlags flags);

Q_SIGNALS:
    void changed();

private:
    bool m_held = false;
};

} // namespace console
