// SPDX-License-Identifier: GPL-3.0-or-later
// Where the call page's sound and waveform come from; what is encrypted goes on in callviewsealed.cpp.
#include "console/pages/call/callview.h"

#include "common/rpc/codecs/callcodec.h"
#include "console/kit/banner.h"
#include "console/kit/plaintip.h"
#include "console/kit/words.h"
#include "console/net/sessionkeys.h"
#include "console/pages/call/sealedreader.h"
#include "console/player/playerpanel.h"

namespace console
{

using common::ErrorCode;

namespace
{
const QString kPlayback = QStringLiteral("calls.playback");
/// The player keeps a recording in memory; this is 18 hours of stereo WAV.
constexpr qint64 kMostInMemory = qint64{1} << 30;
} // namespace

void CallView::connectMedia()
{
    connect(&m_stream, &MediaStream::opened, this, &CallView::beginAudio);
    connect(&m_stream, &MediaStream::data, this, [this](const QByteArray &bytes, qint64 credit) {
        if (m_sealed) {
            m_sealed->add(bytes, credit);
            return;
        }
        m_audio->append(bytes);
        m_stream.taken(credit);
    });
    connect(&m_stream, &MediaStream::finished, this, [this] {
        if (m_sealed) {
            m_sealed->finish();
        } else {
            m_audio->finish();
        }
    });
    connect(&m_stream, &MediaStream::failed, this, &CallView::mediaFailed);
    connect(&m_stream, &MediaStream::interrupted, this, [this] {
        m_mediaBanner->tell(StatusRole::Pending,
                            tr("Loading the recording goes on when the connection is back."));
    });
    connect(&m_stream, &MediaStream::resumed, m_mediaBanner, &QWidget::hide);
    connect(&m_audio->playback(), &Playback::durationChanged, this, &CallView::goToBegin);
    // Who has moved while it was coming hears what he pointed at.
    connect(&m_audio->playback(), &Playback::positionChanged, this, [this](Ms position) {
        if (position > Ms(0) && m_audio->playback().state() != PlaybackState::Playing) {
            m_beginAt.reset();
        }
    });
}

bool CallView::mayPlay() const
{
    return m_context.identity.may(kPlayback);
}

void CallView::loadMedia()
{
    m_mediaBanner->hide();
    const common::MediaFile *file = audioFile();
    if (!mayPlay()) {
        m_player->setNotice(
            tr("You need the permission “%1” to hear this call.").arg(permissionWord(kPlayback)));
    } else if (m_call->call.state == common::CallState::Open) {
        m_player->setNotice(tr("The recording is still being written."));
    } else if (file == nullptr) {
        m_player->setNotice(tr("No audio is stored with this call."));
    } else if (file->size > kMostInMemory) {
        m_player->setNotice(tr("This recording is too long to be played here. Save the audio file instead."));
    } else if (!showSealed(*file)) {
        m_player->setNotice({});
        m_stream.stop();
        dropReaders();
        m_stream.start();
        loadPeaks();
    }
}

void CallView::beginAudio(const common::MediaFile &file, const QString &name)
{
    m_fileName = name;
    if (file.isSealed() || (audioFile() != nullptr && audioFile()->isSealed())) {
        beginSealedAudio(file);
        return;
    }
    m_audio->begin(file.size);
}

void CallView::mediaFailed(const common::Error &error)
{
    const QString doing = tr("load the recording");
    const QString words = error.code == ErrorCode::Conflict
                              ? tr("The recording on the server is not what was stored. It is not played.")
                              : sentenceFor(error, doing).oneLine();
    m_mediaBanner->tell(StatusRole::Failed, words, tr("Retry"));
    m_mediaBanner->setToolTip(plainTip(errorDetails(error, QStringLiteral("Calls/Media"))));
}

void CallView::loadPeaks()
{
    m_context.rpc.cancel(m_peaks);
    m_peaksCut = false;
    m_player->peaks().clear();
    if (!beginSealedPeaks()) {
        showPeaksEnd();
        return;
    }
    earshot::v1::CallRef request;
    request.set_id(m_callId.toStdString());
    m_peaks = common::stream<earshot::v1::MediaChunk>(
        m_context.rpc, QStringLiteral("earshot.v1.Calls/Peaks"), request, this,
        [this](const earshot::v1::MediaChunk &chunk) {
            if (!chunk.has_info()) {
                const auto &bytes = chunk.data();
                takePeaks(QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())));
            }
        },
        [this](const common::Status &status) { peaksEnded(status); });
}

void CallView::peaksEnded(const common::Status &status)
{
    m_peaks = 0;
    if (!status && isCut(status.error())) {
        m_peaksCut = true; // what has come stays until they are asked for again
        return;
    }
    if (status && m_sealedPeaks) {
        m_sealedPeaks->finish(); // what it gives or refuses is shown then
        return;
    }
    if (status) {
        m_player->peaks().finish();
    }
    showPeaksEnd();
}

void CallView::showPeaksEnd()
{
    if (m_player->peaks().blocks() == 0) { // the call can be heard all the same
        m_player->setNotice(tr("There is no waveform for this call."));
    }
}

} // namespace console
