// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/identity.h"

#include <QDialog>
#include <QVariantMap>

class QLineEdit;
class QLabel;
class QListWidget;

namespace console
{

class PageRegistry;

/// Ctrl+K: type part of a page's name, or a call id, and go there.
class GoToBox final : public QDialog
{
    Q_OBJECT
public:
    GoToBox(const PageRegistry &registry, const common::Identity &identity, QWidget *parent);

Q_SIGNALS:
    void chosen(const QString &pageId, const QVariantMap &arguments);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void list(const QString &text);
    void choose();

    const PageRegistry &m_registry;
    const common::Identity &m_identity;
    QLineEdit *m_text;
    QListWidget *m_results;
    QLabel *m_nothing;
};

} // namespace console
