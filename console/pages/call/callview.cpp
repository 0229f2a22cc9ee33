// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/callview.h"
#include "console/pages/call/assignbutton.h"
#include "console/pages/call/confidentialbutton.h"

#include "common/rpc/codecs/callcodec.h"
#include "console/kit/banner.h"
#include "console/kit/blockgrid.h"
#include "console/kit/flowlayout.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/stateview.h"
#include "console/kit/statuschip.h"
#include "console/kit/titlelabel.h"
#include "console/kit/words.h"
#include "console/net/sessionkeys.h"
#include "console/pages/administration/auditsection.h"
#include "console/pages/call/callblocks.h"
#include "console/pages/call/calldownload.h"
#include "console/pages/call/holdbutton.h"
#include "console/pages/call/sealedreader.h"
#include "console/pages/call/verifymark.h"
#include "console/player/playeractions.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"

#include <QAction>
#include <QApplication>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace console
{

using common::ErrorCode;

namespace
{
const QString kWide = QStringLiteral("call/wide");
constexpr int kGapsShown = 50;
} // namespace

CallView::CallView(const PageContext &context, const QString &callId, const CallAudioFactory &audio,
                   QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_callId(callId)
    , m_formats(Formats::forZone(context.identity.timeZone))
    , m_audio(audio())
    , m_stream(context.rpc, callId)
    , m_stack(new QStackedLayout(this))
    , m_states(new StateView)
{
    setObjectName(QStringLiteral("callPage"));
    buildContent();
    m_stack->addWidget(m_states);
    m_stack->addWidget(m_content);
    connect(m_states, &StateView::retryRequested, this, &CallView::load);
    connect(&m_context.rpc, &common::RpcClient::readyChanged, this, [this](bool ready) {
        if (ready && m_failed) {
            load();
        }
        if (ready && m_peaksCut) {
            loadPeaks();
        }
    });
    connectMedia();
    if (m_context.keys != nullptr) {
        connect(m_context.keys, &SessionKeys::stateChanged, this, &CallView::followKeys);
    }
    load();
}

CallView::~CallView()
{
    m_stream.disconnect(this);
    delete m_content; // the player's widgets go before what they show
}

void CallView::buildContent()
{
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus); // everything in it can be reached by itself
    auto *inside = new QWidget;
    auto *layout = new QVBoxLayout(inside);
    layout->setContentsMargins(kGapLarge, kGap, kGapLarge, kGapLarge);
    layout->setSpacing(kGap);
    m_incomplete = new Banner;
    m_incomplete->setObjectName(QStringLiteral("incomplete"));
    m_mediaBanner = new Banner;
    m_mediaBanner->setObjectName(QStringLiteral("media"));
    m_player = new PlayerPanel(m_audio->playback(), m_settings);
    m_player->setRemark(tr("No screen recording."));
    m_blocks = new BlockGrid;
    m_notes = new QLabel;
    m_notes->setObjectName(QStringLiteral("notes"));
    m_notes->setTextFormat(Qt::RichText);
    m_notes->setWordWrap(true);
    m_notes->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_notes->setAccessibleName(tr("Notes on the recording"));
    layout->addWidget(header());
    layout->addWidget(m_incomplete);
    layout->addWidget(m_mediaBanner);
    layout->addWidget(m_player, 1);
    layout->addWidget(m_blocks);
    m_verify = new VerifyMark(m_context, m_callId);
    layout->addWidget(m_verify);
    layout->addWidget(m_notes);
    m_audit = auditSection(m_context, m_callId, inside);
    layout->addWidget(m_audit);
    scroll->setWidget(inside);
    m_content = scroll;
    addActions(m_player->actions().pageActions());
    connect(&m_player->actions(), &PlayerActions::linkRequested, this, [this](Ms position) {
        const double seconds = static_cast<double>(position.count() / 100) / 10; // nobody needs it finer
        m_context.navigator.copyLink({{QStringLiteral("t"), QString::number(seconds, 'f', 1)}});
    });
    connect(m_mediaBanner, &Banner::pressed, this, &CallView::pressMedia);
    connect(&m_player->peaks(), &PeaksModel::changed, this, [this] {
        if (m_call && m_player->peaks().state() != PeaksModel::State::Waiting &&
            m_player->peaks().channels() != m_lanes) {
            setLanes();
        }
    });
    connect(m_notes, &QLabel::linkActivated, this, [this](const QString &link) {
        m_audio->playback().seek(Ms(link.mid(link.indexOf(QLatin1Char(':')) + 1).toLongLong()));
    });
}

QWidget *CallView::header()
{
    auto *header = new QWidget;
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kGap);
    m_title = new TitleLabel;
    m_title->setObjectName(QStringLiteral("title"));
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_state = new StatusChip;
    m_save = new QPushButton(icon(QStringLiteral("download")), tr("Save audio file"));
    m_save->setObjectName(QStringLiteral("save"));
    connect(m_save, &QPushButton::clicked, this, &CallView::chooseFile);
    m_wide = new QPushButton(icon(QStringLiteral("maximize-2")), tr("Wide view"));
    m_wide->setObjectName(QStringLiteral("wide"));
    m_wide->setCheckable(true);
    m_wide->setToolTip(tr("The player alone: without the pages at the side and the details below"));
    connect(m_wide, &QPushButton::toggled, this, &CallView::setWide);
    row->addWidget(m_title);
    row->addWidget(m_state);
    row->addStretch();
    auto *buttons = new QWidget; // in a narrow window and in long words two lines
    auto *flow = new FlowLayout(buttons);
    flow->setContentsMargins(0, 0, 0, 0);
    flow->setSpacing(kGap);
    m_confidential = new ConfidentialButton(m_context, m_callId);
    connect(m_confidential, &ConfidentialButton::changed, this, &CallView::load);
    flow->addWidget(m_confidential);
    m_hold = new HoldButton(m_context, m_callId);
    connect(m_hold, &HoldButton::changed, this, &CallView::load);
    flow->addWidget(m_hold);
    m_assign = new AssignButton(m_context);
    connect(m_assign, &AssignButton::changed, this, &CallView::load);
    flow->addWidget(m_assign);
    flow->addWidget(m_wide);
    flow->addWidget(m_save);
    row->addWidget(buttons);
    return header;
}

bool CallView::isWide() const
{
    return m_wide->isChecked();
}

void CallView::setWide(bool wide)
{
    m_settings.setValue(kWide, wide);
    m_context.navigator.setWide(this, wide);
    m_blocks->setHidden(wide);
    m_audit->setHidden(wide);
    m_verify->setHidden(wide);
    m_notes->setHidden(wide || m_notes->text().isEmpty());
}

bool CallView::showKeys()
{
    const QWidget *focus = QApplication::focusWidget();
    if (focus == nullptr || !m_player->isAncestorOf(focus)) {
        return false;
    }
    m_player->actions().action(QStringLiteral("keys"))->trigger();
    return true;
}

void CallView::takeFocus()
{
    // The keys of the player work from the first moment on; what the user went to meanwhile is left to him.
    setFocusProxy(&m_player->waveform());
    const QWidget *focus = QApplication::focusWidget();
    if (isVisible() && (focus == nullptr || focus == this || m_states->isAncestorOf(focus))) {
        m_player->waveform().setFocus(Qt::OtherFocusReason);
    }
}

void CallView::beginAt(Ms position)
{
    m_beginAt = position;
    goToBegin();
}

void CallView::goToBegin()
{
    Playback &playback = m_audio->playback();
    if (m_beginAt && playback.state() != PlaybackState::Empty && playback.duration() > *m_beginAt) {
        playback.seek(*std::exchange(m_beginAt, std::nullopt));
    }
}

void CallView::refresh()
{
    m_verify->clear();
    load();
}

void CallView::load()
{
    m_context.rpc.cancel(m_get);
    m_failed = false;
    if (!m_call) {
        m_states->showLoading();
        m_stack->setCurrentWidget(m_states);
    }
    earshot::v1::CallRef request;
    request.set_id(m_callId.toStdString());
    m_get = common::call<earshot::v1::CallDetails>(
        m_context.rpc, QStringLiteral("earshot.v1.Calls/Get"), request, this,
        [this](const common::Result<earshot::v1::CallDetails> &reply) {
            m_get = 0;
            const auto call =
                reply ? common::fromWire(*reply)
                      : common::Result<common::StoredCall>(tl::unexpected<common::Error>(reply.error()));
            if (call) {
                showCall(*call);
            } else {
                showFailure(call.error());
            }
        });
}

void CallView::showFailure(const common::Error &error)
{
    m_failed = error.code == ErrorCode::Unavailable;
    if (m_call && m_failed) {
        return; // what is shown stays readable
    }
    if (error.code == ErrorCode::Denied && !error.fields.contains(QStringLiteral("reason"))) {
        m_states->showDenied(error.fields.value(QStringLiteral("permission"), QStringLiteral("calls.view")));
    } else {
        const QString doing = tr("load the call");
        m_states->showError(sentenceFor(error, doing), errorDetails(error, QStringLiteral("Calls/Get")));
    }
    m_stack->setCurrentWidget(m_states);
}

void CallView::showCall(const common::StoredCall &call)
{
    const bool first = !m_call;
    m_call = call;
    const QString caption = captionOf(call);
    m_title->setText(caption);
    m_context.navigator.setCaption(this, caption);
    const StatusWord state = wordOf(call.call.state);
    m_state->setStatus(state.role, state.word);
    m_blocks->setBlocks(blocksOf(call, m_formats, std::chrono::system_clock::now()));
    m_incomplete->setVisible(call.call.state == common::CallState::Partial);
    if (call.call.state == common::CallState::Partial) {
        m_incomplete->tell(StatusRole::Pending,
                           tr("This recording is incomplete. %1").arg(partialWords(call.call.reason)));
    }
    m_confidential->setFlags(call.call.flags);
    m_hold->setFlags(call.call.flags);
    m_assign->setCall(call);
    showSave();
    showNotes();
    setLanes();
    m_stack->setCurrentWidget(m_content);
    if (first) {
        m_wide->setChecked(m_settings.value(kWide).toBool());
        takeFocus();
    }
    const bool nothingYet = m_stream.received() == 0 && !m_stream.isRunning() && !m_stream.isWaiting();
    if (first || nothingYet) {
        loadMedia();
    }
}

void CallView::showNotes()
{
    QStringList lines;
    const QStringList flags = flagWords(m_call->call.flags);
    for (const QString &words : flags) {
        lines.append(words.toHtmlEscaped());
    }
    if (m_call->hold) {
        lines.append(holdText(*m_call->hold, m_formats).toHtmlEscaped());
    }
    const QList<common::Gap> &gaps = m_call->call.gaps;
    if (!gaps.isEmpty()) {
        lines.append(QStringLiteral("<b>%1</b>").arg(tr("Gaps").toHtmlEscaped()));
    }
    for (const common::Gap &gap : gaps.mid(0, kGapsShown)) {
        lines.append(QStringLiteral("<a href=\"gap:%1\">%2</a>")
                         .arg(gap.start.count())
                         .arg(gapText(gap, *m_call, m_formats).toHtmlEscaped()));
    }
    if (gaps.size() > kGapsShown) {
        lines.append(
            tr("and %n more gap(s)", nullptr, static_cast<int>(gaps.size()) - kGapsShown).toHtmlEscaped());
    }
    m_notes->setText(lines.join(QStringLiteral("<br>")));
    m_notes->setVisible(!lines.isEmpty() && !isWide());
}

const common::MediaFile *CallView::fileOf(common::MediaFile::Kind kind) const
{
    const auto &files = m_call->call.files;
    const auto file = std::find_if(files.begin(), files.end(),
                                   [kind](const common::MediaFile &each) { return each.kind == kind; });
    return file == files.end() ? nullptr : &*file;
}

void CallView::setLanes()
{
    m_lanes = m_player->peaks().channels();
    m_player->setLanes(lanesOf(*m_call, m_lanes));
}

void CallView::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Save audio file"));
    dialog->setObjectName(QStringLiteral("saveAudio"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    const common::MediaFile *file = audioFile();
    const QString suffix = file == nullptr ? QString() : file->format;
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(m_fileName.isEmpty() ? m_callId + QLatin1Char('.') + suffix : m_fileName);
    connect(dialog, &QFileDialog::fileSelected, this, &CallView::save);
    dialog->open();
}

void CallView::save(const QString &path)
{
    const common::MediaFile *row = audioFile();
    auto *download = new CallDownload(
        m_context.rpc, m_context.navigator.tasks(),
        {m_callId, path, captionOf(*m_call), m_context.serverKey, m_context.keys,
         row == nullptr ? std::optional<common::MediaFile>() : std::optional<common::MediaFile>(*row)});
    connect(download, &CallDownload::ended, this,
            [this](TaskState, const QString &words) { m_context.navigator.notify(words); });
}

} // namespace console
