// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/addkeydialog.h"

#include "common/core/typedsecret.h"
#include "common/crypto/loginkeys.h"
#include "common/crypto/pemkeys.h"
#include "console/crud/objectchange.h"
#include "console/kit/banner.h"
#include "console/kit/passwordfield.h"
#include "console/kit/passwordnotes.h"
#include "console/kit/referencebox.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"
#include "console/net/background.h"
#include "console/net/sessionkeys.h"
#include "console/pages/administration/directory.h"
#include "console/pages/keys/keyactions.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

/// Words of what is wrong with a PEM that was brought.
QString pemWords(const QString &reason)
{
    const std::initializer_list<std::pair<const char *, QString>> all{
        {"format", Tr::tr("This is not an RSA key in PEM.")},
        {"several", Tr::tr("There is more than one key in it.")},
        {"bits", Tr::tr("The key is too short or too long: 1024 to 8192 bits are read.")},
        {"mismatch", Tr::tr("The parts of the key do not belong together.")},
        {"algorithm", Tr::tr("The key is protected in a way that is not supported.")},
        {"excessive", Tr::tr("Opening the key would take too long: it is refused.")},
        {"password-needed", Tr::tr("The private key is protected: enter its password.")},
        {"password", Tr::tr("The password does not open the private key.")},
        {"empty", Tr::tr("Paste a key, or load it from a file.")}};
    for (const auto &[code, words] : all) {
        if (reason == QLatin1String(code)) {
            return words;
        }
    }
    return Tr::tr("The key cannot be used.");
}

} // namespace

AddKeyDialog::AddKeyDialog(const PageContext &context, std::optional<KeyRow> replaces, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_replaces(std::move(replaces))
    , m_banner(new Banner)
    , m_name(new QLineEdit)
    , m_tenant(seesTenants(context) && !m_replaces
                   ? new ReferenceBox(lookupOf<common::TenantRecord>(context.rpc, tenantMethods()))
                   : nullptr)
    , m_generate(new QRadioButton(Tr::tr("Auto generate key")))
    , m_import(new QRadioButton(Tr::tr("Import key")))
    , m_bits(new QComboBox)
    , m_public(new QPlainTextEdit)
    , m_private(new QPlainTextEdit)
    , m_password(new PasswordField)
    , m_active(new QCheckBox(Tr::tr("Yes, use this key for oncoming calls")))
    , m_move(m_replaces ? new QCheckBox(Tr::tr("Move the recordings of the old key to it")) : nullptr)
    , m_alone(new QLabel(Tr::tr(
          "A public key alone encrypts; nobody opens its recordings here. It can be activated only now.")))
{
    build();
    connect(m_generate, &QRadioButton::toggled, this, &AddKeyDialog::updateParts);
    connect(m_private, &QPlainTextEdit::textChanged, this, &AddKeyDialog::updateParts);
    connect(m_go, &QPushButton::clicked, this, &AddKeyDialog::go);
    m_generate->setChecked(true);
    updateParts();
}

QWidget *AddKeyDialog::pemField(QPlainTextEdit *edit, const char *name, const QString &label)
{
    edit->setObjectName(QLatin1String(name));
    edit->setAccessibleName(label);
    edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    edit->setTabChangesFocus(true);
    edit->setUndoRedoEnabled(false); // would keep what was pasted and taken out again
    edit->setPlaceholderText(QStringLiteral("-----BEGIN …"));
    edit->setMaximumHeight(edit->fontMetrics().lineSpacing() * 6);
    auto *load = new QPushButton(Tr::tr("Load…"));
    load->setAutoDefault(false);
    load->setAccessibleDescription(label);
    connect(load, &QPushButton::clicked, this, [this, edit] { loadPem(edit); });
    auto *both = new QWidget;
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(edit, 1);
    row->addWidget(load, 0, Qt::AlignTop);
    return both;
}

QWidget *AddKeyDialog::importPart()
{
    auto *part = new QWidget;
    auto *form = new QFormLayout(part);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(Tr::tr("Public key (PEM format)"),
                 pemField(m_public, "public", Tr::tr("Public key (PEM format)")));
    form->addRow(Tr::tr("Private key (PEM format)"),
                 pemField(m_private, "private", Tr::tr("Private key (PEM format)")));
    m_password->setObjectName(QStringLiteral("pem-password"));
    m_password->setAccessibleName(Tr::tr("Private key password"));
    form->addRow(Tr::tr("Private key password"), m_password);
    auto *hint = new QLabel(Tr::tr("When the private key is protected with a password, that password is "
                                   "needed to import it. Without one leave this empty."));
    for (QLabel *label : {hint, m_alone}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    hint->setObjectName(QStringLiteral("password-hint"));
    m_password->setAccessibleDescription(hint->text());
    form->addRow(QString(), capsLockNote({m_password}));
    form->addRow(QString(), hint);
    form->addRow(QString(), m_alone);
    return part;
}

void AddKeyDialog::build()
{
    setObjectName(QStringLiteral("add-key"));
    setWindowTitle(m_replaces ? Tr::tr("Rotate key") : Tr::tr("Add Encrypt Key"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(150 * kUnit);
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setMaxLength(255);
    m_name->setAccessibleName(Tr::tr("Name"));
    m_bits->setObjectName(QStringLiteral("bits"));
    m_bits->setAccessibleName(Tr::tr("Key length"));
    for (const int bits : {2048, 3072, 4096}) {
        m_bits->addItem(Tr::tr("%1-bit").arg(bits), bits);
    }
    m_bits->setCurrentIndex(1);
    m_generate->setObjectName(QStringLiteral("generate"));
    m_import->setObjectName(QStringLiteral("import"));
    m_active->setObjectName(QStringLiteral("active"));
    m_active->setChecked(m_replaces.has_value());
    auto *form = new QFormLayout;
    form->addRow(Tr::tr("Name"), m_name);
    if (m_tenant != nullptr) {
        m_tenant->setObjectName(QStringLiteral("tenant"));
        m_tenant->setAccessibleName(Tr::tr("Tenant"));
        // Nothing is chosen beforehand: his own, the system, has no recordings.
        form->addRow(Tr::tr("Tenant"), m_tenant);
    }
    form->addRow(Tr::tr("Active?"), m_active);
    form->addRow(Tr::tr("Key"), m_generate);
    form->addRow(Tr::tr("Key length"), m_bits);
    form->addRow(QString(), m_import);
    m_importPart = importPart();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_go = buttons->addButton(m_replaces ? Tr::tr("Rotate") : Tr::tr("Save"), QDialogButtonBox::ActionRole);
    m_go->setObjectName(QStringLiteral("save"));
    m_go->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    column->setSpacing(kGap);
    column->addWidget(m_banner);
    if (m_replaces) {
        auto *why = new QLabel(
            Tr::tr("A new key takes the place of «%1» for what is recorded from now on. Whoever "
                   "can open the old one, and was granted it from this computer, gets the new "
                   "one, too; the others are granted it by you.")
                .arg(keyTitle(*m_replaces)) +
            (m_replaces->recordings
                 ? QLatin1Char('\n') + Tr::tr("Of the old one: %1").arg(recordingsSentence(*m_replaces))
                 : QString()));
        why->setObjectName(QStringLiteral("why"));
        why->setTextFormat(Qt::PlainText);
        why->setWordWrap(true);
        column->addWidget(why);
        m_move->setObjectName(QStringLiteral("move"));
        m_move->setChecked(true);
        form->addRow(QString(), m_move);
    }
    column->addLayout(form);
    column->addWidget(m_importPart);
    column->addStretch();
    column->addWidget(buttons);
}

void AddKeyDialog::updateParts()
{
    const bool import = m_import->isChecked();
    const bool alone = import && m_private->toPlainText().trimmed().isEmpty();
    m_bits->setEnabled(!import);
    m_importPart->setVisible(import);
    m_alone->setVisible(alone);
    m_active->setEnabled(!m_replaces);
    if (m_move != nullptr) {
        m_move->setEnabled(!alone);
    }
}

void AddKeyDialog::loadPem(QPlainTextEdit *edit)
{
    auto *dialog = new QFileDialog(this, Tr::tr("Load a key"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this, edit](const QString &path) {
        inBackground(
            this,
            [path]() -> QByteArray {
                QFile file(path);
                return file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)
                           ? file.read(common::kMostPem + 1)
                           : QByteArray();
            },
            [this, edit](QByteArray text) {
                if (text.isEmpty() || text.size() > common::kMostPem) {
                    failWith(pemWords(QStringLiteral("format")));
                } else {
                    QString words = QString::fromLatin1(text);
                    edit->setPlainText(words);
                    common::wipe(words);
                }
                common::wipe(text);
            });
    });
    dialog->open();
}

void AddKeyDialog::go()
{
    m_banner->hide();
    const auto own = m_context.keys != nullptr && m_context.keys->ring() ? m_context.keys->ring()->ownRecord()
                                                                         : std::nullopt;
    const QString tenant = m_replaces            ? m_replaces->tenantId
                           : m_tenant != nullptr ? m_tenant->reference().id
                                                 : m_context.identity.tenantId;
    if (!own) {
        failWith(Tr::tr("Your keys are locked. Open them in “My profile”."));
        return;
    }
    if (tenant.isEmpty()) {
        failWith(Tr::tr("Choose a tenant."));
        return;
    }
    setWorking(true);
    const KeyOrder order{QUuid::fromString(tenant), m_name->text().trimmed(), *own, m_context.keys->nowMs()};
    const auto made = [this](const common::Result<MadeKey> &key) {
        if (key) {
            create(*key);
        } else {
            fail(key.error());
        }
    };
    if (m_import->isChecked()) {
        QString typed = m_private->toPlainText();
        inBackground(
            this,
            [order, publicPem = m_public->toPlainText().toLatin1(),
             privatePem = std::make_shared<QByteArray>(typed.toLatin1()),
             password = std::make_shared<common::TypedSecret>(m_password->text())] {
                auto key = importTenantKey({publicPem, *privatePem, password->text()}, order);
                common::wipe(*privatePem);
                return key;
            },
            made);
        common::wipe(typed);
    } else {
        inBackground(
            this,
            [order, qca = m_context.keys->qca(), bits = m_bits->currentData().toInt()] {
                return makeTenantKey(qca, bits, order);
            },
            made);
    }
}

void AddKeyDialog::finish(const KeyRow &key, const QString &words)
{
    Q_EMIT added(key.id, words);
    accept();
}

void AddKeyDialog::fail(const common::Error &error)
{
    const QString publicReason = error.fields.value(QStringLiteral("public"));
    const QString reason = error.fields.value(QStringLiteral("key"));
    if (publicReason == QLatin1String("mismatch")) {
        failWith(Tr::tr("The public key is not that of the private key."));
    } else if (!publicReason.isEmpty()) {
        failWith(Tr::tr("Public key: %1").arg(pemWords(publicReason)));
    } else if (reason == QLatin1String("exists")) {
        failWith(Tr::tr("The tenant has this key already. Import it with its private key to bring it back."));
    } else if (reason == QLatin1String("held")) {
        failWith(Tr::tr("The tenant has this key already, and you hold it."));
    } else if (reason == QLatin1String("locked")) {
        failWith(Tr::tr("Your keys were locked meanwhile."));
    } else if (reason == QLatin1String("record-limit")) {
        failWith(refusalOf(error, Tr::tr("bring the key back")));
    } else if (!reason.isEmpty()) {
        failWith(pemWords(reason));
    } else {
        failWith(refusalOf(error, Tr::tr("add the key")));
    }
}

void AddKeyDialog::failWith(const QString &words)
{
    setWorking(false);
    m_banner->tell(StatusRole::Failed, words);
}

void AddKeyDialog::setWorking(bool working)
{
    m_go->setEnabled(!working);
    m_importPart->setEnabled(!working);
    if (working) {
        m_banner->tell(StatusRole::Running, Tr::tr("The key is being made."));
    }
}

QString AddKeyDialog::problem() const
{
    return m_banner->isHidden() ? QString() : m_banner->text();
}

} // namespace console
