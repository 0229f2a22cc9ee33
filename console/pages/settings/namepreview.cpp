// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/settings/namepreview.h"

#include "common/model/filenameformat.h"
#include "common/proto/encryption.pb.h"
#include "common/proto/settings.pb.h"
#include "console/kit/spacing.h"
#include "console/kit/themedlabel.h"
#include "console/kit/tr.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

const QString kUsual = QStringLiteral("mp3");

/// What is wrong with a format, and where.
QString wordsOf(const common::FileNameProblem &problem)
{
    const QString place = Tr::tr("At character %1:").arg(problem.position + 1) + QLatin1Char(' ');
    const std::initializer_list<std::pair<const char *, QString>> all{
        {"empty", Tr::tr("The format is empty.")},
        {"too-long",
         Tr::tr("The format is longer than %1 characters.").arg(common::FileNameFormat::kLongest)},
        {"absolute", Tr::tr("It begins with \"/\". Names are always below the target's own folder.")},
        {"dots", Tr::tr("A folder or name of dots alone leads out of the target's folder.")},
        {"empty-folder", Tr::tr("A folder has no name.")},
        {"no-name", Tr::tr("It ends with a folder; the file has no name.")},
        {"too-deep", Tr::tr("There are more than %1 folders.").arg(common::FileNameFormat::kDeepest - 1)},
        {"lone-percent", Tr::tr("Write %% for a percent sign, or %{…} for a parameter.")},
        {"unclosed", Tr::tr("The parameter has no closing \"}\".")},
        {"unknown-parameter", Tr::tr("There is no parameter \"%1\".").arg(problem.parameter)},
        {"no-argument", Tr::tr("\"%1\" takes no \"#\"; only times do.").arg(problem.parameter)},
        {"unknown-mark",
         problem.parameter.isEmpty()
             ? Tr::tr("What to show of the time is missing: %Y, %m, %d, %H, %M, %S.")
             : Tr::tr("A time has no \"%1\". It has %Y %y %m %d %H %M %S %j.").arg(problem.parameter)},
        {"character", Tr::tr("This character cannot stand in a file name.")}};
    for (const auto &[reason, words] : all) {
        if (problem.reason == QLatin1String(reason)) {
            return place + words;
        }
    }
    return place;
}

/// The name that an example would get; nothing while the format is wrong, which its field says.
QString previewOf(const QVariant &value, const QString &ending)
{
    const QString text = value.toString().trimmed();
    const auto format =
        common::FileNameFormat::parse(text.isEmpty() ? common::FileNameFormat::standard() : text);
    return format ? format->render(common::exampleFacts(ending)) : wordsOf(format.error());
}

/// What a parameter stands for.
QString parameterWords(const QString &name)
{
    const std::initializer_list<std::pair<const char *, QString>> all{
        {"recording-id", Tr::tr("the recording's own id; put at the end when it is not named")},
        {"call-id", Tr::tr("the call's id in the phone system")},
        {"start-time", Tr::tr("when the call began, in the tenant's time zone")},
        {"end-time", Tr::tr("when it ended")},
        {"duration", Tr::tr("how long it was, in seconds")},
        {"tenant", Tr::tr("name of the tenant")},
        {"user", Tr::tr("name of the user whose call it is")},
        {"group", Tr::tr("name of his group")},
        {"extension", Tr::tr("his extension")},
        {"from-number", Tr::tr("number of who called")},
        {"from-name", Tr::tr("name of who called")},
        {"to-number", Tr::tr("number of who was called")},
        {"to-name", Tr::tr("name of who was called")},
        {"direction", Tr::tr("incoming, outgoing or internal")},
        {"recorder", Tr::tr("name of the recorder")}};
    for (const auto &[parameter, words] : all) {
        if (name == QLatin1String(parameter)) {
            return words;
        }
    }
    return {};
}

ThemedLabel *mutedLabel(QWidget *parent)
{
    auto *label = new ThemedLabel(ColorRole::MutedText, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

NamePreview::NamePreview(const PageContext &context, const SettingLevel &level, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_level(level)
    , m_container(kUsual)
    , m_audio(new QLabel(this))
    , m_screen(new QLabel(this))
    , m_hint(mutedLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto *title = mutedLabel(this);
    title->setText(Tr::tr("A recording would be called:"));
    column->addWidget(title);
    m_audio->setObjectName(QStringLiteral("preview-audio"));
    m_screen->setObjectName(QStringLiteral("preview-screen"));
    m_hint->setObjectName(QStringLiteral("preview-hint"));
    for (QLabel *label : {m_audio, m_screen}) {
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setWordWrap(true);
        column->addWidget(label);
    }
    column->addWidget(m_hint);
    addParameters();
    update();
}

void NamePreview::addParameters()
{
    auto *title = mutedLabel(this);
    title->setText(Tr::tr("Parameters. Times may say what to show of them: %1.")
                       .arg(QStringLiteral("%{start-time#%Y%m%d-%H%M%S}")));
    layout()->addWidget(title);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(kGapLarge);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const QString &name : common::FileNameFormat::parameters()) {
        auto *parameter = new QLabel(QStringLiteral("%{%1}").arg(name), this);
        parameter->setTextFormat(Qt::PlainText);
        parameter->setTextInteractionFlags(Qt::TextSelectableByMouse);
        ThemedLabel *words = mutedLabel(this);
        words->setObjectName(QStringLiteral("parameter-") + name);
        words->setText(parameterWords(name));
        grid->addWidget(parameter, row, 0, Qt::AlignTop);
        grid->addWidget(words, row, 1);
        ++row;
    }
    static_cast<QVBoxLayout *>(layout())->addLayout(grid);
}

void NamePreview::show(const QVariantMap &now)
{
    m_now = now;
    update();
}

void NamePreview::askEndings()
{
    v1::FileFormatRequest format;
    setLevel(format, m_level);
    common::call<v1::FileFormatSetting>(
        m_context.rpc, QStringLiteral("earshot.v1.Settings/GetFileFormat"), format, this,
        [this](const common::Result<v1::FileFormatSetting> &reply) {
            if (reply && !reply->format().container().empty()) {
                m_container = QString::fromStdString(reply->format().container());
                update();
            }
        });
    if (!m_context.identity.may(QStringLiteral("keys.view"))) {
        return;
    }
    v1::EncryptionRequest encryption;
    setLevel(encryption, m_level);
    common::call<v1::EncryptionSetting>(m_context.rpc, QStringLiteral("earshot.v1.Encryption/Get"),
                                        encryption, this,
                                        [this](const common::Result<v1::EncryptionSetting> &reply) {
                                            if (reply) {
                                                m_sealed = reply->enabled();
                                                update();
                                            }
                                        });
}

QString NamePreview::ending(const QString &container) const
{
    return m_sealed.value_or(false) ? container + QStringLiteral(".cms") : container;
}

void NamePreview::update()
{
    m_audio->setText(previewOf(m_now.value(QStringLiteral("audio_name")), ending(m_container)));
    m_screen->setText(previewOf(m_now.value(QStringLiteral("screen_name")), ending(QStringLiteral("mp4"))));
    m_hint->setText(m_sealed
                        ? QString()
                        : Tr::tr("Where recordings are encrypted, their names end with “.cms” as well."));
    m_hint->setHidden(m_sealed.has_value());
}

QString NamePreview::problemOf(const QVariant &value, const QVariantMap &)
{
    const QString text = value.toString().trimmed();
    if (text.isEmpty()) {
        return {};
    }
    const auto format = common::FileNameFormat::parse(text);
    return format ? QString() : wordsOf(format.error());
}

} // namespace console
