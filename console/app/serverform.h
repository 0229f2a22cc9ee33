// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/serverbook.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace console
{

class FieldForm;

/// Adds or changes one server. What is wrong is said under its field.
class ServerForm final : public QWidget
{
    Q_OBJECT
public:
    explicit ServerForm(ServerBook &servers, QWidget *parent = nullptr);

    /// An entry without a key is a new one. `onlyOne`: there is no list to go back to.
    void edit(const ServerEntry &entry, bool onlyOne);
    QString errorOf(const QString &field) const;
    bool isBegun() const; ///< a host or a label stands there

Q_SIGNALS:
    void saved(const QString &key, bool connectNow);
    void cancelled();

private:
    void save(bool connectNow);
    void showPin();

    ServerBook &m_servers;
    ServerEntry m_entry;
    QLabel *m_title;
    FieldForm *m_form;
    QLineEdit *m_host;
    QSpinBox *m_port;
    QLineEdit *m_label;
    QComboBox *m_colour;
    QCheckBox *m_production;
    QCheckBox *m_confirm;
    QLabel *m_pin;
    QPushButton *m_forget;
    QLabel *m_problem;
    QPushButton *m_connect;
    QPushButton *m_save;
    QPushButton *m_cancel;
};

} // namespace console
