// SPDX-License-Identifier: GPL-3.0-or-later
// How this installation sends e-mail: Administration > System > Mail.
#include "console/crud/connectiontest.h"
#include "console/crud/settingpage.h"
#include "console/kit/tr.h"
#include "console/pages/administration/auditsection.h"
#include "console/pages/settings/settingspages.h"

#include "common/proto/passwordreset.pb.h"

#include <QInputDialog>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

struct MailRecord {
    bool enabled = false;
    QString host;
    int port = 587;
    QString security;
    QString login;
    QString password; ///< what is typed; the stored one never comes here
    bool hasPassword = false;
    QString from;
    QString certificates;
    int version = 0;
};

common::Result<MailRecord> mailFrom(const v1::MailSetting &wire)
{
    MailRecord mail;
    mail.enabled = wire.enabled();
    mail.host = QString::fromStdString(wire.host());
    mail.port = wire.port() == 0 ? mail.port : wire.port();
    mail.security =
        wire.security().empty() ? QStringLiteral("starttls") : QString::fromStdString(wire.security());
    mail.login = QString::fromStdString(wire.login());
    mail.hasPassword = wire.has_password();
    mail.from = QString::fromStdString(wire.from());
    mail.certificates = QString::fromStdString(wire.ca_certificates());
    mail.version = wire.version();
    return mail;
}

v1::MailSetting toWire(const MailRecord &mail)
{
    v1::MailSetting wire;
    wire.set_enabled(mail.enabled);
    wire.set_host(mail.host.trimmed().toStdString());
    wire.set_port(mail.port);
    wire.set_security(mail.security.toStdString());
    wire.set_login(mail.login.toStdString());
    wire.set_password(mail.password.toStdString());
    wire.set_from(mail.from.trimmed().toStdString());
    wire.set_ca_certificates(mail.certificates.trimmed().toStdString());
    wire.set_version(mail.version);
    return wire;
}

std::vector<Field<MailRecord>> mailFields()
{
    const auto on = [](const QVariantMap &now) { return now.value(QStringLiteral("enabled")).toBool(); };
    FieldInfo enabled{.key = QStringLiteral("enabled"), .label = Tr::tr("E-mail"), .kind = EditorKind::Bool};
    enabled.words = Tr::tr("Yes, this installation sends e-mail");
    enabled.help = Tr::tr("Without it nobody can reset a forgotten password by a link.");
    FieldInfo host{.key = QStringLiteral("host"), .label = Tr::tr("Host"), .required = true};
    host.enabled = on;
    FieldInfo port{.key = QStringLiteral("port"), .label = Tr::tr("Port"), .kind = EditorKind::Int};
    port.minimum = 1;
    port.maximum = 65535;
    port.enabled = on;
    FieldInfo security{
        .key = QStringLiteral("security"), .label = Tr::tr("Encryption"), .kind = EditorKind::Radio};
    security.choices = {
        {QStringLiteral("starttls"), Tr::tr("STARTTLS (usual port 587)")},
        {QStringLiteral("tls"), Tr::tr("TLS from the start (usual port 465)")},
        {QStringLiteral("none"), Tr::tr("None: only to a mail server on the recorder's own machine")}};
    security.enabled = on;
    FieldInfo login{.key = QStringLiteral("login"), .label = Tr::tr("Login")};
    login.help = Tr::tr("Leave empty when the server asks for none.");
    login.enabled = on;
    FieldInfo password{
        .key = QStringLiteral("password"), .label = Tr::tr("Password"), .kind = EditorKind::Secret};
    password.help = Tr::tr("Leave empty to keep the stored one.");
    password.enabled = on;
    FieldInfo from{.key = QStringLiteral("from"), .label = Tr::tr("Sender"), .required = true};
    from.help = Tr::tr("The address that mails come from: recorder@example.com");
    from.enabled = on;
    from.check = [](const QVariant &value, const QVariantMap &) {
        const QString text = value.toString().trimmed();
        return text.isEmpty() || (text.indexOf(u'@') > 0 && !text.endsWith(u'@'))
                   ? QString()
                   : Tr::tr("This is not an email address.");
    };
    FieldInfo certificates{.key = QStringLiteral("ca_certificates"),
                           .label = Tr::tr("CA certificates"),
                           .kind = EditorKind::Text};
    certificates.help =
        Tr::tr("PEM, of the authority that issued the server's certificate. Leave empty for those "
               "that the recorder's system trusts.");
    certificates.maxLength = 100'000;
    certificates.enabled = on;
    return {field(&MailRecord::enabled, std::move(enabled)),
            field(&MailRecord::host, std::move(host)),
            field(&MailRecord::port, std::move(port)),
            field(&MailRecord::security, std::move(security)),
            field(&MailRecord::login, std::move(login)),
            field(&MailRecord::password, std::move(password)),
            field(&MailRecord::from, std::move(from)),
            field(&MailRecord::certificates, std::move(certificates))};
}

/// Asks for the address, then sends one with the settings on the screen.
void testMail(SettingPage &page, bool saved)
{
    if (!saved && !page.form().validate()) {
        return;
    }
    auto *question = new QInputDialog(&page);
    question->setObjectName(QStringLiteral("mail-to"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowModality(Qt::WindowModal);
    question->setInputMode(QInputDialog::TextInput);
    question->setWindowTitle(Tr::tr("Send a test mail"));
    question->setLabelText(saved ? Tr::tr("Saved. Send the test mail to this address:")
                                 : Tr::tr("Send the test mail to this address:"));
    question->setOkButtonText(Tr::tr("Send"));
    QObject::connect(question, &QInputDialog::textValueSelected, &page, [&page, saved](const QString &to) {
        if (to.trimmed().isEmpty()) {
            return;
        }
        v1::MailTest request;
        *request.mutable_setting() = toWire(static_cast<RecordForm<MailRecord> &>(page.form()).record());
        request.set_to(to.trimmed().toStdString());
        ConnectionTest test;
        test.title = Tr::tr("Test the mail settings");
        test.method = QStringLiteral("earshot.v1.Mail/Test");
        test.request = QByteArray::fromStdString(request.SerializeAsString());
        test.steps = {QStringLiteral("name"),    QStringLiteral("tcp"),    QStringLiteral("tls"),
                      QStringLiteral("login"),   QStringLiteral("sender"), QStringLiteral("recipient"),
                      QStringLiteral("accepted")};
        test.saved = saved;
        openConnectionTest(page.context().rpc, std::move(test), &page);
    });
    question->open();
}

} // namespace

QWidget *createMail(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    SettingSpec spec;
    spec.id = QStringLiteral("mail");
    spec.title = QCoreApplication::translate("Pages", "Mail");
    spec.note = Tr::tr("How this installation sends e-mail: links to reset a password, notices.");
    spec.viewPermission = QStringLiteral("system.view");
    spec.editPermission = QStringLiteral("system.edit");
    spec.loading = Tr::tr("load the mail settings");
    spec.saving = Tr::tr("save the mail settings");
    spec.saved = Tr::tr("Mail settings saved");
    spec.getMethod = QStringLiteral("earshot.v1.Mail/Get");
    spec.setMethod = QStringLiteral("earshot.v1.Mail/Set");
    settingOf<MailRecord, v1::MailSetting>(spec, mailFields(), &mailFrom,
                                           [](const MailRecord &mail) { return toWire(mail); });
    spec.actions = {{QStringLiteral("save-test"), Tr::tr("Save and Test"), QStringLiteral("plug-zap"), true,
                     [](SettingPage &page) { testMail(page, true); }},
                    {QStringLiteral("test"), Tr::tr("Test"), {}, false, [](SettingPage &page) {
                         testMail(page, false);
                     }}};
    spec.below = [context](QWidget *host) { return auditSectionOf(context, QStringLiteral("mail"), host); };
    return new SettingPage(context, std::move(spec), parent);
}

} // namespace console
