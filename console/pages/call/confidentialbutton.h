// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/recording.h"
#include "console/crud/page.h"

#include <QPushButton>

namespace console
{

/// "Mark as confidential" of a call's page, and back. Tells by changed() that the recorder has it.
class ConfidentialButton final : public QPushButton
{
    Q_OBJECT
public:
    ConfidentialButton(const PageContext &context, QString callId, QWidget *parent = nullptr);

    void setFlags(common::CallFlags flags);

Q_SIGNALS:
    void changed();

private:
    void send();

    PageContext m_context;
    QString m_callId;
    bool m_confidential = false;
};

} // namespace console
