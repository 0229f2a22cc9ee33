// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/grantdialog.h"

#include "console/crud/objectchange.h"
#include "console/kit/banner.h"
#include "console/kit/spacing.h"
#include "console/kit/statuschip.h"
#include "console/kit/tr.h"
#include "console/net/sessionkeys.h"
#include "console/pages/keys/keywork.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace console
{

namespace
{

constexpr int kServiceDays = 90; ///< what is offered for machines
constexpr qint64 kDayMs = qint64(24) * 60 * 60 * 1000;

QLabel *plain(const QString &text)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

GrantDialog::GrantDialog(const PageContext &context, KeyRow key, QList<KeyUserRow> users, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_key(std::move(key))
    , m_users(std::move(users))
    , m_pins(context.serverKey)
    , m_banner(new Banner)
    , m_expiry(new QComboBox)
    , m_compared(new QCheckBox(Tr::tr("I have compared the words with those whose keys changed")))
{
    build();
    updateGo();
    connect(m_compared, &QCheckBox::toggled, this, &GrantDialog::updateGo);
    connect(m_go, &QPushButton::clicked, this, &GrantDialog::go);
}

QWidget *GrantDialog::people()
{
    auto *inside = new QWidget;
    auto *grid = new QGridLayout(inside);
    grid->setSpacing(kGapSmall);
    grid->setColumnStretch(1, 1);
    int line = 0;
    for (const KeyUserRow &user : std::as_const(m_users)) {
        const KeyPins::Seen seen = m_pins.seen(*user.record);
        m_changed = m_changed || seen == KeyPins::Seen::Other;
        auto *words = plain(common::keyWords(user.record->identity()));
        words->setObjectName(QStringLiteral("words-") + (user.isService ? user.name : user.login));
        words->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        words->setToolTip(fingerprintInFours(user.record->identity()));
        auto *chip = new StatusChip;
        switch (seen) {
        case KeyPins::Seen::First:
            chip->setStatus(StatusRole::Pending, Tr::tr("Seen for the first time"));
            break;
        case KeyPins::Seen::Same: chip->setStatus(StatusRole::Good, Tr::tr("Known")); break;
        case KeyPins::Seen::Other:
            chip->setStatus(StatusRole::Failed, Tr::tr("Changed"));
            words->setText(words->text() + QLatin1Char('\n') +
                           Tr::tr("before: %1").arg(m_pins.wordsBefore(*user.record)));
            break;
        }
        grid->addWidget(
            plain(Tr::tr("%1 (%2)", "name, login")
                      .arg(user.name, user.isService ? Tr::tr("service", "a machine") : user.login)),
            line, 0);
        grid->addWidget(words, line, 1);
        grid->addWidget(chip, line, 2);
        ++line;
    }
    grid->setRowStretch(line, 1);
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setWidget(inside);
    return scroll;
}

void GrantDialog::build()
{
    setObjectName(QStringLiteral("grant-key"));
    setWindowTitle(Tr::tr("Grant access"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(170 * kUnit, 100 * kUnit);
    m_compared->setObjectName(QStringLiteral("compared"));
    m_expiry->setObjectName(QStringLiteral("expiry"));
    m_expiry->setAccessibleName(Tr::tr("Access ends"));
    const bool machines =
        std::any_of(m_users.cbegin(), m_users.cend(), [](const KeyUserRow &user) { return user.isService; });
    if (!machines) { // nobody is there to notice that it is not needed any more
        m_expiry->addItem(Tr::tr("Never"), 0);
    }
    for (const int days : {30, 90, 365}) {
        m_expiry->addItem(Tr::tr("After %n day(s)", nullptr, days), days);
    }
    if (machines) {
        m_expiry->setCurrentIndex(m_expiry->findData(kServiceDays));
    }
    auto *form = new QFormLayout;
    form->addRow(Tr::tr("Access ends"), m_expiry);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_go = buttons->addButton(Tr::tr("Grant access"), QDialogButtonBox::ActionRole);
    m_go->setObjectName(QStringLiteral("grant"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    column->setSpacing(kGap);
    column->addWidget(m_banner);
    column->addWidget(plain(
        Tr::tr(
            "They can play everything that is encrypted with «%1», as far as their role lets them. Each of "
            "them sees six words of his keys in “My profile”: when they are these, the keys are his. A "
            "service "
            "shows its own with “earshotctl service show”.")
            .arg(keyTitle(m_key))));
    column->addWidget(people(), 1);
    column->addLayout(form);
    column->addWidget(m_compared);
    column->addWidget(buttons);
    m_compared->setVisible(m_changed);
}

void GrantDialog::updateGo()
{
    m_go->setEnabled(!m_changed || m_compared->isChecked());
}

void GrantDialog::go()
{
    const auto keys = m_context.keys != nullptr && m_context.keys->ring()
                          ? m_context.keys->ring()->tenantKeys(m_key.fingerprint)
                          : std::nullopt;
    if (!keys) {
        m_banner->tell(StatusRole::Failed, Tr::tr("You can grant only keys that you hold."));
        return;
    }
    m_go->setEnabled(false);
    const qint64 now = m_context.keys->nowMs();
    const int days = m_expiry->currentData().toInt();
    Granting what{*keys, m_key.recordOf(keys->signing), {}, now, days == 0 ? 0 : now + days * kDayMs, {}};
    for (const KeyUserRow &user : std::as_const(m_users)) {
        what.grantees.append(*user.record);
    }
    grantTenantKey(m_context.rpc, what, this, [this](const Granted &granted) {
        for (const common::KeyRecord &record : granted.to) {
            m_pins.keep(record);
        }
        Q_EMIT this->granted(static_cast<int>(granted.to.size()));
        if (!granted.problem) {
            accept();
            return;
        }
        updateGo();
        m_banner->tell(StatusRole::Failed, refusalOf(*granted.problem, Tr::tr("grant the key")));
    });
}

QString GrantDialog::problem() const
{
    return m_banner->isHidden() ? QString() : m_banner->text();
}

} // namespace console
