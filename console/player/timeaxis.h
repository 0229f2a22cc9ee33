// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace console
{

/// Which part of a recording is on how many pixels. A plain value; times are milliseconds, always left to
/// right.
class TimeAxis
{
public:
    static constexpr double kFinest = 1.0; ///< ms per pixel

    struct Tick {
        double ms = 0;
        bool major = false; ///< carries a text
    };

    /// Keeps the stretch where it can; a fitted axis stays fitted.
    void setDuration(double ms);
    void setWidth(int pixels);
    /// Positions snap to 1/ratio pixel, so that a scrolled drawing is the same pixels moved.
    void setPixelRatio(double ratio);

    double duration() const { return m_duration; }
    int width() const { return m_width; }
    double begin() const { return m_begin; }
    double end() const { return m_begin + m_scale * m_width; }
    double msPerPixel() const { return m_scale; }
    double coarsest() const; ///< everything fits
    bool isFitted() const { return m_fitted; }

    double timeAt(double x) const { return m_begin + x * m_scale; }
    double xOf(double ms) const { return (ms - m_begin) / m_scale; }
    /// timeAt() kept inside of the recording.
    double clampedTimeAt(double x) const;

    /// factor > 1 = nearer. The time under `x` stays under it as far as the ends allow.
    void zoom(double factor, double x);
    void fit();
    void scrollTo(double beginMs);
    void scrollBy(double pixels);
    /// Scrolls by a page when `ms` is not in the middle nine tenths ahead; true when it scrolled.
    bool follow(double ms);
    void reveal(double ms); ///< scrolls only when it is not seen

    /// Ticks at least `room` pixels apart when they carry a text.
    QList<Tick> ticks(double room) const;
    /// Tenths are worth writing at this zoom.
    bool showsTenths(double room) const;

private:
    void snap();

    double m_duration = 0;
    int m_width = 1;
    double m_ratio = 1;
    double m_begin = 0;
    double m_scale = kFinest;
    bool m_fitted = true;
};

} // namespace console
