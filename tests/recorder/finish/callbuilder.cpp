// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/finish/callbuilder.h"

#include "common/audio/g711.h"
#include "common/audio/wav.h"

#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace tests
{

using namespace recorder;

common::Result<bool> MemorySource::next(SpoolRecordView &view)
{
    if (m_next >= m_records.size()) {
        return false;
    }
    const Record &record = m_records[m_next++];
    view.head = record.head;
    view.payload =
        std::as_bytes(std::span(record.payload.constData(), static_cast<std::size_t>(record.payload.size())));
    return true;
}

common::Status MemorySource::rewind()
{
    m_next = 0;
    return {};
}

CallBuilder::CallBuilder()
{
    call.callId = QStringLiteral("0198b2f0-7c00-7000-8000-00000000abcd");
    call.tenant = QStringLiteral("blue");
    call.interface = QStringLiteral("siprec");
    call.recorder = QStringLiteral("host-a");
    call.startMonoNs = kStartMono;
    call.startUnixMs = kStartUnixMs;
}

StreamDocument CallBuilder::line(int index, int channel)
{
    StreamDocument document;
    document.index = index;
    document.label = QString::number(index + 1);
    document.lineIndex = index;
    document.channel = channel;
    document.formats = {{0, QStringLiteral("PCMU"), 8000, 1, {}},
                        {8, QStringLiteral("PCMA"), 8000, 1, {}},
                        {101, QStringLiteral("TELEPHONE-EVENT"), 8000, 1, {}}};
    return document;
}

void CallBuilder::add(SpoolKind kind, int stream, const QByteArray &payload, qint64 atNs)
{
    const auto length = static_cast<quint32>(payload.size());
    m_records.push_back({{length, kind, static_cast<quint8>(stream), kStartMono + atNs}, payload});
}
void CallBuilder::add(const StreamDocument &document, qint64 atNs)
{
    add(SpoolKind::Stream, document.index, toJson(document), atNs);
}
void CallBuilder::add(const ParticipantsDocument &document, qint64 atNs)
{
    add(SpoolKind::Participants, 0xff, toJson(document), atNs);
}
void CallBuilder::add(const CountersDocument &document, qint64 atNs)
{
    add(SpoolKind::Counters, 0xff, toJson(document), atNs);
}
void CallBuilder::add(const ResumedDocument &document, qint64 atNs)
{
    add(SpoolKind::Resumed, 0xff, toJson(document), atNs);
}
void CallBuilder::message(const QByteArray &text, qint64 atNs)
{
    add(SpoolKind::Message, 0xff, text, atNs);
}
void CallBuilder::rtp(int stream, const QByteArray &packet, qint64 atNs)
{
    add(SpoolKind::Rtp, stream, packet, atNs);
}
void CallBuilder::end(qint64 atNs, const QString &cause)
{
    add(EndDocument{cause, kStartMono + atNs, kStartUnixMs + atNs / kMs}, atNs);
}
void CallBuilder::add(const EndDocument &document, qint64 atNs)
{
    add(SpoolKind::End, 0xff, toJson(document), atNs);
}

MemorySource CallBuilder::source() const
{
    auto records = m_records;
    std::stable_sort(records.begin(), records.end(),
                     [](const auto &a, const auto &b) { return a.head.monoNs < b.head.monoNs; });
    const QByteArray document = toJson(call);
    records.insert(records.begin(),
                   {{static_cast<quint32>(document.size()), SpoolKind::Call, 0xff, kStartMono}, document});
    return MemorySource(std::move(records), broken);
}

QByteArray Sender::packet(const QByteArray &payload, quint32 ticks)
{
    QByteArray bytes(12, '\0');
    bytes[0] = static_cast<char>(0x80);
    bytes[1] = static_cast<char>(payloadType);
    qToBigEndian(sequence, bytes.data() + 2);
    qToBigEndian(timestamp, bytes.data() + 4);
    qToBigEndian(ssrc, bytes.data() + 8);
    ++sequence;
    timestamp += ticks;
    return bytes + payload;
}

std::vector<qint64> perfect(int, qint64 sentNs)
{
    return {sentNs};
}

void sendMulaw(CallBuilder &call, Sender &sender, const Samples &audio, qint64 fromNs, const Network &network,
               double skew)
{
    const QByteArray bytes = toMulaw(audio);
    for (int i = 0; i * 160 + 160 <= bytes.size(); ++i) {
        const QByteArray packet = sender.packet(bytes.mid(i * 160, 160), 160);
        const auto sent = fromNs + static_cast<qint64>(i * 20.0 * kMs / (1 + skew));
        for (const qint64 arrival : network(i, sent)) {
            call.rtp(sender.stream, packet, arrival);
        }
    }
}

Samples tone(double frequency, double seconds, int rate, double amplitude)
{
    Samples samples(static_cast<std::size_t>(seconds * rate));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double phase = 2 * std::numbers::pi * frequency * static_cast<double>(i) / rate;
        samples[i] = static_cast<qint16>(std::lrint(amplitude * std::sin(phase)));
    }
    return samples;
}

Samples speech(double seconds, int rate, unsigned seed)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> unit(0, 1);
    Samples samples(static_cast<std::size_t>(seconds * rate));
    double phase = 0;
    std::size_t at = 0;
    while (at < samples.size()) {
        const auto length = static_cast<std::size_t>(rate * (0.12 + 0.2 * unit(random)));
        const double pitch = 100 + 60 * unit(random);
        const double glide = 30 * (unit(random) - 0.5);
        const std::array<double, 2> formants{350 + 400 * unit(random), 1000 + 900 * unit(random)};
        const bool pause = unit(random) < 0.2;
        for (std::size_t i = 0; i < length && at < samples.size(); ++i, ++at) {
            const double t = static_cast<double>(i) / static_cast<double>(length);
            const double envelope = pause ? 0 : std::sin(std::numbers::pi * t);
            const double f0 = pitch + glide * t;
            phase += 2 * std::numbers::pi * f0 / rate;
            double sum = 0;
            for (int h = 1; h * f0 < 3400; ++h) {
                double level = 0;
                for (const double formant : formants) {
                    const double off = (h * f0 - formant) / 120;
                    level += 1 / (1 + off * off);
                }
                sum += level * std::sin(h * phase);
            }
            samples[at] =
                static_cast<qint16>(std::lrint(std::clamp(3000 * envelope * sum, -30000.0, 30000.0)));
        }
    }
    return samples;
}

QByteArray toMulaw(const Samples &samples)
{
    QByteArray bytes;
    bytes.reserve(static_cast<qsizetype>(samples.size()));
    for (const qint16 sample : samples) {
        bytes.append(static_cast<char>(common::g711::encodeMulaw(sample)));
    }
    return bytes;
}

Samples viaMulaw(const Samples &samples)
{
    Samples out(samples.size());
    std::transform(samples.begin(), samples.end(), out.begin(),
                   [](qint16 s) { return common::g711::decodeMulaw(common::g711::encodeMulaw(s)); });
    return out;
}

Decoded readWav(const QString &path)
{
    Decoded decoded;
    auto reader = common::WavReader::open(path);
    if (!reader) {
        return decoded;
    }
    decoded.sampleRate = reader->format().sampleRate;
    const auto all = reader->read(reader->format().frames);
    if (!all || reader->format().channels == 1) {
        decoded.left = all.value_or(Samples());
        return decoded;
    }
    for (std::size_t i = 0; i + 1 < all->size(); i += 2) {
        decoded.left.push_back(all->at(i));
        decoded.right.push_back(all->at(i + 1));
    }
    return decoded;
}

Match findIn(const Samples &hay, const Samples &needle, qint64 expected, qint64 reach)
{
    Match best;
    for (qint64 at = std::max<qint64>(expected - reach, 0); at <= expected + reach; ++at) {
        double product = 0, a = 1, b = 1;
        for (std::size_t i = 0; i < needle.size() && static_cast<std::size_t>(at) + i < hay.size(); ++i) {
            const double x = needle[i], y = hay[static_cast<std::size_t>(at) + i];
            product += x * y;
            a += x * x;
            b += y * y;
        }
        const double correlation = product / std::sqrt(a * b);
        if (correlation > best.correlation) {
            best = {at, correlation};
        }
    }
    return best;
}

qint64 toneStart(const Samples &samples, int rate, double frequency)
{
    const auto window = static_cast<std::size_t>(rate / 100);
    const std::size_t step = window / 4;
    for (std::size_t at = 0; at + window <= samples.size(); at += step) {
        double real = 0, imaginary = 0, energy = 1;
        for (std::size_t i = 0; i < window; ++i) {
            const double phase = 2 * std::numbers::pi * frequency * static_cast<double>(i) / rate;
            real += samples[at + i] * std::cos(phase);
            imaginary += samples[at + i] * std::sin(phase);
            energy += static_cast<double>(samples[at + i]) * samples[at + i];
        }
        const double part = 2 * (real * real + imaginary * imaginary) / static_cast<double>(window) / energy;
        if (part > 0.6 && energy / static_cast<double>(window) > 500.0 * 500.0) {
            return static_cast<qint64>(at);
        }
    }
    return -1;
}

double rms(const Samples &samples, std::size_t from, std::size_t count)
{
    double energy = 0;
    const std::size_t end = std::min(samples.size(), from + count);
    for (std::size_t i = from; i < end; ++i) {
        energy += static_cast<double>(samples[i]) * samples[i];
    }
    return end > from ? std::sqrt(energy / static_cast<double>(end - from)) : 0;
}

} // namespace tests
