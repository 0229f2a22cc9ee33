// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/editdialog.h"

#include "console/kit/discardquestion.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QShortcut>
#include <QStyle>
#include <QVBoxLayout>

namespace console
{

void showError(RecordFormBase &form, const common::Error &error, const QString &doing)
{
    QMap<QString, QString> words;
    for (const FieldInfo &info : form.fields()) {
        if (error.fields.contains(info.key)) {
            words.insert(info.key, reasonWords(error, info.key));
        }
    }
    form.setErrors(words);
    if (words.isEmpty()) {
        form.setFailure(sentenceFor(error, doing).oneLine());
    }
}

EditDialog::EditDialog(const QString &title, RecordFormBase *form, QWidget *parent)
    : QDialog(parent)
    , m_form(form)
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this))
    , m_save(m_buttons->button(QDialogButtonBox::Save))
{
    setObjectName(QStringLiteral("edit-dialog"));
    setWindowTitle(title);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    setSizeGripEnabled(true);
    m_save->setObjectName(QStringLiteral("save"));
    m_save->setDefault(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameStyle(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_form);
    column->addWidget(scroll, 1);
    column->addWidget(m_buttons);
    const auto save = [this] {
        if (isGood()) {
            Q_EMIT saveRequested();
        }
    };
    connect(m_save, &QPushButton::clicked, this, save);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &EditDialog::reject);
    auto *shortcut = new QShortcut(QKeySequence::Save, this);
    connect(shortcut, &QShortcut::activated, this, save);
    resize(wantedSize());
    // It grows with its rows and does not shrink under the mouse.
    connect(m_form, &RecordFormBase::rowsChanged, this, [this] {
        m_form->layout()->activate();
        resize(wantedSize().expandedTo(size()));
    });
}

/// Long forms are scrolled: the buttons must be on the smallest screen, with the window's frame.
QSize EditDialog::wantedSize() const
{
    const QSize wanted = m_form->sizeHint().expandedTo(QSize(120 * kUnit, 0)) +
                         QSize(3 * kGapHuge + style()->pixelMetric(QStyle::PM_ScrollBarExtent), 4 * kGapHuge);
    return wanted.boundedTo(screen()->availableSize() - QSize(12 * kUnit, 20 * kUnit));
}

bool EditDialog::isGood()
{
    if (!m_form->validate()) {
        return false;
    }
    if (!m_blocked.isEmpty()) {
        m_form->setFailure(m_blocked);
        return false;
    }
    return true;
}

void EditDialog::addButton(const QString &id, const QString &text, std::function<void()> pressed)
{
    QPushButton *button = m_buttons->addButton(text, QDialogButtonBox::ActionRole);
    button->setObjectName(id);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, [this, pressed = std::move(pressed)] {
        if (isGood()) {
            pressed();
        }
    });
    m_more.push_back(button);
}

void EditDialog::setBusy(bool busy)
{
    m_form->setReadOnly(busy);
    m_save->setEnabled(!busy);
    for (QPushButton *button : m_more) {
        button->setEnabled(!busy);
    }
}

void EditDialog::saved()
{
    m_discarded = true;
    accept();
}

void EditDialog::failed(const common::Error &error, const QString &doing)
{
    setBusy(false);
    showError(*m_form, error, doing);
}

void EditDialog::reject()
{
    if (!m_discarded && m_form->isDirty()) {
        askToDiscard();
        return;
    }
    QDialog::reject();
}

void EditDialog::askToDiscard()
{
    QMessageBox *question = discardQuestion(this, [this] {
        m_discarded = true;
        QDialog::reject();
    });
    question->setWindowTitle(windowTitle());
    question->open();
}

} // namespace console
