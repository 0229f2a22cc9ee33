// SPDX-License-Identifier: GPL-3.0-or-later
// What the call page does with encrypted recordings: they are opened in memory, whole, before the first
// sample.
#include "common/audio/recordingcheck.h"
#include "console/kit/banner.h"
#include "console/kit/words.h"
#include "console/net/sessionkeys.h"
#include "console/pages/call/callview.h"
#include "console/pages/call/sealedreader.h"
#include "console/player/playerpanel.h"

#include <QPushButton>

#include <algorithm>

namespace console
{

namespace
{

/// What a file says of itself inside of its seal: whoever swaps the rows of two calls cannot change that.
bool isOfAnother(const QByteArray &content, const common::CallId &call)
{
    const QString said =
        common::recordingIn(content.first(std::min(content.size(), common::RecordingCheck::kHead)));
    return !said.isEmpty() && QUuid::fromString(said) != call.uuid();
}

} // namespace

void CallView::showSave()
{
    const common::MediaFile *file = audioFile();
    const SealAccess access = file == nullptr ? SealAccess::Plain : sealAccessOf(m_context.keys, *file);
    const QString notice = file == nullptr ? QString() : sealNotice(access, *file, m_context.keys);
    m_save->setEnabled(mayPlay() && file != nullptr && notice.isEmpty());
    m_save->setToolTip(
        mayPlay()
            ? notice
            : tr("You need the permission “%1”.").arg(permissionWord(QStringLiteral("calls.playback"))));
}

/// True: it cannot be opened now, and the player says why.
bool CallView::showSealed(const common::MediaFile &file)
{
    const SealAccess access = sealAccessOf(m_context.keys, file);
    const QString notice = sealNotice(access, file, m_context.keys);
    if (notice.isEmpty()) {
        return false;
    }
    m_player->setNotice(notice);
    if (const QString remedy = sealRemedy(access, m_context.keys); !remedy.isEmpty()) {
        m_mediaBanner->tell(StatusRole::Pending, notice, remedy);
    }
    return true;
}

void CallView::pressMedia()
{
    const common::MediaFile *file = m_call ? audioFile() : nullptr;
    const bool locked = file != nullptr && sealAccessOf(m_context.keys, *file) == SealAccess::Locked;
    if (!locked || m_context.keys == nullptr) {
        loadMedia();
    } else if (m_context.keys->state() == SessionKeys::State::Failed) {
        m_context.keys->reload();
    } else {
        m_context.navigator.unlockKeys();
    }
}

void CallView::followKeys()
{
    const common::MediaFile *file = m_call ? audioFile() : nullptr;
    if (file == nullptr || !file->isSealed()) {
        return;
    }
    showSave();
    const bool open = sealAccessOf(m_context.keys, *file) == SealAccess::Open;
    if (open && m_sealed) {
        return; // it is under way, or heard
    }
    if (!open) {
        dropSealed();
    }
    loadMedia();
}

void CallView::dropSealed()
{
    m_stream.stop();
    m_context.rpc.cancel(m_peaks);
    m_peaksCut = false;
    dropReaders();
    m_audio->clear();
    m_player->peaks().clear();
}

void CallView::dropReaders()
{
    ++m_seal;
    m_sealed.reset();
    m_sealedPeaks.reset();
}

std::unique_ptr<SealedReader> CallView::unseal(const common::MediaFile &file,
                                               std::function<void(const QByteArray &)> opened)
{
    auto reader = std::make_unique<SealedReader>(fileKeysOf(*m_context.keys, file), file.size, file.sha256);
    // A reader that is gone may have said something that is still on its way.
    connect(reader.get(), &SealedReader::opened, this,
            [this, seal = m_seal, opened = std::move(opened)](const QByteArray &content) {
                if (seal == m_seal) {
                    opened(content);
                }
            });
    return reader;
}

void CallView::beginSealedAudio(const common::MediaFile &file)
{
    const common::MediaFile *row = audioFile();
    if (row == nullptr || !isSameFile(*row, file) || sealAccessOf(m_context.keys, *row) != SealAccess::Open) {
        m_stream.stop();
        mediaFailed({common::ErrorCode::Conflict,
                     QStringLiteral("another file than the call has"),
                     {{QStringLiteral("reason"), QStringLiteral("media")}}});
        return;
    }
    m_audio->clear();
    m_sealed = unseal(*row, [this](const QByteArray &content) {
        if (isOfAnother(content, m_call->call.id)) {
            mediaFailed({common::ErrorCode::Conflict,
                         QStringLiteral("the recording of another call"),
                         {{QStringLiteral("reason"), QStringLiteral("media")}}});
            return;
        }
        m_audio->begin(content.size());
        m_audio->append(content);
        m_audio->finish();
    });
    connect(m_sealed.get(), &SealedReader::taken, this, [this, seal = m_seal](qint64 credit) {
        if (seal == m_seal) {
            m_stream.taken(credit);
        }
    });
    connect(m_sealed.get(), &SealedReader::failed, this, [this, seal = m_seal](const common::Error &error) {
        if (seal == m_seal) {
            m_stream.stop();
            mediaFailed(error.fields.contains(QStringLiteral("container"))
                            ? common::Error{common::ErrorCode::Conflict, error.message, error.fields}
                            : error);
        }
    });
}

/// False: there are none that could be opened. What comes all the same is not looked at.
bool CallView::beginSealedPeaks()
{
    m_sealedPeaks.reset();
    const common::MediaFile *audio = audioFile();
    const common::MediaFile *row = fileOf(common::MediaFile::Kind::Peaks);
    if ((audio == nullptr || !audio->isSealed()) && (row == nullptr || !row->isSealed())) {
        return true;
    }
    if (row == nullptr || sealAccessOf(m_context.keys, *row) != SealAccess::Open ||
        row->size > 2 * PeaksModel::kMaxBaseBytes) {
        return false;
    }
    m_sealedPeaks = unseal(*row, [this](const QByteArray &content) {
        m_player->peaks().append(content);
        m_player->peaks().finish();
        showPeaksEnd();
    });
    connect(m_sealedPeaks.get(), &SealedReader::failed, this, [this, seal = m_seal](const common::Error &) {
        if (seal == m_seal) {
            showPeaksEnd();
        }
    });
    return true;
}

void CallView::takePeaks(const QByteArray &bytes)
{
    if (m_sealedPeaks) {
        m_sealedPeaks->add(bytes, 0);
    } else {
        m_player->peaks().append(bytes);
    }
}

} // namespace console
