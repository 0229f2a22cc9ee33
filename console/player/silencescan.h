// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/audiosource.h"
#include "console/player/silencefinder.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace console
{

/// Goes through a recording once, behind its loading, and tells where it is silent by the present rule; a new
/// rule needs no new pass. Lives on a thread of its own (an hour takes about a second there).
class SilenceScan : public QObject
{
    Q_OBJECT
public:
    explicit SilenceScan(QObject *parent = nullptr);

    /// Null = nothing to look at. `recording` comes back with what is found.
    void begin(quint64 recording, std::shared_ptr<AudioSource> source);
    void setRule(const SilenceRule &rule);

Q_SIGNALS:
    void found(quint64 recording, const QList<console::Span> &silences);

private:
    void step();
    void publish();

    quint64 m_recording = 0;
    std::shared_ptr<AudioSource> m_source;
    std::unique_ptr<LaneDecoder> m_decoder;
    std::optional<SilenceFinder> m_finder;
    SilenceRule m_rule;
    QList<Span> m_last;
    std::vector<float> m_piece;
    QTimer m_timer;
    int m_steps = 0;
};

} // namespace console
