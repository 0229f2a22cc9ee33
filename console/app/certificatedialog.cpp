// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/certificatedialog.h"

#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/theme.h"
#include "console/kit/titlelabel.h"

#include <QCheckBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

namespace
{
/// Two lines of 16 bytes: people compare them in groups.
QString inTwoLines(const QByteArray &sha256)
{
    const QString text = fingerprintText(sha256);
    const qsizetype half = 16 * 3;
    return text.size() <= half ? text : text.left(half) + QLatin1Char('\n') + text.mid(half);
}

QLabel *value(const QString &text)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText); // of a stranger's certificate
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    return label;
}

QFont fixedFont()
{
    return QFontDatabase::systemFont(QFontDatabase::FixedFont);
}

QLabel *titleLabel(const QString &text, QWidget *parent)
{
    auto *label = new TitleLabel(text, parent);
    label->setWordWrap(true);
    return label;
}
} // namespace

CertificateDialog::CertificateDialog(const ServerEntry &server, const CertificateFacts &facts,
                                     QWidget *parent)
    : QDialog(parent)
    , m_compared(
          new QCheckBox(tr("I compared the fingerprint with the one the recorder's administrator gave me")))
    , m_trust(new QPushButton(tr("Trust and connect")))
    , m_problem(new QLabel)
{
    setWindowTitle(tr("Unknown certificate"));
    setWindowModality(Qt::WindowModal);
    auto *why =
        new QLabel(tr("This console has not met this server before. Recorders make their own certificate, so "
                      "nobody but you can say whether it is the right one. The recorder prints the "
                      "fingerprint when it starts."));
    why->setWordWrap(true);
    auto *facing = new QFormLayout;
    facing->setLabelAlignment(Qt::AlignTrailing);
    facing->setHorizontalSpacing(kGap);
    auto *fingerprint = value(inTwoLines(facts.sha256));
    fingerprint->setFont(fixedFont());
    fingerprint->setWordWrap(false);
    fingerprint->setMinimumSize(fingerprint->sizeHint()); // half a fingerprint would be compared as a whole
    facing->addRow(tr("Host"), value(server.address()));
    facing->addRow(tr("SHA-256"), fingerprint);
    const QLocale locale;
    facing->addRow(tr("Valid"),
                   value(tr("%1 to %2")
                             .arg(locale.toString(facts.validFrom.date(), QLocale::ShortFormat),
                                  locale.toString(facts.validUntil.date(), QLocale::ShortFormat))));
    facing->addRow(tr("Issued to"), value(facts.subject));
    facing->addRow(tr("Issuer"),
                   value(facts.selfSigned() ? tr("%1 (itself)").arg(facts.issuer) : facts.issuer));
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setDefault(true);
    m_trust->setAutoDefault(false);
    m_trust->setEnabled(false);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_trust);
    buttons->addWidget(cancel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    layout->setSpacing(kGap);
    layout->addWidget(titleLabel(tr("Is this your recorder?"), this));
    layout->addWidget(why);
    layout->addLayout(facing);
    layout->addWidget(m_compared);
    layout->addWidget(m_problem);
    layout->addLayout(buttons);
    const int width = sizeHint().width();
    resize(width, layout->totalHeightForWidth(width)); // a dialog does not ask how high wrapped text becomes
    connect(m_compared, &QCheckBox::toggled, m_trust, &QWidget::setEnabled);
    connect(m_trust, &QPushButton::clicked, this, &CertificateDialog::trusted);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    cancel->setFocus();
}

void CertificateDialog::showProblem(const QString &text)
{
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, statusColor(StatusRole::Failed, palette()));
    m_problem->setPalette(colours);
    m_problem->setText(text);
    m_problem->show();
    m_compared->setChecked(false);
}

void CertificateDialog::keyPressEvent(QKeyEvent *event)
{
    // Whichever has the focus, a hasty Enter must not trust.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        reject();
        return;
    }
    QDialog::keyPressEvent(event);
}

CertificateChangedPage::CertificateChangedPage(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_values(new QLabel(this))
    , m_back(new QPushButton(tr("Back to the servers"), this))
{
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_values->setTextFormat(Qt::PlainText);
    m_values->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_values->setFont(fixedFont());
    m_back->setDefault(true);
    auto *sign = new QLabel(this);
    sign->setPixmap(icon(StatusRole::Failed).pixmap(2 * kIconSize, 2 * kIconSize));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGapHuge, kGapHuge, kGapHuge, kGapHuge);
    layout->setSpacing(kGapLarge);
    layout->addWidget(sign);
    layout->addWidget(titleLabel(tr("The server's certificate has changed"), this));
    layout->addWidget(m_text);
    layout->addWidget(m_values);
    layout->addWidget(m_back, 0, Qt::AlignLeading);
    layout->addStretch(1);
    connect(m_back, &QPushButton::clicked, this, &CertificateChangedPage::closed);
}

void CertificateChangedPage::present(const ServerEntry &server, const CertificateFacts &facts)
{
    m_text->setText(
        tr("“%1” (%2) does not show the certificate that you trusted. Somebody may be between you and the "
           "recorder. Nothing was sent, and this console does not connect.\n\nIf the administrator has "
           "replaced the certificate and confirms the new value, edit the server and forget the stored one.")
            .arg(server.label, server.address()));
    m_values->setText(tr("Trusted (SHA-256):\n%1\n\nShown now (SHA-256):\n%2")
                          .arg(inTwoLines(server.pin), inTwoLines(facts.sha256)));
    m_back->setFocus();
}

QString CertificateChangedPage::text() const
{
    return m_text->text() + QLatin1Char('\n') + m_values->text();
}

} // namespace console
