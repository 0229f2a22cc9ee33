// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/connectionquestions.h"

#include "console/app/certificatedialog.h"
#include "console/net/connection.h"
#include "console/net/sessionkeys.h"
#include "console/pages/keys/unlockkeysdialog.h"

#include <QMessageBox>
#include <QPushButton>

namespace console
{

ConnectionQuestions::ConnectionQuestions(Connection &connection, SessionKeys &keys, QWidget &window)
    : m_connection(connection)
    , m_keys(keys)
    , m_window(window)
{
    connect(&m_connection, &Connection::firstWriteHeld, this, &ConnectionQuestions::askBeforeFirstWrite);
}

CertificateDialog *ConnectionQuestions::certificate() const
{
    return m_certificate;
}

void ConnectionQuestions::askForTrust()
{
    m_certificate = new CertificateDialog(m_connection.server(), m_connection.certificate(), &m_window);
    connect(m_certificate, &CertificateDialog::trusted, this, &ConnectionQuestions::trust);
    connect(m_certificate, &QDialog::rejected, &m_connection, &Connection::close);
    m_certificate->open();
}

void ConnectionQuestions::follow(ConnectionState state)
{
    if (state != ConnectionState::CertificateUnknown && m_certificate != nullptr) {
        m_certificate->disconnect(); // its end is not a refusal
        m_certificate->hide();
        m_certificate->deleteLater();
        m_certificate.clear();
    }
    if (state == ConnectionState::SigningIn && m_unlock != nullptr) {
        m_unlock->close(); // it would stand between the user and his password
    }
}

void ConnectionQuestions::askForKeys()
{
    if (m_unlock == nullptr) {
        m_unlock = new UnlockKeysDialog(m_keys, &m_window);
        m_unlock->open();
    }
}

void ConnectionQuestions::followKeys(bool seen)
{
    // Asked for at once, because without them nothing of what was granted to the user plays. What merely
    // sleeps is asked for when it is needed.
    if (m_keys.state() == SessionKeys::State::WrongKey && seen) {
        askForKeys();
    } else if (m_keys.state() == SessionKeys::State::Locked && m_unlock != nullptr) {
        m_unlock->close();
    }
}

void ConnectionQuestions::trust()
{
    if (auto kept = m_connection.trustCertificate(); !kept && m_certificate != nullptr) {
        m_certificate->showProblem(
            tr("The certificate could not be stored on this computer, so it is not trusted. %1")
                .arg(kept.error().message));
    }
}

void ConnectionQuestions::askBeforeFirstWrite()
{
    auto *question = new QMessageBox(
        QMessageBox::Warning, tr("PRODUCTION"),
        tr("“%1” is a production server. Change something on it?").arg(m_connection.server().label),
        QMessageBox::NoButton, &m_window);
    question->setObjectName(QStringLiteral("first-write"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(
        tr("You are asked before the first change after connecting, and then no more."));
    QPushButton *change = question->addButton(tr("Change it"), QMessageBox::AcceptRole);
    QPushButton *cancel = question->addButton(tr("Do not change"), QMessageBox::RejectRole);
    question->setDefaultButton(cancel);
    question->setEscapeButton(cancel);
    connect(question, &QDialog::finished, this,
            [this, question, change] { m_connection.confirmWrites(question->clickedButton() == change); });
    question->open();
}

} // namespace console
