// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"
#include "console/pages/keys/keyrows.h"

#include <QDialog>
#include <QString>

#include <functional>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace console
{

class Banner;

/// Registers a machine by what `earshotctl service show` printed on it: the words of its keys are shown, and
/// somebody has to say that the machine shows the same. Nothing is granted by that. GUI thread.
class AddServiceDialog final : public QDialog
{
    Q_OBJECT
public:
    /// Into the tenant of the key.
    AddServiceDialog(const PageContext &context, KeyRow key, QWidget *parent = nullptr);
    QString problem() const;

Q_SIGNALS:
    void added(const QString &name);

private:
    void build();
    void readText();
    void go();

    PageContext m_context;
    KeyRow m_key;
    std::optional<common::KeyRecord> m_record;
    Banner *m_banner;
    QLineEdit *m_name;
    QPlainTextEdit *m_text;
    QLabel *m_words;
    QCheckBox *m_compared;
    QPushButton *m_go = nullptr;
};

/// Takes a machine of that tenant away, with all that it was granted, after a question.
void removeService(const PageContext &context, const KeyUserRow &service, const QString &tenantId,
                   QWidget *parent, std::function<void(const common::Status &)> done);

} // namespace console
