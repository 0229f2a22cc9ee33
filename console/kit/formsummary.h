// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>
#include <QStringList>

class QLabel;

namespace console
{

/// What stands above the fields of a form when something is wrong: sentences, links to fields, both ways out
/// of a conflict. Takes plain texts. Hidden until it is told something; never asks for more width than there
/// is.
class FormSummary final : public QFrame
{
    Q_OBJECT
public:
    struct Line {
        QString key; ///< of the field that it leads to; empty: none
        QString label;
        QString text;
    };
    explicit FormSummary(QWidget *parent);

    void showErrors(const QList<Line> &lines);
    void showFailure(const QString &sentence);
    void showConflict(const QStringList &lines);

Q_SIGNALS:
    void followed(const QString &key);
    void reloadRequested();
    void overwriteRequested();

private:
    void tell(const QString &html, bool withConflictButtons);

    QLabel *m_text;
    QWidget *m_conflictButtons;
};

} // namespace console
