// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/waveformaccessible.h"

#include "console/player/clocktext.h"
#include "console/player/waveformview.h"

#include <QAccessibleWidget>

#include <algorithm>
#include <cmath>

namespace console
{

namespace
{
class AccessibleWaveform final : public QAccessibleWidget,
                                 public QAccessibleValueInterface,
                                 public QAccessibleTextInterface
{
public:
    explicit AccessibleWaveform(WaveformView *view)
        : QAccessibleWidget(view, QAccessible::Slider)
    {
    }

    QString text(QAccessible::Text kind) const override
    {
        if (kind != QAccessible::Value) {
            return QAccessibleWidget::text(kind);
        }
        const Ms at = playback().position();
        return WaveformView::tr("%1 of %2, %3", "position, duration, who speaks")
            .arg(clockText(at), clockText(playback().duration()), view().speakersAt(at));
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::ValueInterface) {
            return static_cast<QAccessibleValueInterface *>(this);
        }
        if (type == QAccessible::TextInterface) {
            return static_cast<QAccessibleTextInterface *>(this);
        }
        return QAccessibleWidget::interface_cast(type);
    }

    // seconds of the call
    QVariant currentValue() const override { return seconds(playback().position()); }
    void setCurrentValue(const QVariant &value) override { seek(value.toDouble()); }
    QVariant maximumValue() const override { return seconds(playback().duration()); }
    QVariant minimumValue() const override { return 0.0; }
    QVariant minimumStepSize() const override { return 1.0; }

    // the call in words, a line per stretch; the caret is in the line of the position
    QString text(int begin, int end) const override
    {
        const QString &all = view().words().text();
        return all.mid(begin, end < 0 ? -1 : end - begin);
    }
    int characterCount() const override { return static_cast<int>(view().words().text().size()); }
    int cursorPosition() const override
    {
        return view().words().offsetOf(view().words().lineAt(playback().position()));
    }
    void setCursorPosition(int position) override
    {
        const int line = view().words().lineOfOffset(position);
        if (line >= 0) {
            playback().seek(view().words().lines()[line].span.begin);
        }
    }
    QRect characterRect(int offset) const override
    {
        const int line = view().words().lineOfOffset(offset);
        const QRect area = view().geometryOfParts().lanesArea();
        if (line < 0) {
            return {};
        }
        const Span span = view().words().lines()[line].span;
        const double left = view().axis().xOf(static_cast<double>(span.begin.count()));
        const double right = view().axis().xOf(static_cast<double>(span.end.count()));
        const QRectF place(area.left() + left, area.top(), right - left, area.height());
        const QRect seen = place.toRect().intersected(area);
        return {view().mapToGlobal(seen.topLeft()), seen.size()};
    }
    int offsetAtPoint(const QPoint &point) const override
    {
        const QPoint here = view().mapFromGlobal(point);
        const double ms = view().axis().clampedTimeAt(here.x() - view().geometryOfParts().ruler.left());
        return view().words().offsetOf(view().words().lineAt(Ms(static_cast<qint64>(ms))));
    }
    void scrollToSubstring(int begin, int) override
    {
        const int line = view().words().lineOfOffset(begin);
        if (line >= 0) {
            view().scrollTo(static_cast<double>(view().words().lines()[line].span.begin.count()));
        }
    }
    QString attributes(int, int *begin, int *end) const override
    {
        *begin = 0;
        *end = characterCount();
        return {};
    }
    // nothing can be selected
    void selection(int, int *begin, int *end) const override { *begin = *end = 0; }
    int selectionCount() const override { return 0; }
    void addSelection(int, int) override {}
    void removeSelection(int) override {}
    void setSelection(int, int, int) override {}

private:
    WaveformView &view() const { return *static_cast<WaveformView *>(widget()); }
    Playback &playback() const { return view().playback(); }
    static double seconds(Ms time) { return static_cast<double>(time.count()) / 1000; }
    void seek(double at) const
    {
        if (std::isfinite(at)) {
            const double last = seconds(playback().duration()); // 0 = the end is not known yet
            playback().seek(
                Ms(std::llround((last > 0 ? std::clamp(at, 0.0, last) : std::max(at, 0.0)) * 1000)));
        }
    }
};

QAccessibleInterface *makeAccessible(const QString &, QObject *object)
{
    auto *view = qobject_cast<WaveformView *>(object);
    return view == nullptr ? nullptr : new AccessibleWaveform(view);
}
} // namespace

void installWaveformAccessible()
{
    QAccessible::installFactory(makeAccessible); // installs a factory that is there already only once
}

} // namespace console
