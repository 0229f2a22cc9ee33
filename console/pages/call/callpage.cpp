// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/callpage.h"

#include "console/pages/call/callview.h"
#include "console/player/player.h"

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
        return new CallView(
            context, arguments.value(QStringLiteral("id")).toString(),
            [] { return std::make_unique<PlayerAudio>(); }, parent);
    };
    return spec;
}

} // namespace console
