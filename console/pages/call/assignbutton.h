// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/callrecords.h"
#include "console/crud/page.h"

#include <QPushButton>

namespace console
{

/// "Assign to user" of a call's page. Tells by changed() that the recorder has it.
class AssignButton final : public QPushButton
{
    Q_OBJECT
public:
    explicit AssignButton(const PageContext &context, QWidget *parent = nullptr);

    void setCall(const common::StoredCall &call);

Q_SIGNALS:
    void changed();

private:
    PageContext m_context;
    common::StoredCall m_call;
};

} // namespace console
