// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace console
{

/// One step of the test of a connection (common/proto/connectiontest.proto says what the codes are).
struct TestStepRow {
    QString name;  ///< code: "tcp"
    QString state; ///< "passed", "failed", "not-run"; here also "waiting" and "running"
    qint64 ms = 0;
    QString detail{}; ///< what the other side said
    QString cause{};  ///< code: "refused"
};

QString testStepWord(const QString &name); ///< "tls" -> "TLS"; unknown codes as they are
/// What to do about it, one sentence; a general one for unknown causes.
QString testRemedy(const QString &cause);

/// The steps of a connection test with shape and word, time and detail, and below them how it ended and what
/// to do. One for all that is tested: mail, directories, providers, storage. GUI thread.
class TestReportView final : public QWidget
{
    Q_OBJECT
public:
    explicit TestReportView(QWidget *parent = nullptr);

    /// The steps that will come, in order: the first one runs, the others wait.
    void begin(const QStringList &names);
    /// What is known so far. While it runs, the first announced step that is not in `steps` is running.
    void show(const QList<TestStepRow> &steps, bool finished);
    /// Nothing more comes: what has not passed or failed was not run.
    void stop();
    /// The line below the steps; a remedy is a second sentence.
    void setVerdict(bool passed, const QString &verdict, const QString &remedy = {});

    QString verdict() const;
    const QList<TestStepRow> &steps() const { return m_steps; }
    /// Plain text for the clipboard: steps, states, times, details, the verdict. The recorder puts no secrets
    /// into details; nothing of the settings is in it.
    QString report() const;

private:
    void rebuild();

    QStringList m_names;
    QList<TestStepRow> m_steps;
    QGridLayout *m_grid;
    QWidget *m_rows = nullptr;
    QLabel *m_icon;
    QLabel *m_verdict;
    QLabel *m_remedy;
};

} // namespace console
