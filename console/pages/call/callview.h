// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/callrecords.h"
#include "console/crud/page.h"
#include "console/kit/formats.h"
#include "console/pages/call/callaudio.h"
#include "console/pages/call/mediastream.h"
#include "console/pages/call/sealaccess.h"

#include <QSettings>
#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QPushButton;
class QStackedLayout;
class QVBoxLayout;

namespace console
{

class AssignButton;
class Banner;
class BlockGrid;
class ConfidentialButton;
class HoldButton;
class PlayerPanel;
class SealedReader;
class StateView;
class StatusChip;
class VerifyMark;

/// One recorded call: who spoke when, what is known of the recording, and the player. Loads the recording,
/// and never begins to play it.
class CallView final : public QWidget, public PageActions
{
    Q_OBJECT
public:
    CallView(const PageContext &context, const QString &callId, const CallAudioFactory &audio,
             QWidget *parent = nullptr);
    ~CallView() override;

    void refresh() override;
    bool showKeys() override;
    bool isWide() const;
    /// Stands there as soon as so much of the recording has come; a place behind its end is none.
    void beginAt(Ms position);

    PlayerPanel &player() { return *m_player; }
    StateView &states() { return *m_states; }
    BlockGrid &blocks() { return *m_blocks; }
    const std::optional<common::StoredCall> &call() const { return m_call; }

private:
    void buildContent();
    QWidget *header();
    void load();
    void showCall(const common::StoredCall &call);
    void showNotes();
    void showSave();
    void showFailure(const common::Error &error);
    const common::MediaFile *fileOf(common::MediaFile::Kind kind) const;
    const common::MediaFile *audioFile() const { return fileOf(common::MediaFile::Kind::Audio); }
    void pressMedia();
    void followKeys();
    bool showSealed(const common::MediaFile &file);
    std::unique_ptr<SealedReader> unseal(const common::MediaFile &file,
                                         std::function<void(const QByteArray &)> opened);
    void beginSealedAudio(const common::MediaFile &file);
    bool beginSealedPeaks();
    void dropSealed(); ///< what was opened, too
    void dropReaders();
    void connectMedia();
    void loadMedia();
    void beginAudio(const common::MediaFile &file, const QString &name);
    void mediaFailed(const common::Error &error);
    void loadPeaks();
    void takePeaks(const QByteArray &bytes);
    void peaksEnded(const common::Status &status);
    void showPeaksEnd();
    void setLanes();
    void setWide(bool wide);
    void takeFocus();
    void goToBegin();
    void chooseFile();
    void save(const QString &path);
    bool mayPlay() const;

    PageContext m_context;
    QString m_callId;
    Formats m_formats;
    QSettings m_settings;
    std::unique_ptr<CallAudio> m_audio;
    std::optional<common::StoredCall> m_call;
    common::RpcCallId m_get = 0;
    common::RpcCallId m_peaks = 0;
    bool m_peaksCut = false; ///< the connection went before they were here
    MediaStream m_stream;
    std::unique_ptr<SealedReader> m_sealed;      ///< null: the audio is not sealed
    std::unique_ptr<SealedReader> m_sealedPeaks; ///< the same
    quint64 m_seal = 0;                          ///< what readers of before have to say means nothing
    QString m_fileName;
    bool m_failed = false;
    std::optional<Ms> m_beginAt; ///< not yet gone to
    int m_lanes = 0;             ///< channels that the lanes were made for

    QStackedLayout *m_stack;
    StateView *m_states;
    QWidget *m_content = nullptr;
    QLabel *m_title = nullptr;
    StatusChip *m_state = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_wide = nullptr;
    ConfidentialButton *m_confidential = nullptr;
    HoldButton *m_hold = nullptr;
    AssignButton *m_assign = nullptr;
    Banner *m_incomplete = nullptr;
    Banner *m_mediaBanner = nullptr;
    PlayerPanel *m_player = nullptr;
    BlockGrid *m_blocks = nullptr;
    QWidget *m_audit = nullptr; ///< who listened to it, and what else was done
    QLabel *m_notes = nullptr;
    VerifyMark *m_verify = nullptr;
};

} // namespace console
