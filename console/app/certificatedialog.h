// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/link.h"
#include "console/net/serverbook.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QPushButton;

namespace console
{

/// Shows a certificate that nobody has trusted yet. Enter cancels, whatever has the focus; Trust is there
/// only after its box was ticked.
class CertificateDialog final : public QDialog
{
    Q_OBJECT
public:
    CertificateDialog(const ServerEntry &server, const CertificateFacts &facts, QWidget *parent);

    /// The pin could not be kept: an error of its own, nothing is trusted.
    void showProblem(const QString &text);

Q_SIGNALS:
    void trusted();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QCheckBox *m_compared;
    QPushButton *m_trust;
    QLabel *m_problem;
};

/// A page that stops everything: the server shows another certificate than the trusted one. Both stand one
/// above the other; there is no button that connects.
class CertificateChangedPage final : public QWidget
{
    Q_OBJECT
public:
    explicit CertificateChangedPage(QWidget *parent = nullptr);

    void present(const ServerEntry &server, const CertificateFacts &facts);
    QString text() const;

Q_SIGNALS:
    void closed();

private:
    QLabel *m_text;
    QLabel *m_values;
    QPushButton *m_back;
};

} // namespace console
