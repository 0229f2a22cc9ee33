// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"
#include "console/kit/formats.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace earshot::v1
{
class IntegrityFile;
class IntegrityReport;
} // namespace earshot::v1

namespace console
{

class StatusChip;

/// "Watermark: View" of a call's page: asks the recorder to read the call's files where they are stored and
/// to compare them with the database and the signed manifest, and says in words what was compared, when, and
/// what is wrong. Asks when it is told to, because all of the files are read.
class VerifyMark final : public QWidget
{
    Q_OBJECT
public:
    VerifyMark(const PageContext &context, QString callId, QWidget *parent = nullptr);

    /// What was found before says nothing of what is there now.
    void clear();

private:
    void ask();
    void showReport(const earshot::v1::IntegrityReport &report);
    void tell(const QString &words);
    QStringList linesOf(const earshot::v1::IntegrityFile &file) const;
    QString manifestWords(const earshot::v1::IntegrityFile &file) const;

    PageContext m_context;
    const QString m_callId;
    const Formats m_formats;
    QPushButton *m_view;
    StatusChip *m_state;
    QLabel *m_words;
};

} // namespace console
