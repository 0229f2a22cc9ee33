// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/theme.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"
#include "tests/support/fakeplayback.h"
#include "tests/support/peaksbuilder.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

namespace tests
{

/// The player over an engine that makes no sound, with a conversation of 250 s and settings of its own.
struct PlayerPanelBench {
    QTemporaryDir folder;
    QSettings settings{folder.filePath(QStringLiteral("console.ini")), QSettings::IniFormat};
    FakePlayback playback{console::Ms(250'000)};
    QWidget page;
    console::PlayerPanel *panel = nullptr;

    explicit PlayerPanelBench(console::Scheme scheme = console::Scheme::Light)
    {
        page.setPalette(console::paletteFor(scheme));
        panel = new console::PlayerPanel(playback, settings, &page);
        panel->resize(1040, 460);
        page.resize(1040, 460);
        panel->peaks().append(peaksOf(playback.duration(), conversation(playback.duration())));
        panel->peaks().finish();
        page.show();
        page.activateWindow();
        panel->waveform().setFocus();
        const bool active = QTest::qWaitForWindowActive(&page);
        Q_ASSERT(active);
        Q_UNUSED(active);
    }
    void key(int code, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(QApplication::focusWidget(), static_cast<Qt::Key>(code), modifiers);
    }
    template <typename T>
    T *find(const char *name, int nth = 0) const
    {
        return panel->findChildren<T *>(QLatin1String(name)).value(nth);
    }
};

} // namespace tests
