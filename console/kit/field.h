// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QVariant>

#include <functional>
#include <type_traits>

namespace console
{

enum class EditorKind { Line, Secret, Text, Int, Decimal, Duration, Bool, Choice, Radio, MultiChoice };

struct FieldChoice {
    QVariant value;
    QString text;
};

/// What a form must know of a field without knowing the record.
struct FieldInfo {
    QString key; ///< stable; the same as in Error::fields
    QString label;
    EditorKind kind = EditorKind::Line;
    QString help{};  ///< a line under the field
    QString words{}; ///< Bool: the text beside the box
    bool required = false;
    QList<FieldChoice> choices{}; ///< Choice, Radio, MultiChoice
    double minimum = 0;           ///< Int, Decimal; Duration in seconds
    double maximum = 1'000'000;
    int decimals = 1;
    QString suffix{};
    int maxLength = 255;
    /// By the values on the screen; absent = always. A disabled field keeps its value.
    std::function<bool(const QVariantMap &)> enabled{};
    /// Words of what is wrong, empty = nothing. Called with the field's value and all values.
    std::function<QString(const QVariant &, const QVariantMap &)> check{};
};

/// A field of a record.
template <typename R>
struct Field {
    FieldInfo info;
    std::function<QVariant(const R &)> get;
    std::function<void(R &, const QVariant &)> set;
};

/// A field that is a member: field(&Group::name, {.key = …}). Enumerations travel as int.
template <typename R, typename T>
Field<R> field(T R::*member, FieldInfo info)
{
    if constexpr (std::is_enum_v<T>) {
        return {std::move(info), [member](const R &r) { return QVariant(static_cast<int>(r.*member)); },
                [member](R &r, const QVariant &v) { r.*member = static_cast<T>(v.toInt()); }};
    } else {
        return {std::move(info), [member](const R &r) { return QVariant::fromValue(r.*member); },
                [member](R &r, const QVariant &v) { r.*member = v.value<T>(); }};
    }
}

} // namespace console
