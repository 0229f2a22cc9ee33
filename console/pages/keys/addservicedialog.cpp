// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/addservicedialog.h"

#include "common/rpc/codecs/keycodec.h"
#include "common/rpc/codecs/servicetext.h"
#include "console/crud/objectchange.h"
#include "console/kit/banner.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

namespace v1 = earshot::v1;

AddServiceDialog::AddServiceDialog(const PageContext &context, KeyRow key, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_key(std::move(key))
    , m_banner(new Banner)
    , m_name(new QLineEdit)
    , m_text(new QPlainTextEdit)
    , m_words(new QLabel)
    , m_compared(new QCheckBox(Tr::tr("The machine shows the same words")))
{
    build();
    connect(m_text, &QPlainTextEdit::textChanged, this, &AddServiceDialog::readText);
    connect(m_compared, &QCheckBox::toggled, this, &AddServiceDialog::readText);
    connect(m_name, &QLineEdit::textChanged, this, &AddServiceDialog::readText);
    connect(m_go, &QPushButton::clicked, this, &AddServiceDialog::go);
    readText();
}

void AddServiceDialog::build()
{
    setObjectName(QStringLiteral("add-service"));
    setWindowTitle(Tr::tr("Add Service"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(150 * kUnit, 110 * kUnit);
    auto *intro = new QLabel(Tr::tr(
        "A service is a machine that opens recordings without a person: an archiver, a transcriber. Make "
        "its keys on that machine with “earshotctl service create”, and paste here what it prints. "
        "Afterwards grant it the key."));
    for (QLabel *label : {intro, m_words}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setAccessibleName(Tr::tr("Name"));
    m_name->setMaxLength(200);
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_text->setObjectName(QStringLiteral("service-text"));
    m_text->setAccessibleName(Tr::tr("What earshotctl printed"));
    m_text->setFont(fixed);
    m_text->setTabChangesFocus(true);
    m_text->setPlaceholderText(QStringLiteral("-----BEGIN EARSHOT SERVICE-----"));
    m_words->setObjectName(QStringLiteral("service-words"));
    m_words->setAccessibleName(Tr::tr("Key words"));
    m_words->setFont(fixed);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_compared->setObjectName(QStringLiteral("service-compared"));
    auto *form = new QFormLayout;
    form->addRow(Tr::tr("Name"), m_name);
    form->addRow(Tr::tr("What earshotctl printed"), m_text);
    form->addRow(Tr::tr("Key words"), m_words);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_go = buttons->addButton(Tr::tr("Add Service"), QDialogButtonBox::ActionRole);
    m_go->setObjectName(QStringLiteral("register"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    column->setSpacing(kGap);
    column->addWidget(m_banner);
    column->addWidget(intro);
    column->addLayout(form, 1);
    column->addWidget(m_compared);
    column->addWidget(buttons);
    m_name->setFocus();
}

/// Other keys than those that were compared are compared again.
void AddServiceDialog::readText()
{
    const auto record = common::serviceFromText(m_text->toPlainText().toUtf8());
    const bool other = record ? !m_record || *m_record != *record : m_record.has_value();
    m_record = record ? std::optional(*record) : std::nullopt;
    const bool nothing = m_text->toPlainText().trimmed().isEmpty();
    m_words->setText(record ? common::keyWords(record->identity()) + QLatin1Char('\n') +
                                  fingerprintInFours(record->fingerprint())
                     : nothing ? QString()
                               : Tr::tr("This is not what earshotctl prints."));
    m_compared->setEnabled(m_record.has_value());
    if (other) {
        m_compared->setChecked(false);
    }
    m_go->setEnabled(m_record && m_compared->isChecked() && !m_name->text().trimmed().isEmpty());
}

void AddServiceDialog::go()
{
    m_banner->hide();
    m_go->setEnabled(false);
    v1::NewKeyService request;
    request.set_tenant_id(m_key.tenantId.toStdString());
    request.set_name(m_name->text().toStdString());
    *request.mutable_record() = common::toWire(*m_record);
    common::call<v1::KeyServiceAdded>(
        m_context.rpc, QStringLiteral("earshot.v1.KeyServices/Register"), request, this,
        [this](const common::Result<v1::KeyServiceAdded> &reply) {
            if (reply) {
                Q_EMIT added(m_name->text().trimmed());
                accept();
                return;
            }
            readText();
            m_banner->tell(StatusRole::Failed, refusalOf(reply.error(), Tr::tr("add the service")));
        });
}

QString AddServiceDialog::problem() const
{
    return m_banner->isHidden() ? QString() : m_banner->text();
}

void removeService(const PageContext &context, const KeyUserRow &service, const QString &tenantId,
                   QWidget *parent, std::function<void(const common::Status &)> done)
{
    auto *question = new QMessageBox(
        QMessageBox::Warning, Tr::tr("Remove Service"),
        Tr::tr(
            "The service «%1» loses every key that it was granted. What it has opened already stays there.")
            .arg(service.name),
        QMessageBox::NoButton, parent);
    question->setObjectName(QStringLiteral("remove-service-question"));
    question->setTextFormat(Qt::PlainText);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowModality(Qt::WindowModal);
    QPushButton *go = question->addButton(Tr::tr("Remove Service"), QMessageBox::DestructiveRole);
    go->setObjectName(QStringLiteral("remove-service-confirmed"));
    QPushButton *keep = question->addButton(QMessageBox::Cancel);
    question->setDefaultButton(keep);
    question->setEscapeButton(keep);
    QObject::connect(go, &QPushButton::clicked, parent, [context, id = service.id, tenantId, parent, done] {
        v1::KeyServiceRef request;
        request.set_id(id.toStdString());
        request.set_tenant_id(tenantId.toStdString());
        common::call<v1::KeyServiceRemoved>(
            context.rpc, QStringLiteral("earshot.v1.KeyServices/Remove"), request, parent,
            [done](const common::Result<v1::KeyServiceRemoved> &reply) {
                done(reply ? common::Status() : common::Status(tl::unexpected<common::Error>(reply.error())));
            });
    });
    question->open();
}

} // namespace console
