// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"
#include "console/pages/keys/keyrows.h"
#include "console/pages/keys/keywork.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;
class QVBoxLayout;

namespace console
{

class Banner;
class PasswordField;
class ReferenceBox;

/// Makes a key of a tenant in this console, or brings one in as PEM; on request it is the one that recordings
/// are encrypted to from now on. With a key that it replaces: the same for its holders (rotation). What is
/// private leaves the console only sealed. GUI thread; the work is done beside it.
class AddKeyDialog final : public QDialog
{
    Q_OBJECT
public:
    /// `keys` of the context are open.
    AddKeyDialog(const PageContext &context, std::optional<KeyRow> replaces, QWidget *parent = nullptr);
    QString problem() const;

Q_SIGNALS:
    void added(const QString &id, const QString &words);

private:
    void build();
    QWidget *importPart();
    QWidget *pemField(QPlainTextEdit *edit, const char *name, const QString &label);
    void loadPem(QPlainTextEdit *edit);
    void updateParts();
    void go();
    void create(const MadeKey &made);
    void bringBack(const MadeKey &made);
    void holdAndGoOn(const KeyRow &key, const MadeKey &made, const QString &words);
    void activate(const KeyRow &key, const MadeKey &made);
    void grantOn(const KeyRow &key);
    void finish(const KeyRow &key, const QString &words);
    void fail(const common::Error &error);
    void failWith(const QString &words);
    void setWorking(bool working);

    PageContext m_context;
    std::optional<KeyRow> m_replaces;
    Banner *m_banner;
    QLineEdit *m_name;
    ReferenceBox *m_tenant; ///< null: one's own
    QRadioButton *m_generate;
    QRadioButton *m_import;
    QComboBox *m_bits;
    QWidget *m_importPart = nullptr;
    QPlainTextEdit *m_public;
    QPlainTextEdit *m_private;
    PasswordField *m_password;
    QCheckBox *m_active;
    QCheckBox *m_move; ///< null: it replaces none
    QLabel *m_alone;   ///< what a public key without its private one means
    QPushButton *m_go = nullptr;
};

} // namespace console
