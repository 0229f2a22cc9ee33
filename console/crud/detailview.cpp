// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/detailview.h"

#include "console/kit/banner.h"
#include "console/kit/flowlayout.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/stateview.h"
#include "console/kit/statuschip.h"
#include "console/kit/themedlabel.h"
#include "console/kit/titlelabel.h"
#include "console/kit/tr.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QTabWidget>
#include <QVBoxLayout>

namespace console
{

DetailView::DetailView(const PageContext &context, DetailSpec spec, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_spec(std::move(spec))
    , m_stack(new QStackedLayout(this))
    , m_states(new StateView)
{
    setObjectName(m_spec.id);
    m_stack->addWidget(m_states);
    build();
    connect(m_states, &StateView::retryRequested, this, &DetailView::refresh);
    connect(&m_context.rpc, &common::RpcClient::readyChanged, this, [this](bool ready) {
        updateActions();
        if (ready) {
            m_banner->hide();
        }
        if (ready && m_failed) {
            refresh();
        }
    });
    refresh();
}

void DetailView::build()
{
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGap);
    column->setSpacing(kGap);
    column->addWidget(header());
    m_note = new ThemedLabel(ColorRole::MutedText);
    m_note->setObjectName(QStringLiteral("note"));
    m_note->setWordWrap(true);
    column->addWidget(m_note);
    m_banner = new Banner;
    column->addWidget(m_banner);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(mainPart());
    if (m_spec.tabs.empty()) {
        column->addWidget(scroll, 1);
    } else {
        m_tabs = new QTabWidget;
        m_tabs->addTab(scroll, m_spec.mainTab);
        for (const DetailPart &part : m_spec.tabs) {
            auto *host = new QWidget;
            (new QVBoxLayout(host))->setContentsMargins(kGap, kGap, kGap, kGap);
            m_tabs->addTab(host, part.title);
        }
        connect(m_tabs, &QTabWidget::currentChanged, this, [this](int index) {
            QWidget *host = m_tabs->widget(index);
            if (index > 0 && host->layout()->isEmpty()) {
                host->layout()->addWidget(m_spec.tabs[static_cast<size_t>(index) - 1].make(host));
            }
        });
        column->addWidget(m_tabs, 1);
    }
    m_stack->addWidget(content);
}

QWidget *DetailView::header()
{
    auto *header = new QWidget;
    auto *row = new FlowLayout(header);
    row->setSpacing(kGap);
    m_title = new TitleLabel;
    m_title->setObjectName(QStringLiteral("title"));
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_status = new StatusChip;
    row->addWidget(m_title);
    row->addWidget(m_status);
    for (const DetailAction &action : m_spec.actions) {
        auto *button = new QPushButton(icon(action.icon), action.text);
        button->setObjectName(action.id);
        connect(button, &QPushButton::clicked, this, [run = action.run] { run(); });
        m_buttons.push_back(button);
        row->addWidget(button);
    }
    return header;
}

QWidget *DetailView::mainPart()
{
    auto *inside = new QWidget;
    m_below = new QVBoxLayout(inside);
    m_below->setContentsMargins(m_spec.tabs.empty() ? 0 : kGap, kGap, 0, kGap);
    m_below->setSpacing(kGapHuge);
    m_blocks = new BlockGrid;
    m_below->addWidget(m_blocks);
    m_below->addStretch();
    return inside;
}

void DetailView::refresh()
{
    if (!m_spec.permission.isEmpty() && !m_context.identity.may(m_spec.permission)) {
        m_states->showDenied(m_spec.permission);
        return;
    }
    if (!m_loaded) {
        m_states->showLoading();
        m_stack->setCurrentWidget(m_states);
    }
    m_failed = false;
    m_spec.load(this, [this](const common::Result<DetailContent> &content) {
        if (content) {
            show(*content);
        } else {
            showFailure(content.error());
        }
    });
}

void DetailView::show(const DetailContent &content)
{
    m_title->setText(content.title);
    m_context.navigator.setCaption(this, content.title);
    m_status->setVisible(content.status.has_value());
    if (content.status) {
        m_status->setStatus(content.status->role, content.status->word);
    }
    m_note->setText(content.note);
    m_note->setVisible(!content.note.isEmpty());
    m_blocks->setBlocks(content.blocks);
    m_banner->hide();
    if (!m_loaded) {
        m_loaded = true;
        for (const DetailPart &part : m_spec.below) {
            m_below->insertWidget(m_below->count() - 1, part.make(this));
        }
    }
    updateActions();
    m_stack->setCurrentIndex(1);
}

void DetailView::showFailure(const common::Error &error)
{
    m_failed = error.code == common::ErrorCode::Unavailable;
    const Sentence sentence = sentenceFor(error, m_spec.doing);
    if (m_loaded && m_failed) {
        m_banner->tell(StatusRole::Failed, sentence.oneLine());
        return; // what is shown stays readable
    }
    if (error.code == common::ErrorCode::Denied && !error.fields.contains(QStringLiteral("reason"))) {
        m_states->showDenied(error.fields.value(QStringLiteral("permission"), m_spec.permission));
    } else {
        m_states->showError(sentence, errorDetails(error, m_spec.doing));
    }
    m_stack->setCurrentWidget(m_states);
}

/// No shortcuts: a table below may have the same key for its rows, and of two owners neither would act.
void DetailView::keyPressEvent(QKeyEvent *event)
{
    const QKeySequence pressed(event->keyCombination());
    for (size_t i = 0; i < m_buttons.size(); ++i) {
        if (m_spec.actions[i].key == pressed && m_buttons[i]->isVisible()) {
            m_buttons[i]->click(); // nothing, when it is disabled
            return;
        }
    }
    QWidget::keyPressEvent(event);
}

void DetailView::updateActions()
{
    for (size_t i = 0; i < m_buttons.size(); ++i) {
        const DetailAction &action = m_spec.actions[i];
        QString why;
        const bool locked = !action.permission.isEmpty() && !m_context.identity.may(action.permission);
        if (locked) {
            why = action.locked.isEmpty()
                      ? Tr::tr("Needs the permission “%1”.").arg(permissionWord(action.permission))
                      : action.locked;
        } else if (!m_context.rpc.isReady()) {
            why = Tr::tr("Not possible without a connection.");
        } else if (action.refusal) {
            why = action.refusal();
        }
        m_buttons[i]->setEnabled(why.isEmpty());
        m_buttons[i]->setToolTip(why);
        m_buttons[i]->setAccessibleDescription(why);
        m_buttons[i]->setIcon(icon(locked ? QStringLiteral("lock") : action.icon));
    }
}

} // namespace console
