// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/history.h"

namespace console
{

void History::go(const Place &place)
{
    if (!m_places.isEmpty() && current() == place) {
        return;
    }
    m_places.resize(m_at + 1);
    m_places.append(place);
    if (m_places.size() > kLimit) {
        m_places.removeFirst();
    }
    m_at = m_places.size() - 1;
}

void History::back()
{
    if (canGoBack()) {
        --m_at;
    }
}

void History::forward()
{
    if (canGoForward()) {
        ++m_at;
    }
}

void History::clear()
{
    m_places.clear();
    m_at = -1;
}

} // namespace console
