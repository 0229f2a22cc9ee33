// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVariantMap>
#include <QVector>

namespace console
{

struct Place {
    QString pageId;
    QVariantMap arguments;

    bool operator==(const Place &) const = default;
};

/// Where the user was: back and forward like a browser's. Knows no widgets.
class History
{
public:
    /// What is ahead is forgotten; going to where one is changes nothing.
    void go(const Place &place);
    bool canGoBack() const { return m_at > 0; }
    bool canGoForward() const { return m_at + 1 < m_places.size(); }
    void back();
    void forward();
    void clear();
    bool isEmpty() const { return m_places.isEmpty(); }
    const Place &current() const { return m_places.at(m_at); }
    const QVector<Place> &places() const { return m_places; } ///< their pages are kept alive

    static constexpr int kLimit = 20; ///< the oldest is forgotten

private:
    QVector<Place> m_places;
    qsizetype m_at = -1;
};

} // namespace console
