// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;

namespace console
{

/// Labels left, fields right, the error of a field in words under it. For the few forms of the shell;
/// entities are edited with the forms of console/crud.
class FieldForm final : public QWidget
{
    Q_OBJECT
public:
    explicit FieldForm(QWidget *parent = nullptr);

    /// The label gets the field as buddy, required ones a star that is also in the accessible name.
    void addField(const QString &key, const QString &label, QWidget *field, bool required = false);
    void addWide(QWidget *widget); ///< without a label, below the fields
    void addNote(QWidget *note);   ///< under the field before it
    void setFieldVisible(const QString &key, bool visible);

    /// Field key -> words. The first field with an error gets the focus; keys that are no fields are
    /// returned.
    QStringList showErrors(const QMap<QString, QString> &errors);
    void clearErrors();
    QString errorOf(const QString &key) const;

private:
    struct Row {
        QString key;
        QLabel *label;
        QWidget *field;
        QLabel *error;
    };
    QGridLayout *m_grid;
    std::vector<Row> m_rows;
    int m_line = 0;
};

} // namespace console
