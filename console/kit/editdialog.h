// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "console/kit/recordformbase.h"

#include <QDialog>

#include <functional>
#include <vector>

class QDialogButtonBox;
class QMessageBox;
class QPushButton;

namespace console
{

/// A form in a window-modal dialog: open(), never exec(). It stays open until its owner says saved(); what is
/// typed survives every failure. Deletes itself when closed.
class EditDialog final : public QDialog
{
    Q_OBJECT
public:
    /// Takes the form over.
    EditDialog(const QString &title, RecordFormBase *form, QWidget *parent);

    RecordFormBase *form() const { return m_form; }
    /// A further button. `pressed` is called when what is typed is good and there is a connection.
    void addButton(const QString &id, const QString &text, std::function<void()> pressed);
    void setBusy(bool busy);
    /// While there is no connection: pressing Save says the reason instead of saving.
    void setBlocked(const QString &reason) { m_blocked = reason; }
    void saved();
    /// Shows the error; `doing` as in sentenceFor(). Fields of the error get their words under the field.
    void failed(const common::Error &error, const QString &doing);

    void reject() override;

Q_SIGNALS:
    void saveRequested();

private:
    QSize wantedSize() const;
    bool isGood();
    void askToDiscard();

    RecordFormBase *m_form;
    QDialogButtonBox *m_buttons;
    QPushButton *m_save;
    std::vector<QPushButton *> m_more;
    QString m_blocked;
    bool m_discarded = false;
};

/// Errors of the server onto a form: reason codes under their fields, the rest as a sentence.
void showError(RecordFormBase &form, const common::Error &error, const QString &doing);

} // namespace console
