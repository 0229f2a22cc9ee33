// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/pageshelf.h"

#include "console/kit/recordform.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

namespace console
{

namespace
{
bool isEdited(const QWidget &page)
{
    const auto forms = page.findChildren<RecordFormBase *>();
    return std::any_of(forms.begin(), forms.end(),
                       [](const RecordFormBase *form) { return form->isDirty(); });
}
} // namespace

PageShelf::PageShelf(QStackedWidget &stack, Make make)
    : m_stack(stack)
    , m_make(std::move(make))
{
}

PageShelf::~PageShelf()
{
    clear();
}

void PageShelf::clear()
{
    const auto pages = std::exchange(m_pages, {});
    for (const Page &page : pages) {
        delete page.widget.data();
    }
}

QString PageShelf::keyOf(const Place &place)
{
    return place.pageId + QLatin1Char(' ') +
           QString::fromUtf8(
               QJsonDocument(QJsonObject::fromVariantMap(place.arguments)).toJson(QJsonDocument::Compact));
}

QWidget *PageShelf::pageFor(const Place &place)
{
    Page &page = m_pages[keyOf(place)];
    if (page.widget == nullptr) {
        page.caption.clear();
        page.widget = m_make(place, &m_stack);
        m_stack.addWidget(page.widget);
    }
    return page.widget;
}

QString PageShelf::captionOf(const Place &place) const
{
    return m_pages.value(keyOf(place)).caption;
}

bool PageShelf::isWide(const Place &place) const
{
    return m_pages.value(keyOf(place)).wide;
}

void PageShelf::setCaption(const QWidget *page, const QString &caption)
{
    for (Page &known : m_pages) {
        if (known.widget == page) {
            known.caption = caption;
        }
    }
}

void PageShelf::setWide(const QWidget *page, bool wide)
{
    for (Page &known : m_pages) {
        if (known.widget == page) {
            known.wide = wide;
        }
    }
}

void PageShelf::drop(Page &page)
{
    if (page.widget != nullptr) {
        m_stack.removeWidget(page.widget);
        page.widget->deleteLater(); // it may have asked for the change itself
        page.widget = nullptr;
    }
}

void PageShelf::keepOnly(const QVector<Place> &places)
{
    QSet<QString> kept;
    for (const Place &place : places) {
        kept.insert(keyOf(place));
    }
    for (auto it = m_pages.begin(); it != m_pages.end();) {
        if (kept.contains(it.key())) {
            ++it;
            continue;
        }
        drop(*it);
        it = m_pages.erase(it);
    }
}

bool PageShelf::dropUnedited()
{
    const QWidget *seen = m_stack.currentWidget();
    bool gone = false;
    for (Page &page : m_pages) {
        if (page.widget != nullptr && !isEdited(*page.widget)) {
            gone = gone || page.widget == seen;
            drop(page);
        }
    }
    return gone;
}

bool PageShelf::hasUnsaved() const
{
    return std::any_of(m_pages.begin(), m_pages.end(),
                       [](const Page &page) { return page.widget != nullptr && isEdited(*page.widget); });
}

} // namespace console
