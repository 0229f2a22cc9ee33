// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/settingpage.h"

#include "console/crud/rpcbytes.h"
#include "console/kit/banner.h"
#include "console/kit/discardquestion.h"
#include "console/kit/editdialog.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/stateview.h"
#include "console/kit/themedlabel.h"
#include "console/kit/titlelabel.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace console
{

SettingPage::SettingPage(const PageContext &context, SettingSpec spec, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_spec(std::move(spec))
    , m_form(m_spec.makeForm(this))
{
    setObjectName(m_spec.id);
    build();
    connect(m_form, &RecordFormBase::edited, this, &SettingPage::updateButtons);
    connect(m_form, &RecordFormBase::reloadRequested, this, [this] {
        (void)m_spec.fill(*m_form, m_known);
        updateButtons();
    });
    connect(m_form, &RecordFormBase::overwriteRequested, this, [this] { save({}); });
    connect(&m_context.rpc, &common::RpcClient::readyChanged, this, &SettingPage::showReady);
    updateButtons();
    if (m_context.identity.may(m_spec.viewPermission)) {
        refresh();
    } else {
        m_states->showDenied(m_spec.viewPermission);
    }
}

void SettingPage::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGap);
    column->setSpacing(kGap);
    column->addWidget(new TitleLabel(m_spec.title, this));
    auto *note = new ThemedLabel(ColorRole::MutedText, this);
    note->setText(m_spec.note);
    note->setWordWrap(true);
    note->setHidden(m_spec.note.isEmpty());
    column->addWidget(note);
    m_banner = new Banner(this);
    column->addWidget(m_banner);
    m_states = new StateView(this);
    connect(m_states, &StateView::retryRequested, this, &SettingPage::refresh);
    m_form->setReadOnly(!m_context.identity.may(m_spec.editPermission));
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameStyle(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *host = new QWidget(this);
    auto *inner = new QVBoxLayout(host); // a form alone would be as wide as the area, but not grow with it
    inner->setContentsMargins(0, 0, 0, 0);
    inner->addWidget(m_form);
    if (m_spec.below) {
        inner->addSpacing(kGapLarge);
        inner->addWidget(m_spec.below(host));
        // All the height that is left over: the form has an end of its own that would take half of it, and
        // leave a hole between its last field and what stands below.
        inner->addStretch(1);
    }
    scroll->setWidget(host);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_states);
    m_stack->addWidget(scroll);
    column->addWidget(m_stack, 1);
    column->addWidget(makeButtons());
}

QWidget *SettingPage::makeButtons()
{
    auto *bar = new QWidget(this);
    auto *buttons = new QHBoxLayout(bar);
    buttons->setContentsMargins(0, 0, 0, 0);
    m_save = new QPushButton(Tr::tr("Save"), bar);
    m_save->setObjectName(QStringLiteral("save"));
    buttons->addWidget(m_save);
    connect(m_save, &QPushButton::clicked, this, [this] { save({}); });
    for (const SettingAction &action : m_spec.actions) {
        auto *button = new QPushButton(action.text, bar);
        button->setObjectName(action.id);
        if (!action.icon.isEmpty()) {
            button->setIcon(icon(action.icon));
        }
        buttons->addWidget(button);
        m_buttons.push_back(button);
        connect(button, &QPushButton::clicked, this, [this, action] {
            if (action.saves) {
                save([this, action] { action.run(*this); });
            } else {
                action.run(*this);
            }
        });
    }
    m_discard = new QPushButton(Tr::tr("Discard changes"), bar);
    m_discard->setObjectName(QStringLiteral("reset"));
    buttons->addWidget(m_discard);
    buttons->addStretch(1);
    connect(m_discard, &QPushButton::clicked, this, [this] {
        (void)m_spec.fill(*m_form, m_known);
        updateButtons();
    });
    auto *shortcut = new QShortcut(QKeySequence::Save, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, [this] { save({}); });
    return bar;
}

void SettingPage::load(std::function<void(const QByteArray &)> done)
{
    callBytes(
        m_context.rpc, m_spec.getMethod, m_spec.getRequest, this,
        [this, done = std::move(done), generation = ++m_generation](const common::Result<QByteArray> &reply) {
            if (generation != m_generation) {
                return;
            }
            if (reply) {
                m_known = *reply;
                done(*reply);
            } else {
                failed(reply.error());
            }
        });
}

void SettingPage::refresh()
{
    if (m_form->isDirty() && m_stack->currentWidget() != m_states) {
        return; // what is typed is not thrown away by F5
    }
    if (!m_context.rpc.isReady()) {
        showReady();
        return;
    }
    if (m_stack->currentWidget() == m_states) {
        m_states->showLoading();
    }
    load([this](const QByteArray &reply) {
        if (const common::Status filled = m_spec.fill(*m_form, reply); !filled) {
            failed(filled.error());
            return;
        }
        m_stack->setCurrentIndex(1);
        updateButtons();
    });
}

void SettingPage::showReady()
{
    if (m_context.rpc.isReady()) {
        m_banner->hide();
        refresh();
    } else if (m_stack->currentWidget() == m_states) {
        m_states->showOffline();
    } else {
        m_banner->tell(StatusRole::Pending,
                       Tr::tr("Not connected. What you entered stays; it can be saved when the "
                              "connection is back."));
    }
}

void SettingPage::save(std::function<void()> then)
{
    if (!m_save->isEnabled() || m_stack->currentWidget() == m_states || !m_form->validate()) {
        return;
    }
    if (!m_context.rpc.isReady()) {
        m_form->setFailure(Tr::tr("It cannot be saved without a connection. What you entered stays."));
        return;
    }
    m_save->setEnabled(false);
    callBytes(m_context.rpc, m_spec.setMethod, m_spec.request(*m_form), this,
              [this, then = std::move(then)](const common::Result<QByteArray> &reply) {
                  m_save->setEnabled(true);
                  if (reply) {
                      m_known = *reply;
                      const common::Status filled = m_spec.fill(*m_form, *reply);
                      updateButtons();
                      if (!filled) {
                          showError(*m_form, filled.error(), m_spec.saving);
                      } else if (then) {
                          then();
                      } else {
                          m_context.navigator.notify(m_spec.saved);
                      }
                  } else if (reply.error().code == common::ErrorCode::Conflict) {
                      load([this](const QByteArray &theirs) { (void)m_spec.conflict(*m_form, theirs); });
                  } else {
                      showError(*m_form, reply.error(), m_spec.saving);
                  }
              });
}

void SettingPage::failed(const common::Error &error)
{
    if (error.code == common::ErrorCode::Denied &&
        error.fields.value(QStringLiteral("reason")) != QLatin1String("signed-out")) {
        m_states->showDenied(error.fields.value(QStringLiteral("permission"), m_spec.viewPermission));
        m_stack->setCurrentWidget(m_states);
    } else if (m_stack->currentWidget() == m_states) {
        m_states->showError(sentenceFor(error, m_spec.loading), errorDetails(error, m_spec.loading));
    } else {
        showError(*m_form, error, m_spec.loading);
    }
    updateButtons();
}

void SettingPage::updateButtons()
{
    const bool may = m_context.identity.may(m_spec.editPermission);
    const QString why =
        may ? QString() : Tr::tr("Needs the permission “%1”.").arg(permissionWord(m_spec.editPermission));
    m_save->setEnabled(may);
    m_save->setToolTip(why);
    for (QPushButton *button : m_buttons) {
        button->setEnabled(may);
        button->setToolTip(why);
    }
    m_discard->setEnabled(may && m_form->isDirty());
}

bool SettingPage::mayLeave()
{
    if (!m_form->isDirty()) {
        return true;
    }
    discardQuestion(this, [this] { m_discard->click(); })->open();
    return false;
}

} // namespace console
