// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/formsummary.h"

#include "console/kit/formats.h"
#include "console/kit/theme.h"
#include "console/kit/tr.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

namespace
{

QString htmlOf(const QString &plain)
{
    return breakable(plain).toHtmlEscaped();
}

QString listOf(const QString &head, const QString &items)
{
    return QStringLiteral("<b>%1</b><ul>%2</ul>").arg(head.toHtmlEscaped(), items);
}

} // namespace

FormSummary::FormSummary(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_conflictButtons(new QWidget(this))
{
    setObjectName(QStringLiteral("form-banner"));
    setFrameStyle(QFrame::StyledPanel);
    setAutoFillBackground(true);
    auto *inside = new QVBoxLayout(this);
    m_text->setObjectName(QStringLiteral("form-summary"));
    m_text->setTextFormat(Qt::RichText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_text->setAccessibleName(Tr::tr("What is wrong"));
    inside->addWidget(m_text);
    auto *buttons = new QHBoxLayout(m_conflictButtons);
    buttons->setContentsMargins(0, 0, 0, 0);
    auto *reload = new QPushButton(Tr::tr("Take their values"), m_conflictButtons);
    auto *overwrite = new QPushButton(Tr::tr("Keep mine and save"), m_conflictButtons);
    reload->setObjectName(QStringLiteral("conflict-reload"));
    overwrite->setObjectName(QStringLiteral("conflict-overwrite"));
    buttons->addWidget(reload);
    buttons->addWidget(overwrite);
    buttons->addStretch();
    inside->addWidget(m_conflictButtons);
    connect(reload, &QPushButton::clicked, this, &FormSummary::reloadRequested);
    connect(overwrite, &QPushButton::clicked, this, &FormSummary::overwriteRequested);
    connect(m_text, &QLabel::linkActivated, this, &FormSummary::followed);
    hide();
}

void FormSummary::showErrors(const QList<Line> &lines)
{
    if (lines.isEmpty()) {
        hide();
        return;
    }
    QString items;
    for (const Line &line : lines) {
        items += line.key.isEmpty()
                     ? QStringLiteral("<li>%1</li>").arg(htmlOf(line.text))
                     : QStringLiteral("<li><a href=\"%1\">%2</a>: %3</li>")
                           .arg(line.key.toHtmlEscaped(), htmlOf(line.label), htmlOf(line.text));
    }
    tell(listOf(Tr::tr("%n field(s) need your attention:", nullptr, static_cast<int>(lines.size())), items),
         false);
}

void FormSummary::showFailure(const QString &sentence)
{
    tell(htmlOf(sentence), false);
}

void FormSummary::showConflict(const QStringList &lines)
{
    QString items;
    for (const QString &line : lines) {
        items += QStringLiteral("<li>%1</li>").arg(htmlOf(line));
    }
    tell(listOf(Tr::tr("Somebody else saved a change meanwhile."), items), true);
}

void FormSummary::tell(const QString &html, bool withConflictButtons)
{
    QPalette own = palette();
    own.setColor(QPalette::Window, themeColor(ColorRole::NoticeFill, parentWidget()->palette()));
    setPalette(own);
    m_text->setText(html);
    m_conflictButtons->setVisible(withConflictButtons);
    show();
}

} // namespace console
