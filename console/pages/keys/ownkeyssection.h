// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

class QLabel;
class QPushButton;

namespace console
{

/// ENCRYPTION KEYS of My profile: whether one's own keys are open, their words, the recovery code.
class OwnKeysSection final : public QWidget
{
    Q_OBJECT
public:
    /// With `keys` in the context.
    explicit OwnKeysSection(const PageContext &context, QWidget *parent = nullptr);

private:
    void refresh();
    QString stateText() const;
    void makeCode();

    PageContext m_context;
    QLabel *m_state;
    QLabel *m_words;
    QLabel *m_held;
    QPushButton *m_open;
    QPushButton *m_code;
    QPushButton *m_lock;
};

} // namespace console
