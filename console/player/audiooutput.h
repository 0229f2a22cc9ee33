// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"
#include "console/player/stereoqueue.h"

#include <QObject>
#include <QString>

#include <memory>

namespace console
{

/// Where the sound goes. It takes frames from the queue at its own pace, always, also while the queue is
/// halted and gives silence. Made, called and destroyed on the engine's thread; signals come there.
class AudioOutput : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Gets ready in the background for an `open` that may come; says `lost` when it cannot work at all.
    virtual void prepare() {}
    /// Begins to take frames of the rate. Answered by `opened` or `lost`; a second call replaces the first.
    virtual void open(int rate, std::shared_ptr<StereoQueue> queue) = 0;
    /// Nothing is heard for some time: the device may rest until the opposite is said.
    virtual void setIdle(bool idle) = 0;
    virtual OutputKind kind() const = 0;
    virtual QString name() const = 0;
    /// Between taking a frame and its being heard, in frames of the rate.
    virtual qint64 latencyFrames() const = 0;

Q_SIGNALS:
    void opened();
    void lost();   ///< the device is gone or never was; will not come back by itself
    void wanted(); ///< there is room in the queue now, do not wait for the next tick
};

} // namespace console
