// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/ownkeyssection.h"

#include "console/crud/objectchange.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"
#include "console/net/sessionkeys.h"
#include "console/pages/call/sealaccess.h"
#include "console/pages/keys/recoverycodedialog.h"

#include <QFontDatabase>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

OwnKeysSection::OwnKeysSection(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_state(new QLabel)
    , m_words(new QLabel)
    , m_held(new QLabel)
    , m_open(new QPushButton(Tr::tr("Open keys…")))
    , m_code(new QPushButton(Tr::tr("Recovery code…")))
    , m_lock(new QPushButton(Tr::tr("Lock keys")))
{
    setObjectName(QStringLiteral("own-keys"));
    auto *title = new QLabel(Tr::tr("ENCRYPTION KEYS"));
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    m_state->setObjectName(QStringLiteral("state"));
    m_words->setObjectName(QStringLiteral("words"));
    m_words->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_held->setObjectName(QStringLiteral("held"));
    for (QLabel *label : {m_state, m_words, m_held}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    m_open->setObjectName(QStringLiteral("open-keys"));
    m_code->setObjectName(QStringLiteral("make-code"));
    m_lock->setObjectName(QStringLiteral("lock-keys"));
    auto *row = new QHBoxLayout;
    for (QPushButton *button : {m_open, m_code, m_lock}) {
        row->addWidget(button);
    }
    row->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, kGap, 0, kGap);
    column->setSpacing(kGapSmall);
    column->addWidget(title);
    column->addWidget(m_state);
    column->addWidget(m_words);
    column->addWidget(m_held);
    column->addLayout(row);
    connect(m_context.keys, &SessionKeys::stateChanged, this, &OwnKeysSection::refresh);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (m_context.keys->state() == SessionKeys::State::Failed) {
            m_context.keys->reload();
        } else {
            m_context.navigator.unlockKeys();
        }
    });
    connect(m_lock, &QPushButton::clicked, m_context.keys, &SessionKeys::sleep);
    connect(m_code, &QPushButton::clicked, this, &OwnKeysSection::makeCode);
    refresh();
}

QString OwnKeysSection::stateText() const
{
    switch (m_context.keys->state()) {
    case SessionKeys::State::Open:
        return Tr::tr("Open. Others who grant you access compare these words with you:");
    case SessionKeys::State::Asleep:
    case SessionKeys::State::Locked: return Tr::tr("Locked.");
    case SessionKeys::State::NoKeys:
        return Tr::tr("You have none yet: encrypted recordings cannot be granted to you.");
    case SessionKeys::State::WrongKey: return Tr::tr("Your password does not open them.");
    case SessionKeys::State::Failed: return Tr::tr("They could not be read from the server.");
    case SessionKeys::State::Opening: break;
    }
    return Tr::tr("They are being opened.");
}

void OwnKeysSection::refresh()
{
    const SessionKeys &keys = *m_context.keys;
    const bool open = keys.state() == SessionKeys::State::Open && keys.ring();
    m_state->setText(stateText());
    m_words->setText(keys.ownWords());
    m_words->setVisible(open);
    QStringList held;
    for (const KeyRing::Held &one : open ? keys.ring()->held() : QList<KeyRing::Held>()) {
        const QString name = shortFingerprint(one.fingerprint);
        held.append(one.problem.isEmpty() ? name : Tr::tr("%1: has to be granted again").arg(name));
    }
    m_held->setVisible(open);
    m_held->setText(held.isEmpty() ? Tr::tr("No key was granted to you.")
                                   : Tr::tr("Granted to you: %1").arg(held.join(QStringLiteral(", "))));
    m_open->setVisible(!open && keys.state() != SessionKeys::State::Opening);
    m_code->setVisible(open);
    m_lock->setVisible(open);
}

void OwnKeysSection::makeCode()
{
    m_code->setEnabled(false);
    m_context.keys->makeRecoveryCode([self = QPointer(this)](const common::Result<QString> &code) {
        if (!self) {
            return;
        }
        self->m_code->setEnabled(true);
        if (code) {
            (new RecoveryCodeDialog(*code, self))->open();
        } else {
            self->m_context.navigator.notify(refusalOf(code.error(), Tr::tr("make a recovery code")));
        }
    });
}

} // namespace console
