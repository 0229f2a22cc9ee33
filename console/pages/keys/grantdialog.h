// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"
#include "console/pages/keys/keypins.h"
#include "console/pages/keys/keyrows.h"

#include <QDialog>
#include <QList>

class QCheckBox;
class QComboBox;
class QPushButton;

namespace console
{

class Banner;

/// Grants a key to people: shows the words of each one's keys, which he sees in his own profile, and whether
/// they were seen here before. Keys that changed are granted to only after somebody says that he has compared
/// them. GUI thread.
class GrantDialog final : public QDialog
{
    Q_OBJECT
public:
    /// `users` have records. `keys` of the context hold the key.
    GrantDialog(const PageContext &context, KeyRow key, QList<KeyUserRow> users, QWidget *parent = nullptr);
    QString problem() const;

Q_SIGNALS:
    void granted(int count);

private:
    void build();
    QWidget *people();
    void updateGo();
    void go();

    PageContext m_context;
    KeyRow m_key;
    QList<KeyUserRow> m_users;
    KeyPins m_pins;
    bool m_changed = false; ///< somebody has other keys than before
    Banner *m_banner;
    QComboBox *m_expiry;
    QCheckBox *m_compared;
    QPushButton *m_go = nullptr;
};

} // namespace console
