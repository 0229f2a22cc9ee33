// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/searchfield.h"

#include "console/kit/icons.h"
#include "console/kit/spacing.h"

namespace console
{

SearchField::SearchField(QWidget *parent)
    : QLineEdit(parent)
{
    setObjectName(QStringLiteral("search"));
    setClearButtonEnabled(true);
    setMaxLength(1000);
    addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_timer.setSingleShot(true);
    m_timer.setInterval(300);
    connect(&m_timer, &QTimer::timeout, this, &SearchField::tell);
    connect(this, &QLineEdit::returnPressed, this, &SearchField::tell);
    connect(this, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (text.isEmpty()) {
            tell();
        } else {
            m_timer.start();
        }
    });
}

void SearchField::setPurpose(const QString &purpose)
{
    setPlaceholderText(purpose);
    setAccessibleName(purpose);
    updateGeometry();
}

void SearchField::setSearch(const QString &text)
{
    m_timer.stop();
    m_told = text;
    setText(text);
}

QSize SearchField::sizeHint() const
{
    // The purpose must be readable in every language.
    const QSize hint = QLineEdit::sizeHint();
    return {std::max(hint.width(), fontMetrics().horizontalAdvance(placeholderText()) + 18 * kUnit),
            hint.height()};
}

void SearchField::tell()
{
    m_timer.stop();
    const QString wanted = text().trimmed();
    if (wanted != m_told) {
        m_told = wanted;
        Q_EMIT searchChanged(wanted);
    }
}

} // namespace console
