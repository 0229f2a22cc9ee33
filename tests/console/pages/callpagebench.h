// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/codecs/callcodec.h"
#include "console/net/sessionkeys.h"
#include "console/pages/call/callview.h"
#include "tests/support/fakenavigator.h"
#include "tests/support/fakeplayback.h"
#include "tests/support/fakerpc.h"
#include "tests/support/storedcall.h"

#include <QTest>

/// A call's page over a client without a wire and an engine that only listens.
namespace tests
{

using namespace std::chrono_literals;

inline const QString kGet = QStringLiteral("Calls/Get");
inline const QString kMedia = QStringLiteral("Calls/Media");
inline const QString kPeaks = QStringLiteral("Calls/Peaks");

/// What reached the engine outlives the page.
struct Heard {
    qint64 total = -1;
    QByteArray bytes;
    bool finished = false;
    FakePlayback *playback = nullptr;
};

class FakeAudio final : public console::CallAudio
{
public:
    explicit FakeAudio(Heard &heard)
        : m_heard(heard)
    {
        m_heard.playback = &m_playback;
    }
    console::Playback &playback() override { return m_playback; }
    void begin(qint64 total) override
    {
        m_heard.total = total;
        m_heard.bytes.clear();
    }
    void append(const QByteArray &bytes) override { m_heard.bytes += bytes; }
    void finish() override { m_heard.finished = true; }
    void clear() override
    {
        m_heard.total = -1;
        m_heard.bytes.clear();
        m_heard.finished = false;
    }

private:
    Heard &m_heard;
    FakePlayback m_playback{60s};
};

struct CallPageBench {
    FakeRpc rpc;
    common::Identity identity;
    FakeNavigator navigator;
    QByteArray audio = QByteArray(3000, 'm');
    common::StoredCall stored = aStoredCall(audio);
    Heard heard;
    console::SessionKeys *keys = nullptr;
    std::unique_ptr<console::CallView> page;

    CallPageBench()
    {
        identity.permissions = QStringList{QStringLiteral("calls.view"), QStringLiteral("calls.playback")};
        identity.timeZone = QStringLiteral("Europe/Berlin");
    }
    void open()
    {
        page = std::make_unique<console::CallView>(
            console::PageContext{rpc, identity, navigator, QStringLiteral("srv"), keys},
            stored.call.id.toString(), [this] { return std::make_unique<FakeAudio>(heard); });
        page->resize(1100, 800);
        page->show();
    }
    void openLoaded()
    {
        open();
        QVERIFY(rpc.reply(kGet, common::toWire(stored)));
    }
    earshot::v1::MediaChunk info() const
    {
        earshot::v1::MediaChunk chunk;
        *chunk.mutable_info()->mutable_file() = common::toWire(stored.call.files.first());
        chunk.mutable_info()->set_name("call.mp3");
        return chunk;
    }
    static earshot::v1::MediaChunk piece(const QByteArray &bytes)
    {
        earshot::v1::MediaChunk chunk;
        chunk.set_data(bytes.toStdString());
        return chunk;
    }
    void sendPeaks(const QByteArray &bytes)
    {
        for (qsizetype i = 0; i < bytes.size(); i += 5000) {
            QVERIFY(rpc.send(kPeaks, piece(bytes.mid(i, 5000))));
        }
        QVERIFY(rpc.end(kPeaks));
    }
    template <typename T>
    T *find(const char *name) const
    {
        return page->findChild<T *>(QLatin1String(name));
    }
};

} // namespace tests
