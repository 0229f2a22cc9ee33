// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/callpage.h"

#include "console/pages/call/callview.h"
#include "console/player/player.h"

#include <cmath>
#include <optional>

namespace console
{

namespace
{
class PlayerAudio final : public CallAudio
{
public:
    Playback &playback() override { return m_player; }
    void begin(qint64 totalBytes) override { m_player.begin(totalBytes); }
    void append(const QByteArray &bytes) override { m_player.append(bytes); }
    void finish() override { m_player.finish(); }
    void clear() override { m_player.clear(); }

private:
    Player m_player;
};

/// Seconds into the call, as links carry them; a text that is no time says nothing.
std::optional<Ms> timeIn(const QVariantMap &arguments)
{
    constexpr double kLongest = 1e6;
    bool number = false;
    const double seconds = arguments.value(QStringLiteral("t")).toString().toDouble(&number);
    return number && seconds >= 0 && seconds <= kLongest
               ? std::optional(Ms(static_cast<qint64>(std::llround(seconds * 1000))))
               : std::nullopt;
}
} // namespace

PageSpec callPage()
{
    PageSpec spec;
    spec.id = QStringLiteral("call");
    spec.title = QT_TRANSLATE_NOOP("Pages", "Call");
    spec.icon = QStringLiteral("phone-call");
    spec.permission = QStringLiteral("calls.view");
    spec.list = QStringLiteral("calls");
    spec.create = [](const PageContext &context, const QVariantMap &arguments, QWidget *parent) -> QWidget * {
        auto *page = new CallView(
            context, arguments.value(QStringLiteral("id")).toString(),
            [] { return std::make_unique<PlayerAudio>(); }, parent);
        if (const auto time = timeIn(arguments)) {
            page->beginAt(*time);
        }
        return page;
    };
    return spec;
}

} // namespace console
