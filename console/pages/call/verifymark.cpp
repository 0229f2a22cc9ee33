// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/verifymark.h"

#include "common/core/clock.h"
#include "common/proto/integrity.pb.h"
#include "common/rpc/rpcclient.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/statuschip.h"
#include "console/kit/words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

namespace
{

const QString kPermission = QStringLiteral("calls.view");
/// All of a long call, from a storage target that is far away.
constexpr std::chrono::minutes kPatience{10};

QString kindWord(const std::string &kind)
{
    if (kind == "audio") {
        return VerifyMark::tr("Audio");
    }
    if (kind == "peaks") {
        return VerifyMark::tr("Waveform");
    }
    return kind == "signalling" ? VerifyMark::tr("Signalling") : QString::fromStdString(kind);
}

QString contentWords(const std::string &content)
{
    if (content == "same") {
        return VerifyMark::tr("the stored file has the size and the SHA-256 that the database has");
    }
    if (content == "missing") {
        return VerifyMark::tr("the file is not where it was stored");
    }
    if (content == "unreachable") {
        return VerifyMark::tr("the file could not be read now");
    }
    return VerifyMark::tr("the stored file is not what the database has: its size or SHA-256 differ");
}

StatusWord wordOf(const std::string &verdict)
{
    if (verdict == "verified") {
        return {StatusRole::Good, VerifyMark::tr("Verified")};
    }
    if (verdict == "foreign") {
        return {StatusRole::Pending, VerifyMark::tr("Signed by another recorder")};
    }
    if (verdict == "pending") {
        return {StatusRole::Pending, VerifyMark::tr("Not signed yet")};
    }
    if (verdict == "unreachable") {
        return {StatusRole::Pending, VerifyMark::tr("Cannot be read now")};
    }
    if (verdict == "empty") {
        return {StatusRole::Inactive, VerifyMark::tr("No files")};
    }
    return {StatusRole::Failed, VerifyMark::tr("Not as it was recorded")};
}

} // namespace

VerifyMark::VerifyMark(const PageContext &context, QString callId, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_callId(std::move(callId))
    , m_formats(Formats::forZone(context.identity.timeZone))
    , m_view(new QPushButton(icon(QStringLiteral("lock")), tr("View")))
    , m_state(new StatusChip)
    , m_words(new QLabel)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGapSmall);
    auto *row = new QHBoxLayout;
    row->setSpacing(kGapSmall);
    auto *label = new QLabel(tr("Watermark:"));
    row->addWidget(label);
    row->addWidget(m_view);
    row->addWidget(m_state);
    row->addStretch();
    layout->addLayout(row);
    layout->addWidget(m_words);
    const bool may = context.identity.may(kPermission);
    m_view->setObjectName(QStringLiteral("verify"));
    m_view->setEnabled(may);
    m_view->setAccessibleName(tr("View the watermark"));
    m_view->setToolTip(
        may ? tr("Reads the files of this call where they are stored and compares them with what "
                 "the recorder has signed.")
            : tr("You need the permission “%1”.").arg(permissionWord(kPermission)));
    m_state->setObjectName(QStringLiteral("verified"));
    m_words->setObjectName(QStringLiteral("verifiedWords"));
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_words->setAccessibleName(tr("What was verified"));
    connect(m_view, &QPushButton::clicked, this, &VerifyMark::ask);
    clear();
}

void VerifyMark::clear()
{
    m_state->hide();
    tell({});
}

void VerifyMark::tell(const QString &words)
{
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
}

void VerifyMark::ask()
{
    m_view->setEnabled(false);
    m_state->setStatus(StatusRole::Running, tr("Reading"));
    m_state->show();
    tell({});
    earshot::v1::CallRef request;
    request.set_id(m_callId.toStdString());
    common::call<earshot::v1::IntegrityReport>(
        m_context.rpc, QStringLiteral("earshot.v1.Integrity/Verify"), request, this,
        [this](const common::Result<earshot::v1::IntegrityReport> &report) {
            m_view->setEnabled(true);
            if (report) {
                showReport(*report);
                return;
            }
            m_state->hide();
            tell(sentenceFor(report.error(), tr("verify the call")).oneLine());
        },
        {.deadline = kPatience});
}

QString VerifyMark::manifestWords(const earshot::v1::IntegrityFile &file) const
{
    const std::string &state = file.manifest();
    if (state == "signed") {
        const QString when = m_formats.dateTime(common::wallFromUnixMs(file.signed_ms()));
        const QString number = m_formats.number(qint64{file.number()});
        const QString recorder = QString::fromStdString(file.recorder());
        if (file.own_key()) {
            return tr("so it was signed on %1, in manifest %2, by this recorder").arg(when, number);
        }
        return file.trusted_key()
                   ? tr("so it was signed on %1, in manifest %2, by the recorder “%3”, whose key "
                        "this recorder's host vouches for")
                         .arg(when, number, recorder)
                   : tr("so it was signed on %1, in manifest %2, by the recorder “%3”, of whose "
                        "key only the database tells")
                         .arg(when, number, recorder);
    }
    if (state == "pending") {
        return tr("it is signed after the end of the day");
    }
    if (state == "differs") {
        return tr("the database is not what was signed in manifest %1")
            .arg(m_formats.number(qint64{file.number()}));
    }
    if (state == "contradiction") {
        return tr(
            "it was signed more than once, with different content or behind the back of the first time");
    }
    if (state == "signature") {
        return tr("the manifest that tells of it is not as it was signed");
    }
    if (state == "key") {
        return tr("the manifest that tells of it is signed with a key that this recorder does not know");
    }
    if (state == "chain") {
        return tr("the manifest before %1 is not the one that it names")
            .arg(m_formats.number(qint64{file.number()}));
    }
    return tr("no signed manifest tells of it, though one should");
}

QStringList VerifyMark::linesOf(const earshot::v1::IntegrityFile &file) const
{
    return {tr("%1: %2; %3.", "kind of file, what was found of it, what was signed")
                .arg(kindWord(file.file().kind()), contentWords(file.content()), manifestWords(file)),
            QStringLiteral("SHA-256 %1")
                .arg(QString::fromLatin1(QByteArray::fromStdString(file.file().sha256()).toHex()))};
}

void VerifyMark::showReport(const earshot::v1::IntegrityReport &report)
{
    const StatusWord word = wordOf(report.verdict());
    m_state->setStatus(word.role, word.word);
    m_state->show();
    QStringList lines{tr("Checked by the recorder on %1.")
                          .arg(m_formats.dateTime(common::wallFromUnixMs(report.checked_ms())))};
    for (const earshot::v1::IntegrityFile &file : report.files()) {
        lines += linesOf(file);
    }
    tell(lines.join(QLatin1Char('\n')));
}

} // namespace console
