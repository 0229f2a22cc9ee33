// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/spool/calldocuments.h"
#include "recorder/finish/finishcall.h"
#include "recorder/finish/recordsource.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <vector>

namespace tests
{

using Samples = std::vector<qint16>;

inline constexpr qint64 kMs = 1'000'000;
inline constexpr qint64 kStartMono = 5'000'000'000'000;   ///< time zero of the built calls
inline constexpr qint64 kStartUnixMs = 1'767'225'600'000; ///< 2026-01-01T00:00:00Z

/// A journal in memory.
class MemorySource final : public recorder::RecordSource
{
public:
    struct Record {
        recorder::SpoolRecordHead head;
        QByteArray payload;
    };
    explicit MemorySource(std::vector<Record> records, bool damaged = false)
        : m_records(std::move(records))
        , m_damaged(damaged)
    {
    }
    common::Result<bool> next(recorder::SpoolRecordView &view) override;
    common::Status rewind() override;
    bool damaged() const override { return m_damaged; }

private:
    std::vector<Record> m_records;
    std::size_t m_next = 0;
    bool m_damaged;
};

/// Builds a journal record by record; times are since the start of the call. Packets may be added in any
/// order: the journal has them in the order of arrival.
class CallBuilder
{
public:
    CallBuilder();

    recorder::CallDocument call;

    /// A G.711 mu-law, A-law, event line; more formats can be given.
    static recorder::StreamDocument line(int index, int channel);
    void add(const recorder::StreamDocument &document, qint64 atNs = 0);
    void add(const recorder::ParticipantsDocument &document, qint64 atNs = 0);
    void add(const recorder::CountersDocument &document, qint64 atNs);
    void add(const recorder::ResumedDocument &document, qint64 atNs);
    void add(const recorder::EndDocument &document, qint64 atNs);
    void message(const QByteArray &text, qint64 atNs);
    void rtp(int stream, const QByteArray &packet, qint64 atNs);
    void end(qint64 atNs, const QString &cause = QStringLiteral("bye"));
    bool broken = false; ///< the journal is damaged

    MemorySource source() const;

private:
    void add(recorder::SpoolKind kind, int stream, const QByteArray &payload, qint64 atNs);
    std::vector<MemorySource::Record> m_records;
};

/// One RTP source.
struct Sender {
    int stream = 0;
    quint32 ssrc = 0x1234;
    int payloadType = 0;
    quint16 sequence = 100;
    quint32 timestamp = 1000;

    /// The next packet; advances number and timestamp.
    QByteArray packet(const QByteArray &payload, quint32 ticks);
};

/// What the network does to a packet: the arrival times (none = lost, two = duplicated) of packet `index`
/// sent at `sentNs`.
using Network = std::function<std::vector<qint64>(int index, qint64 sentNs)>;
std::vector<qint64> perfect(int index, qint64 sentNs);

/// Sends mu-law frames of 20 ms, the first at `fromNs`; `skew` is the sender's clock error (500e-6: it sends
/// 160 samples in a little less than 20 ms).
void sendMulaw(CallBuilder &call, Sender &sender, const Samples &audio, qint64 fromNs,
               const Network &network = perfect, double skew = 0);

Samples tone(double frequency, double seconds, int rate = 8000, double amplitude = 8000);
/// Something like speech: a gliding voice with formants, in syllables, with pauses.
Samples speech(double seconds, int rate, unsigned seed);
QByteArray toMulaw(const Samples &samples);
/// What the recorder must make of it.
Samples viaMulaw(const Samples &samples);

struct Decoded {
    int sampleRate = 0;
    Samples left;
    Samples right; ///< empty for mono
};
/// A WAV file.
Decoded readWav(const QString &path);

/// Where `needle` is found best in `hay` within +-`reach` samples of `expected`, and how well.
struct Match {
    qint64 position = 0;
    double correlation = 0;
};
Match findIn(const Samples &hay, const Samples &needle, qint64 expected, qint64 reach);

/// First sample of the first 10 ms in which the frequency dominates, -1 = nowhere.
qint64 toneStart(const Samples &samples, int rate, double frequency);
double rms(const Samples &samples, std::size_t from, std::size_t count);

} // namespace tests
