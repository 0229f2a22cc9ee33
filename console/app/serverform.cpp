// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/serverform.h"

#include "console/app/fieldform.h"
#include "console/kit/spacing.h"
#include "console/kit/titlelabel.h"
#include "console/net/link.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace console
{

namespace
{
struct BandColour {
    const char *name;
    const char *value;
};
/// For the band over the window: far from each other also for people who do not see red or green.
constexpr BandColour kColours[] = {
    {QT_TRANSLATE_NOOP("console::ServerForm", "None"), ""},
    {QT_TRANSLATE_NOOP("console::ServerForm", "Red"), "#c62828"},
    {QT_TRANSLATE_NOOP("console::ServerForm", "Orange"), "#e08a00"},
    {QT_TRANSLATE_NOOP("console::ServerForm", "Green"), "#00845a"},
    {QT_TRANSLATE_NOOP("console::ServerForm", "Blue"), "#1f6fb5"},
    {QT_TRANSLATE_NOOP("console::ServerForm", "Violet"), "#7a3fb0"},
    {QT_TRANSLATE_NOOP("console::ServerForm", "Grey"), "#6e7781"},
};

QIcon swatch(const QString &colour)
{
    QPixmap pixmap(kIconSize, kIconSize);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setPen(Qt::gray);
    painter.setBrush(colour.isEmpty() ? QBrush() : QBrush(QColor(colour)));
    painter.drawRect(1, 1, kIconSize - 3, kIconSize - 3);
    return QIcon(pixmap);
}

QString wordsFor(const QString &field, const QString &reason)
{
    if (reason == QLatin1String("taken")) {
        return ServerForm::tr("Another server of the list has this label.");
    }
    if (reason == QLatin1String("malformed")) {
        return ServerForm::tr(
            "This is not a host name or address. Write it without https:// and without a path.");
    }
    return field == QLatin1String("host") ? ServerForm::tr("Enter the recorder's host name or address.")
                                          : ServerForm::tr("This field is required.");
}
} // namespace

ServerForm::ServerForm(ServerBook &servers, QWidget *parent)
    : QWidget(parent)
    , m_servers(servers)
    , m_title(new TitleLabel({}, this))
    , m_form(new FieldForm(this))
    , m_host(new QLineEdit)
    , m_port(new QSpinBox)
    , m_label(new QLineEdit)
    , m_colour(new QComboBox)
    , m_production(new QCheckBox(tr("Production: show the word PRODUCTION in its windows")))
    , m_confirm(new QCheckBox(tr("Ask before the first change after connecting")))
    , m_pin(new QLabel)
    , m_forget(new QPushButton(tr("Forget the stored certificate")))
    , m_problem(new QLabel(this))
    , m_connect(new QPushButton(tr("Connect")))
    , m_save(new QPushButton(tr("Save")))
    , m_cancel(new QPushButton(tr("Cancel")))
{
    m_host->setPlaceholderText(tr("recorder.example.com"));
    m_port->setRange(1, 65535);
    m_port->setGroupSeparatorShown(false);
    m_label->setPlaceholderText(tr("The host when left empty"));
    for (const BandColour &colour : kColours) {
        const QString value = QString::fromLatin1(colour.value);
        m_colour->addItem(swatch(value), tr(colour.name), value);
    }
    m_form->addField(QStringLiteral("host"), tr("Host"), m_host, true);
    m_form->addField(QStringLiteral("port"), tr("Port"), m_port);
    m_form->addField(QStringLiteral("label"), tr("Label"), m_label);
    m_form->addField(QStringLiteral("colour"), tr("Color"), m_colour);
    m_form->addWide(m_production);
    m_form->addWide(m_confirm);
    m_confirm->setEnabled(false);
    connect(m_production, &QCheckBox::toggled, m_confirm, &QWidget::setEnabled);
    m_pin->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_pin->setWordWrap(true);
    m_form->addWide(m_pin);
    m_form->addWide(m_forget);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    for (QPushButton *button : {m_connect, m_save, m_cancel}) {
        buttons->addWidget(button);
    }
    m_connect->setDefault(true);
    setMaximumWidth(kFormWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGapLarge);
    layout->addWidget(m_title);
    layout->addWidget(m_form);
    layout->addWidget(m_problem);
    layout->addLayout(buttons);
    connect(m_connect, &QPushButton::clicked, this, [this] { save(true); });
    connect(m_save, &QPushButton::clicked, this, [this] { save(false); });
    connect(m_cancel, &QPushButton::clicked, this, &ServerForm::cancelled);
    connect(m_host, &QLineEdit::returnPressed, this, [this] { save(true); });
    connect(m_label, &QLineEdit::returnPressed, this, [this] { save(true); });
    connect(m_forget, &QPushButton::clicked, this, [this] {
        m_entry.pin.clear();
        showPin();
    });
}

void ServerForm::edit(const ServerEntry &entry, bool onlyOne)
{
    m_entry = entry;
    m_title->setText(entry.key.isEmpty() ? tr("Add server") : tr("Edit server"));
    m_host->setText(entry.host);
    m_port->setValue(entry.port);
    m_label->setText(entry.label);
    m_colour->setCurrentIndex(qMax(0, m_colour->findData(entry.colour)));
    m_production->setChecked(entry.production);
    m_confirm->setChecked(entry.confirmWrites);
    m_cancel->setVisible(!onlyOne);
    m_save->setVisible(!onlyOne);
    m_form->clearErrors();
    m_problem->hide();
    showPin();
    m_host->setFocus();
}

void ServerForm::showPin()
{
    m_pin->setVisible(!m_entry.pin.isEmpty());
    m_forget->setVisible(!m_entry.pin.isEmpty());
    m_pin->setText(tr("Trusted certificate (SHA-256):\n%1").arg(fingerprintText(m_entry.pin)));
}

QString ServerForm::errorOf(const QString &field) const
{
    return m_form->errorOf(field);
}

bool ServerForm::isBegun() const
{
    return !m_host->text().isEmpty() || !m_label->text().isEmpty();
}

void ServerForm::save(bool connectNow)
{
    ServerEntry entry = m_entry;
    const bool otherHost = entry.host != m_host->text().trimmed() || entry.port != m_port->value();
    entry.host = m_host->text().trimmed();
    entry.port = static_cast<quint16>(m_port->value());
    entry.label = m_label->text().trimmed().isEmpty() ? entry.host : m_label->text().trimmed();
    entry.colour = m_colour->currentData().toString();
    entry.production = m_production->isChecked();
    entry.confirmWrites = m_confirm->isChecked();
    if (otherHost) {
        entry.pin.clear(); // it belonged to the other machine
    }
    common::Status status;
    if (entry.key.isEmpty()) {
        if (auto added = m_servers.add(entry)) {
            entry = *added;
        } else {
            status = propagate(added);
        }
    } else {
        status = m_servers.update(entry);
    }
    if (status) {
        m_form->clearErrors();
        Q_EMIT saved(entry.key, connectNow);
        return;
    }
    QMap<QString, QString> words;
    const auto &fields = status.error().fields;
    for (auto it = fields.cbegin(); it != fields.cend(); ++it) {
        words.insert(it.key(), wordsFor(it.key(), it.value()));
    }
    if (entry.host.isEmpty()) {
        words.remove(QStringLiteral("label")); // it follows from the host
    }
    const bool elsewhere = !m_form->showErrors(words).isEmpty();
    m_problem->setVisible(elsewhere);
    m_problem->setText(
        tr("The list of servers could not be saved on this computer. %1").arg(status.error().message));
}

} // namespace console
