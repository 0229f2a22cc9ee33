// SPDX-License-Identifier: GPL-3.0-or-later
// Whether recordings are sealed: Administration > Storage > File Encryption.
#include "common/proto/encryption.pb.h"
#include "console/crud/settingpage.h"
#include "console/kit/banner.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/themedlabel.h"
#include "console/kit/tr.h"
#include "console/pages/administration/auditsection.h"
#include "console/pages/settings/levelpage.h"
#include "console/pages/settings/settingspages.h"

#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include <memory>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

struct EncryptionRecord {
    bool system = false;
    bool enabled = false;
    bool inherited = false;
    int version = 0;
    QString tenantId;
};

common::Result<EncryptionRecord> settingFrom(const v1::EncryptionSetting &wire)
{
    return EncryptionRecord{wire.system(), wire.enabled(), wire.inherited(), wire.version(),
                            QString::fromStdString(wire.tenant_id())};
}

v1::EncryptionSetting toWire(const EncryptionRecord &setting)
{
    v1::EncryptionSetting wire;
    wire.set_system(setting.system);
    wire.set_enabled(setting.enabled);
    wire.set_inherited(setting.inherited);
    wire.set_version(setting.version);
    wire.set_tenant_id(setting.tenantId.toStdString());
    return wire;
}

std::vector<Field<EncryptionRecord>> encryptionFields(bool canInherit)
{
    std::vector<Field<EncryptionRecord>> fields;
    if (canInherit) {
        FieldInfo inherited{
            .key = QStringLiteral("inherited"), .label = Tr::tr("System default"), .kind = EditorKind::Bool};
        inherited.words = Tr::tr("Use the system default");
        inherited.help = Tr::tr("The service provider sets it for all tenants.");
        fields.push_back(field(&EncryptionRecord::inherited, std::move(inherited)));
    }
    FieldInfo enabled{.key = QStringLiteral("enabled"),
                      .label = Tr::tr("Audio files encryption"),
                      .kind = EditorKind::Bool};
    enabled.words = Tr::tr("Enabled");
    enabled.help =
        Tr::tr("Audio, waveform and signalling of a call are sealed to the tenant's active key before "
               "they come to a disk, and stay so in storage targets and backups.");
    enabled.enabled = [](const QVariantMap &now) { return !now.value(QStringLiteral("inherited")).toBool(); };
    fields.push_back(field(&EncryptionRecord::enabled, std::move(enabled)));
    return fields;
}

/// What whoever switches it on or off has to know.
class Cautions final : public QWidget
{
public:
    Cautions(bool system, QWidget *parent)
        : QWidget(parent)
        , m_system(system)
        , m_keys(new Banner(this))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(kGap);
        m_keys->setObjectName(QStringLiteral("without-key"));
        column->addWidget(m_keys);
        if (system) {
            addLine(
                Tr::tr("Caution! Tenants that have a setting of their own keep it, whatever is set here."));
        }
        addLine(
            Tr::tr("Caution! Only people who were granted a key hear what is sealed to it. When the last of "
                   "them has lost his password, and nobody has exported the key, the recordings are lost, "
                   "for the service provider too. Export all keys and keep them in a secure place."));
        addLine(Tr::tr("Calls that ended before stay as they are, sealed or not."));
    }
    /// As the recorder told.
    void setTenants(const QStringList &withoutKey) { m_withoutKey = withoutKey; }
    void show(const QVariantMap &now)
    {
        if (m_withoutKey.isEmpty()) {
            m_keys->hide();
            return;
        }
        const bool on = now.value(QStringLiteral("enabled")).toBool();
        m_keys->tell(on ? StatusRole::Failed : StatusRole::Pending, words());
    }

private:
    QString words() const
    {
        if (!m_system) {
            return Tr::tr(
                "There is no active encryption key. Without one recordings cannot be sealed: while "
                "encryption is enabled, calls wait in the recorder's own sealed spool and cannot be "
                "played. Add a key and activate it first.");
        }
        //: %1 are names of tenants
        return Tr::tr(
                   "These tenants have no active encryption key: %1. While encryption is enabled for them, "
                   "their calls wait in the recorder's own sealed spool and cannot be played until they "
                   "have one.")
            .arg(m_withoutKey.join(QStringLiteral(", ")));
    }
    void addLine(const QString &text)
    {
        auto *label = new ThemedLabel(ColorRole::MutedText, this);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setText(text);
        layout()->addWidget(label);
    }

    const bool m_system;
    Banner *m_keys;
    QStringList m_withoutKey;
};

QStringList tenantsIn(const QByteArray &reply)
{
    QStringList names;
    v1::EncryptionSetting setting;
    if (setting.ParseFromArray(reply.constData(), static_cast<int>(reply.size()))) {
        for (const std::string &name : setting.without_key()) {
            names.append(QString::fromStdString(name));
        }
    }
    return names;
}

SettingSpec specOf(const SettingLevel &level)
{
    const bool system = level.system;
    v1::EncryptionRequest request;
    setLevel(request, level);
    SettingSpec spec;
    spec.id = QStringLiteral("file-encryption");
    spec.title = QCoreApplication::translate("Pages", "File Encryption");
    spec.note =
        system
            ? Tr::tr("Whether recordings are sealed, for all tenants that have no setting of their own. It "
                     "holds for calls that end after it was saved.")
            : Tr::tr("Whether recordings are sealed. It holds for calls that end after it was saved.");
    spec.viewPermission = QStringLiteral("keys.view");
    spec.editPermission = QStringLiteral("keys.edit");
    spec.loading = Tr::tr("load the encryption setting");
    spec.saving = Tr::tr("save the encryption setting");
    spec.saved = Tr::tr("Encryption setting saved");
    spec.getMethod = QStringLiteral("earshot.v1.Encryption/Get");
    spec.getRequest = QByteArray::fromStdString(request.SerializeAsString());
    spec.setMethod = QStringLiteral("earshot.v1.Encryption/Set");
    settingOf<EncryptionRecord, v1::EncryptionSetting>(spec, encryptionFields(!system), &settingFrom,
                                                       &toWire);
    return spec;
}

SettingPage *pageOf(const PageContext &context, const SettingLevel &level, QWidget *parent)
{
    const bool system = level.system;
    SettingSpec spec = specOf(level);
    const auto shown = std::make_shared<QPointer<Cautions>>();
    spec.below = [context, system, shown](QWidget *host) -> QWidget * {
        auto *both = new QWidget(host);
        auto *column = new QVBoxLayout(both);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(kGapLarge);
        *shown = new Cautions(system, both);
        column->addWidget(*shown);
        auto *keys = new QPushButton(icon(QStringLiteral("key-round")), Tr::tr("Encryption Keys"), both);
        keys->setObjectName(QStringLiteral("open-keys"));
        QObject::connect(keys, &QPushButton::clicked, both,
                         [&shell = context.navigator] { shell.open(QStringLiteral("encryption-keys")); });
        column->addWidget(keys, 0, Qt::AlignLeading);
        column->addWidget(auditSectionOf(context, QStringLiteral("encryption"), both));
        return both;
    };
    // What the page is told of a reply goes through here too: the form says "edited" of what is typed alone.
    const auto fill = spec.fill;
    spec.fill = [fill, shown](RecordFormBase &form, const QByteArray &reply) {
        common::Status filled = fill(form, reply);
        if (*shown) {
            (*shown)->setTenants(tenantsIn(reply));
            (*shown)->show(form.values());
        }
        return filled;
    };
    auto *page = new SettingPage(context, std::move(spec), parent);
    Cautions *cautions = *shown;
    cautions->show(page->form().values());
    QObject::connect(&page->form(), &RecordFormBase::edited, cautions,
                     [page, cautions] { cautions->show(page->form().values()); });
    return page;
}

} // namespace

QWidget *createFileEncryption(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    return new LevelPage(
        context, [context](const SettingLevel &level, QWidget *host) { return pageOf(context, level, host); },
        parent);
}

} // namespace console
