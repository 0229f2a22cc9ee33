// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/field.h"

#include <QMap>
#include <QWidget>

class QCheckBox;
class QFormLayout;
class QLabel;

namespace console
{

class FieldEditor;
class FormSummary;

/// A value that somebody else changed while it was being edited.
struct FieldConflict {
    QString key;
    QVariant theirs;
};

/// Labels, editors, help lines, errors under their fields and a summary with links above them. Knows values
/// by key, not records. GUI thread.
class RecordFormBase : public QWidget
{
    Q_OBJECT
public:
    explicit RecordFormBase(QList<FieldInfo> fields, QWidget *parent = nullptr);

    const QList<FieldInfo> &fields() const { return m_fields; }
    QVariantMap values() const;
    /// What counts as unchanged from now on.
    void setValues(const QVariantMap &values);
    /// As if somebody had typed it there.
    void edit(const QString &key, const QVariant &value);
    bool isDirty() const;
    /// Each field gets a box "leave as is" that must be taken off before it counts; fields that are not in
    /// `common` say that their values are mixed. Once, before it is shown.
    void setBulk(const QVariantMap &common);
    /// Bulk: the fields that were asked to change.
    QStringList changedKeys() const;
    void setReadOnly(bool readOnly);

    /// Checks what can be checked here, shows what is wrong and moves the focus to the first error.
    bool validate();
    /// Key -> words. Keys without a field stand in the summary alone. Empty = no errors.
    void setErrors(const QMap<QString, QString> &errors);
    QMap<QString, QString> errors() const { return m_errors; }
    /// A sentence in the summary, for failures that belong to no field.
    void setFailure(const QString &sentence);
    /// Shows both values of each field; overwrite keeps what is on the screen, reload takes theirs.
    void showConflict(const QList<FieldConflict> &conflicts);
    void clearMessages();
    /// Text of a value as its editor shows it.
    QString valueText(const QString &key, const QVariant &value) const;
    /// A widget below the fields: an extra panel of one page.
    void setExtraPanel(QWidget *panel);

Q_SIGNALS:
    void edited();
    void rowsChanged(); ///< others are to be seen than before
    void overwriteRequested();
    void reloadRequested();

protected:
    void setClean(const QVariantMap &values) { m_clean = values; }
    void showEvent(QShowEvent *event) override;

private:
    struct Row {
        FieldEditor *editor = nullptr;
        QLabel *label = nullptr;
        QLabel *error = nullptr;
        QLabel *help = nullptr;
        QCheckBox *change = nullptr; ///< bulk only
        QLabel *heading = nullptr;   ///< of the section that begins here
        bool shown = true;
    };
    void build();
    Row makeRow(const FieldInfo &info);
    QLabel *makeHeading(const QString &text);
    void updateEnabled();
    bool updateVisible(const QVariantMap &now);
    void takeEdit(const QString &key);
    void follow(const QString &link);

    QList<FieldInfo> m_fields;
    QMap<QString, Row> m_rows;
    QVariantMap m_clean;
    QMap<QString, QString> m_errors;
    bool m_readOnly = false;
    bool m_bulk = false;
    QFormLayout *m_form = nullptr;
    FormSummary *m_summary = nullptr;
};

} // namespace console
