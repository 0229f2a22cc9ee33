// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <algorithm>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>

/// Plain values to JSON and back by a table of their members: a document is one line per member.
namespace recorder
{

template <typename T, typename M>
struct JsonMember {
    const char *key;
    M T::*member;
};

/// To be given for each document: a function returning std::tuple of JsonMember.
template <typename T>
struct JsonMembers;

namespace json
{

inline QJsonValue valueOf(const QString &value)
{
    return value;
}
inline bool take(const QJsonValue &json, QString &value)
{
    value = json.toString();
    return json.isString();
}
inline QJsonValue valueOf(bool value)
{
    return value;
}
inline bool take(const QJsonValue &json, bool &value)
{
    value = json.toBool();
    return json.isBool();
}

/// Integers: Qt 6 keeps 63 bits exactly; a larger quint64 (no counter gets there) is capped.
template <typename I>
requires std::is_integral_v<I> QJsonValue valueOf(I value)
{
    if constexpr (sizeof(I) == sizeof(qint64) && std::is_unsigned_v<I>) {
        return static_cast<qint64>(std::min<I>(value, std::numeric_limits<qint64>::max()));
    } else {
        return static_cast<qint64>(value);
    }
}
template <typename I>
requires std::is_integral_v<I>
bool take(const QJsonValue &json, I &value)
{
    constexpr qint64 none = std::numeric_limits<qint64>::min();
    const qint64 number = json.toInteger(none);
    if (number == none || !std::in_range<I>(number)) {
        return false;
    }
    value = static_cast<I>(number);
    return true;
}

template <typename T>
QJsonObject objectOf(const T &document);
template <typename T>
QString fill(const QJsonObject &json, T &document);

template <typename T>
QJsonValue valueOf(const QList<T> &list)
{
    QJsonArray array;
    for (const T &item : list) {
        if constexpr (std::is_integral_v<T>) {
            array.append(valueOf(item));
        } else {
            array.append(objectOf(item));
        }
    }
    return array;
}
template <typename T>
bool take(const QJsonValue &json, QList<T> &list)
{
    if (!json.isArray()) {
        return false;
    }
    const QJsonArray array = json.toArray();
    list.clear();
    for (const QJsonValue &item : array) {
        T entry{};
        bool good = false;
        if constexpr (std::is_integral_v<T>) {
            good = take(item, entry);
        } else {
            good = item.isObject() && fill(item.toObject(), entry).isEmpty();
        }
        if (!good) {
            return false;
        }
        list.append(entry);
    }
    return true;
}

template <typename T>
QJsonObject objectOf(const T &document)
{
    QJsonObject object;
    const auto one = [&](const auto &member) {
        object.insert(QLatin1String(member.key), valueOf(document.*(member.member)));
    };
    std::apply([&](const auto &...member) { (one(member), ...); }, JsonMembers<T>::all());
    return object;
}

/// The key whose value has a wrong type or range, empty when all is well. Missing keys keep the default,
/// unknown ones are ignored.
template <typename T>
QString fill(const QJsonObject &json, T &document)
{
    QString wrong;
    const auto one = [&](const auto &member) {
        const auto found = json.constFind(QLatin1String(member.key));
        if (found != json.constEnd() && !take(*found, document.*(member.member)) && wrong.isEmpty()) {
            wrong = QLatin1String(member.key);
        }
    };
    std::apply([&](const auto &...member) { (one(member), ...); }, JsonMembers<T>::all());
    return wrong;
}

} // namespace json
} // namespace recorder
