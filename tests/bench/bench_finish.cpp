// SPDX-License-Identifier: GPL-3.0-or-later
// CPU of the finisher for an hour of two-party G.711 audio, from a sealed journal on disk to the synced
// sealed files, against LAME alone on the same samples in the same run; and what sealing costs, of the
// journal and of the files, from writing the one to the others. usage: bench_finish [seconds of audio [runs]]
#include "common/audio/g711.h"
#include "common/audio/wav.h"
#include "common/crypto/hostkey.h"
#include "common/crypto/qca.h"
#include "recorder/capture/spool/calldocuments.h"
#include "recorder/capture/spool/spoolwriter.h"
#include "recorder/finish/finishcall.h"

#include <lame/lame.h>

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <random>
#include <sys/resource.h>
#include <utility>
#include <vector>

namespace
{

using Samples = std::vector<qint16>;
constexpr int kRate = 8000;

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Sentences to build a conversation from: prompts if some are installed, else buzz in syllables.
std::vector<Samples> sentences()
{
    std::vector<Samples> all;
    QDirIterator files(QStringLiteral("/usr/share/asterisk/sounds"), {QStringLiteral("*.wav")}, QDir::Files,
                       QDirIterator::Subdirectories);
    QStringList names;
    while (files.hasNext()) {
        names.append(files.next());
    }
    names.sort();
    for (const QString &name : names) {
        auto reader = common::WavReader::open(name);
        if (reader && reader->format().sampleRate == kRate && reader->format().channels == 1) {
            all.push_back(reader->read(reader->format().frames).value_or(Samples()));
        }
    }
    std::minstd_rand random(1);
    while (all.size() < 50) {
        Samples buzz(static_cast<std::size_t>(kRate + static_cast<int>(random() % 16000)));
        for (std::size_t i = 0; i < buzz.size(); ++i) {
            const double syllable = std::max(0.0, std::sin(static_cast<double>(i) / 400));
            const double wave = std::fmod(static_cast<double>(i), 70) / 35 - 1;
            const double noise = static_cast<double>(random() % 200) / 100 - 1;
            buzz[i] = static_cast<qint16>(6000 * syllable * (wave + 0.2 * noise));
        }
        all.push_back(buzz);
    }
    return all;
}

/// One speaks, then the other; some low noise in the pauses as on a line.
std::array<Samples, 2> conversation(std::size_t samples)
{
    const auto all = sentences();
    std::array<Samples, 2> legs{Samples(samples, 0), Samples(samples, 0)};
    std::minstd_rand random(2);
    for (Samples &leg : legs) {
        for (qint16 &sample : leg) {
            sample = static_cast<qint16>(static_cast<int>(random() % 17) - 8);
        }
    }
    std::size_t at = 0;
    for (std::size_t turn = 0; at < samples; ++turn) {
        const Samples &sentence = all[(turn * 7) % all.size()];
        const std::size_t count = std::min(sentence.size(), samples - at);
        std::copy_n(sentence.begin(), count, legs[turn % 2].begin() + static_cast<std::ptrdiff_t>(at));
        at += count + kRate / 4;
    }
    for (Samples &leg : legs) { // what a telephone makes of it
        for (qint16 &sample : leg) {
            sample = common::g711::decodeMulaw(common::g711::encodeMulaw(sample));
        }
    }
    return legs;
}

void appendRecord(std::vector<std::byte> &out, recorder::SpoolKind kind, int stream, qint64 monoNs,
                  const QByteArray &payload)
{
    const std::size_t at = out.size();
    out.resize(at + recorder::SpoolRecordHead::kSize + static_cast<std::size_t>(payload.size()));
    recorder::encodeHead({static_cast<quint32>(payload.size()), kind, static_cast<quint8>(stream), monoNs},
                         out.data() + at);
    memcpy(out.data() + at + recorder::SpoolRecordHead::kSize, payload.constData(),
           static_cast<std::size_t>(payload.size()));
}

QByteArray rtp(quint32 ssrc, int index, const Samples &leg)
{
    QByteArray packet(172, '\0');
    packet[0] = static_cast<char>(0x80);
    qToBigEndian(static_cast<quint16>(index), packet.data() + 2);
    qToBigEndian(static_cast<quint32>(index) * 160, packet.data() + 4);
    qToBigEndian(ssrc, packet.data() + 8);
    for (std::size_t i = 0; i < 160; ++i) {
        packet[static_cast<qsizetype>(12 + i)] =
            static_cast<char>(common::g711::encodeMulaw(leg[static_cast<std::size_t>(index) * 160 + i]));
    }
    return packet;
}

using Frames = std::vector<std::vector<std::byte>>;

/// The records of a call in the pieces in which capture writes them: 200 ms each.
Frames framesOf(const common::CallId &id, const std::array<Samples, 2> &legs)
{
    Frames frames;
    std::vector<std::byte> batch;
    recorder::CallDocument call;
    call.callId = id.toString();
    call.tenant = QStringLiteral("bench");
    call.startUnixMs = 1'767'225'600'000;
    appendRecord(batch, recorder::SpoolKind::Call, 0xff, 0, toJson(call));
    for (int i = 0; i < 2; ++i) {
        recorder::StreamDocument stream;
        stream.index = stream.channel = i;
        stream.formats = {{0, QStringLiteral("PCMU"), kRate, 1, {}}};
        appendRecord(batch, recorder::SpoolKind::Stream, i, 0, toJson(stream));
    }
    std::minstd_rand random(3);
    const auto packets = static_cast<int>(legs[0].size() / 160);
    for (int i = 0; i < packets; ++i) {
        const qint64 sent = i * 20'000'000LL;
        for (int leg = 0; leg < 2; ++leg) {
            appendRecord(batch, recorder::SpoolKind::Rtp, leg,
                         sent + static_cast<qint64>(random() % 2'000'000),
                         rtp(static_cast<quint32>(leg + 1), i, legs[static_cast<std::size_t>(leg)]));
        }
        if (i % 10 == 9) {
            frames.push_back(std::exchange(batch, {}));
        }
    }
    const recorder::EndDocument end{QStringLiteral("bye"), packets * 20'000'000LL, 1};
    appendRecord(batch, recorder::SpoolKind::End, 0xff, end.endMonoNs, toJson(end));
    frames.push_back(batch);
    return frames;
}

common::Status writeJournal(const QString &path, const common::HostKey &key, const common::CallId &id,
                            const Frames &frames, recorder::SpoolMode mode)
{
    QFile::remove(path);
    auto writer = recorder::SpoolWriter::create(path, key, id, mode);
    if (!writer) {
        return propagate(writer);
    }
    for (const auto &frame : frames) {
        if (common::Status status = writer->append(frame); !status) {
            return status;
        }
    }
    return writer->close();
}

double lameAlone(const std::array<Samples, 2> &legs, int quality)
{
    const double before = cpuSeconds();
    lame_global_flags *lame = lame_init();
    lame_set_in_samplerate(lame, kRate);
    lame_set_out_samplerate(lame, kRate);
    lame_set_num_channels(lame, 2);
    lame_set_mode(lame, STEREO);
    lame_set_brate(lame, 32);
    lame_set_quality(lame, quality);
    lame_init_params(lame);
    std::vector<unsigned char> out(16384);
    for (std::size_t at = 0; at < legs[0].size(); at += 1152) {
        const auto count = static_cast<int>(std::min<std::size_t>(1152, legs[0].size() - at));
        lame_encode_buffer(lame, legs[0].data() + at, legs[1].data() + at, count, out.data(),
                           static_cast<int>(out.size()));
    }
    lame_encode_flush(lame, out.data(), static_cast<int>(out.size()));
    lame_close(lame);
    return cpuSeconds() - before;
}

struct Setting {
    QTemporaryDir directory;
    common::HostKey key;
    common::CallId id;
    Frames frames;
    common::SealingKey tenantKey;
    QString journal() const { return directory.filePath(QStringLiteral("call.spool")); }
};

struct Figures {
    double ratio;
    double finisher; ///< CPU seconds per hour of audio
    double lame;
};

/// `setting` with its journal written: a sealed one, which becomes sealed files.
common::Result<Figures> measure(const Setting &setting, const std::array<Samples, 2> &legs, int quality,
                                int runs)
{
    QTemporaryDir files;
    recorder::FinishOptions options;
    options.recordingsRoot = files.path();
    options.format.mp3Quality = quality;
    options.sealTo = setting.tenantKey; // as of a tenant that encrypts
    const double hours = static_cast<double>(legs[0].size()) / kRate / 3600;
    std::vector<double> ratios, ours, theirs;
    for (int run = 0; run < runs; ++run) { // turn about, so that other load hits both
        const double lame = lameAlone(legs, quality);
        const double before = cpuSeconds();
        auto call = recorder::finishCall(setting.journal(), setting.key, options);
        const double finisher = cpuSeconds() - before;
        if (!call) {
            return propagate(call);
        }
        if (call->files.isEmpty() || !call->files.first().isSealed()) {
            return common::fail(common::ErrorCode::Internal, QStringLiteral("the files are not sealed"));
        }
        ratios.push_back(finisher / lame);
        ours.push_back(finisher / hours);
        theirs.push_back(lame / hours);
    }
    return Figures{median(ratios), median(ours), median(theirs)};
}

/// CPU of writing a journal and finishing it. Everything that sealing can touch, and no receiving, which
/// would only make the ratio smaller.
common::Result<double> writeAndFinish(const Setting &setting, recorder::SpoolMode mode)
{
    recorder::FinishOptions options;
    options.recordingsRoot = setting.directory.path();
    options.spoolMode = mode;
    options.format.mp3Quality = 5;
    if (mode == recorder::SpoolMode::Sealed) {
        options.sealTo = setting.tenantKey; // as of a tenant that encrypts
    }
    const double before = cpuSeconds();
    if (auto written = writeJournal(setting.journal(), setting.key, setting.id, setting.frames, mode);
        !written) {
        return propagate(written);
    }
    if (auto call = recorder::finishCall(setting.journal(), setting.key, options); !call) {
        return propagate(call);
    }
    return cpuSeconds() - before;
}

/// Turn about, and every other time the other way round; the ratio within each pair.
common::Result<double> sealRatio(const Setting &setting, int runs)
{
    std::vector<double> ratios;
    for (int run = 0; run < runs; ++run) {
        const bool sealedFirst = run % 2 == 0;
        auto first = writeAndFinish(setting, sealedFirst ? recorder::SpoolMode::Sealed
                                                         : recorder::SpoolMode::Unsealed);
        auto second = writeAndFinish(setting, sealedFirst ? recorder::SpoolMode::Unsealed
                                                          : recorder::SpoolMode::Sealed);
        if (!first || !second) {
            return propagate(first ? second : first);
        }
        ratios.push_back(sealedFirst ? *first / *second : *second / *first);
    }
    return median(ratios);
}

common::Status bench(double seconds, int runs)
{
    QTemporaryDir keys;
    auto key = common::HostKey::create(keys.filePath(QStringLiteral("host.key")));
    if (!key) {
        return propagate(key);
    }
    const auto legs = conversation(static_cast<std::size_t>(seconds * 50) * 160);
    const auto id = common::CallId::generate();
    const auto qca = common::Qca::load();
    if (!qca) {
        return tl::unexpected<common::Error>(qca.error());
    }
    auto tenantKey = common::OpeningKey::generate(*qca);
    if (!tenantKey) {
        return propagate(tenantKey);
    }
    const Setting setting{{}, *key, id, framesOf(id, legs), tenantKey->publicKey()};
    auto ratio = sealRatio(setting, std::max(1, runs * 3)); // small: it needs more of them
    if (!ratio) {
        return propagate(ratio);
    }
    common::Status written =
        writeJournal(setting.journal(), *key, id, setting.frames, recorder::SpoolMode::Sealed);
    if (!written) {
        return written;
    }
    QJsonObject json{{QStringLiteral("seal.ratio"), *ratio}};
    for (const int quality : {5, 7}) {
        auto figures = measure(setting, legs, quality, runs);
        if (!figures) {
            return propagate(figures);
        }
        const QString suffix = quality == 5 ? QString() : QStringLiteral("_q7");
        json[QStringLiteral("finish.ratio") + suffix] = figures->ratio;
        json[QStringLiteral("finish.cpu_s_per_hour") + suffix] = figures->finisher;
        json[QStringLiteral("finish.lame_cpu_s_per_hour") + suffix] = figures->lame;
    }
    json[QStringLiteral("finish.audio_s")] = seconds;
    json[QStringLiteral("finish.runs")] = runs;
    std::fputs(QJsonDocument(json).toJson(QJsonDocument::Compact).constData(), stdout);
    std::fputc('\n', stdout);
    return {};
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const double seconds = arguments.value(1, QStringLiteral("1200")).toDouble();
    const int runs = arguments.value(2, QStringLiteral("3")).toInt();
    if (seconds < 1 || runs < 1) {
        std::fputs("usage: bench_finish [seconds of audio [runs]]\n", stderr);
        return 64;
    }
    const common::Status status = bench(seconds, runs);
    if (!status) {
        std::fprintf(stderr, "bench_finish: %s\n", qPrintable(status.error().message));
        return 1;
    }
    return 0;
}
