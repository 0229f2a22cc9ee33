// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QMetaType>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <functional>
#include <type_traits>

namespace console
{

/// MultiChoice: the ticked values. Reference: one Reference; References: several, as chips. Texts: short
/// texts, one a row. Day: a QDate or none.
enum class EditorKind {
    Line,
    Secret,
    Text,
    Int,
    Decimal,
    Duration,
    Bool,
    Choice,
    Radio,
    MultiChoice,
    Reference,
    References,
    Texts,
    Day
};

struct FieldChoice {
    QVariant value;
    QString text;
    QString group{}; ///< MultiChoice: a heading over those of one group
};

/// What a record points to in another list.
struct Reference {
    QString id; ///< empty = nothing
    QString name;
    bool operator==(const Reference &) const = default;
};
using References = QList<Reference>;
/// Asks the server what a text may mean; empty = the first of all. `done` is not called after `context` died.
using Lookup =
    std::function<void(const QString &text, QObject *context, std::function<void(const References &)> done)>;

/// A value that goes with others: asked by the form when somebody edited one of `keys`. An invalid answer
/// leaves it as it is.
struct Following {
    QStringList keys{};
    std::function<QVariant(const QVariant &value, const QVariantMap &now)> value{};
};

/// What a form must know of a field without knowing the record.
struct FieldInfo {
    QString key; ///< stable; the same as in Error::fields
    QString label;
    EditorKind kind = EditorKind::Line;
    QString help{};  ///< a line under the field
    QString words{}; ///< Bool, Day: the text beside the box; Texts: of the button that adds a row
    bool required = false;
    QList<FieldChoice> choices{}; ///< Choice, Radio, MultiChoice
    double minimum = 0;           ///< Int, Decimal; Duration in seconds
    double maximum = 1'000'000;
    int decimals = 1;
    QString suffix{};
    QString minimumText{}; ///< Int: shown instead of the minimum: "No limit"
    QString section{};     ///< a heading above this field
    /// The same by the values on the screen: a type gives its name to its part. Empty = no heading.
    std::function<QString(const QVariantMap &)> sectionOf{};
    Lookup lookup{}; ///< Reference, References
    int maxLength = 255;
    QString placeholder{}; ///< Line, Secret, Text: shown while it is empty
    /// By the values on the screen; absent = always. A disabled field keeps its value.
    std::function<bool(const QVariantMap &)> enabled{};
    /// The same for being there at all; what is not shown is not checked.
    std::function<bool(const QVariantMap &)> visible{};
    Following following{};
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

/// Two members that belong together: ids and the names the server told with them.
template <typename R>
Field<R> referencesField(QStringList R::*ids, QStringList R::*names, FieldInfo info)
{
    info.kind = EditorKind::References;
    return {std::move(info),
            [ids, names](const R &r) {
                References all;
                for (qsizetype i = 0; i < (r.*ids).size(); ++i) {
                    all.append({(r.*ids)[i], (r.*names).value(i)});
                }
                return QVariant::fromValue(all);
            },
            [ids, names](R &r, const QVariant &v) {
                (r.*ids).clear();
                (r.*names).clear();
                for (const Reference &reference : v.value<References>()) {
                    (r.*ids).append(reference.id);
                    (r.*names).append(reference.name);
                }
            }};
}
template <typename R>
Field<R> referenceField(QString R::*id, QString R::*name, FieldInfo info)
{
    info.kind = EditorKind::Reference;
    return {std::move(info),
            [id, name](const R &r) {
                return QVariant::fromValue(Reference{r.*id, r.*name});
            },
            [id, name](R &r, const QVariant &v) {
                r.*id = v.value<Reference>().id;
                r.*name = v.value<Reference>().name;
            }};
}

} // namespace console

Q_DECLARE_METATYPE(console::Reference)
Q_DECLARE_METATYPE(console::References)
