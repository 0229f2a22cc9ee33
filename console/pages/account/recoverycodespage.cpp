// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/account/recoverycodespage.h"

#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QCheckBox>
#include <QClipboard>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSaveFile>
#include <QThreadPool>
#include <QVBoxLayout>

namespace console
{

namespace
{

/// A file only its owner reads, written away from the GUI thread; `done` hears whether it worked.
void writeFile(const QString &path, const QByteArray &text, QObject *context,
               std::function<void(const QString &problem)> done)
{
    QPointer<QObject> alive(context);
    QThreadPool::globalInstance()->start([path, text, alive, done = std::move(done)] {
        QSaveFile file(path);
        bool written = file.open(QIODevice::WriteOnly);
        written = written && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        written = written && file.write(text) == text.size() && file.commit();
        const QString problem = written ? QString() : file.errorString();
        if (alive) {
            QMetaObject::invokeMethod(
                qApp,
                [alive, done, problem] {
                    if (alive) {
                        done(problem);
                    }
                },
                Qt::QueuedConnection);
        }
    });
}

void chooseFile(QWidget *parent, const QString &suggested, std::function<void(const QString &)> done)
{
    auto *dialog = new QFileDialog(parent, Tr::tr("Save the recovery codes"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(suggested);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(done));
    dialog->open();
}

} // namespace

RecoveryCodesPage::RecoveryCodesPage(const QString &login, QWidget *parent)
    : QWidget(parent)
    , m_login(login)
    , m_chooseFile([this](const QString &suggested, std::function<void(const QString &)> chosen) {
        chooseFile(this, suggested, std::move(chosen));
    })
    , m_codes(new QPlainTextEdit)
    , m_kept(new QCheckBox(Tr::tr("I have kept them")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGapSmall);
    m_codes->setObjectName(QStringLiteral("codes"));
    m_codes->setReadOnly(true);
    m_codes->setTabChangesFocus(true);
    m_codes->setAccessibleName(Tr::tr("Recovery codes"));
    m_codes->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_codes->setMinimumHeight(m_codes->fontMetrics().lineSpacing() * 11);
    auto *copy = new QPushButton(icon(QStringLiteral("copy")), Tr::tr("Copy"));
    auto *file = new QPushButton(icon(QStringLiteral("save")), Tr::tr("Save as file…"));
    copy->setObjectName(QStringLiteral("copy-codes"));
    file->setObjectName(QStringLiteral("save-codes"));
    m_kept->setObjectName(QStringLiteral("kept"));
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_codes->toPlainText()); });
    connect(file, &QPushButton::clicked, this, &RecoveryCodesPage::save);
    connect(m_kept, &QCheckBox::toggled, this, &RecoveryCodesPage::keptChanged);
    auto *words =
        new QLabel(Tr::tr("Recovery codes let you in when your phone is not at hand. Each is good once. "
                          "They are shown only now: keep them where others do not find them."));
    words->setWordWrap(true);
    words->setTextFormat(Qt::PlainText);
    column->addWidget(words);
    column->addWidget(m_codes, 1);
    auto *row = new QHBoxLayout;
    row->addWidget(copy);
    row->addWidget(file);
    row->addStretch(1);
    column->addLayout(row);
    column->addWidget(m_kept);
}

void RecoveryCodesPage::setCodes(const QStringList &codes)
{
    m_codes->setPlainText(codes.join(QLatin1Char('\n')));
}

bool RecoveryCodesPage::isKept() const
{
    return m_kept->isChecked();
}

void RecoveryCodesPage::takeFocus()
{
    m_codes->setFocus();
}

void RecoveryCodesPage::save()
{
    m_chooseFile(QStringLiteral("earshot-recovery-codes.txt"), [this](const QString &path) {
        if (path.isEmpty()) {
            return;
        }
        const QString text =
            Tr::tr("Recovery codes of %1").arg(m_login) + QLatin1Char('\n') + m_codes->toPlainText();
        writeFile(path, text.toUtf8() + '\n', this, [this, path](const QString &problem) {
            if (problem.isEmpty()) {
                Q_EMIT saved(path);
            } else {
                Q_EMIT notSaved(problem);
            }
        });
    });
}

} // namespace console
