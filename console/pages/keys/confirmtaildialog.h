// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <functional>

class QLineEdit;
class QPushButton;

namespace console
{

/// A question before what has no way back: names the object and what becomes of it, wants the last six
/// characters of the fingerprint typed, and does nothing by Enter. Deletes itself.
class ConfirmTailDialog final : public QDialog
{
    Q_OBJECT
public:
    struct Question {
        QString title;
        QString text; ///< what it does, and to what
        QString verb; ///< on the button
        QByteArray fingerprint;
    };
    /// `go` gets what was typed. Opens itself.
    static ConfirmTailDialog *ask(const Question &question, QWidget *parent,
                                  std::function<void(const QString &typed)> go);

private:
    ConfirmTailDialog(const Question &question, QWidget *parent);

    QLineEdit *m_typed;
    QPushButton *m_go;
};

} // namespace console
