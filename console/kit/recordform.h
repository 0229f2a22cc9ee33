// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/recordformbase.h"

#include <algorithm>
#include <vector>

namespace console
{

/// A form over one type of record. Members without a field keep the value they came with.
template <typename R>
class RecordForm final : public RecordFormBase
{
public:
    explicit RecordForm(std::vector<Field<R>> fields, QWidget *parent = nullptr)
        : RecordFormBase(infosOf(fields), parent)
        , m_fieldsOf(std::move(fields))
    {
    }

    void setRecord(const R &record)
    {
        m_record = record;
        setValues(valuesOf(record));
    }
    /// Another version of the same record becomes what is edited; what is on the screen stays.
    void rebase(const R &theirs)
    {
        m_record = theirs;
        setClean(valuesOf(theirs));
    }
    /// Bulk edit: nothing is changed but what is asked for. `all` = these are all that is edited; else more
    /// are, and what the others hold is not known.
    void setRecords(const QList<R> &records, bool all)
    {
        QVariantMap common;
        for (const Field<R> &f : m_fieldsOf) {
            const QVariant first = records.isEmpty() ? QVariant() : f.get(records.front());
            const bool same = all && std::all_of(records.begin(), records.end(),
                                                 [&](const R &r) { return f.get(r) == first; });
            if (same && first.isValid()) {
                common.insert(f.info.key, first);
            }
        }
        setBulk(common);
    }
    /// What was given, with the values on the screen.
    R record() const
    {
        R record = m_record;
        const QVariantMap now = values();
        for (const Field<R> &f : m_fieldsOf) {
            f.set(record, now.value(f.info.key));
        }
        return record;
    }
    void showConflictWith(const R &theirs)
    {
        QList<FieldConflict> conflicts;
        const QVariantMap other = valuesOf(theirs);
        for (auto it = other.begin(); it != other.end(); ++it) {
            conflicts.append({it.key(), it.value()});
        }
        showConflict(conflicts);
    }

private:
    static QList<FieldInfo> infosOf(const std::vector<Field<R>> &fields)
    {
        QList<FieldInfo> infos;
        for (const Field<R> &f : fields) {
            infos.append(f.info);
        }
        return infos;
    }
    QVariantMap valuesOf(const R &record) const
    {
        QVariantMap values;
        for (const Field<R> &f : m_fieldsOf) {
            values.insert(f.info.key, f.get(record));
        }
        return values;
    }

    std::vector<Field<R>> m_fieldsOf;
    R m_record{};
};

} // namespace console
