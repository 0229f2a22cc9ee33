// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/finishcall.h"
#include "recorder/finish/payloadcodec.h"
#include "recorder/finish/resampler.h"
#include "tests/recorder/finish/callbuilder.h"
#include "tests/support/testmain.h"

extern "C" {
#include <bcg729/decoder.h>
#include <bcg729/encoder.h>
#include <gsm/gsm.h>
#include <libavcodec/avcodec.h>
#include <libavutil/channel_layout.h>
#include <opus/opus.h>
}

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace tests;
using recorder::Codec;

namespace
{

using Encode = std::function<QList<QByteArray>(const Samples &)>;

/// Packets of 20 ms by an encoder of libavcodec.
QList<QByteArray> byLibav(AVCodecID id, const Samples &samples, int rate)
{
    QList<QByteArray> packets;
    AVCodecContext *context = avcodec_alloc_context3(avcodec_find_encoder(id));
    context->sample_rate = rate;
    context->sample_fmt = AV_SAMPLE_FMT_S16;
    context->bit_rate = 32000;
    av_channel_layout_default(&context->ch_layout, 1);
    AVPacket *packet = av_packet_alloc();
    AVFrame *frame = av_frame_alloc();
    const auto size = static_cast<std::size_t>(rate / 50);
    if (avcodec_open2(context, nullptr, nullptr) == 0) {
        context->frame_size = static_cast<int>(size);
        for (std::size_t at = 0; at + size <= samples.size(); at += size) {
            frame->nb_samples = static_cast<int>(size);
            frame->format = AV_SAMPLE_FMT_S16;
            av_channel_layout_copy(&frame->ch_layout, &context->ch_layout);
            av_frame_get_buffer(frame, 0);
            memcpy(frame->data[0], samples.data() + at, 2 * size);
            avcodec_send_frame(context, frame);
            while (avcodec_receive_packet(context, packet) == 0) {
                packets.append(QByteArray(reinterpret_cast<const char *>(packet->data), packet->size));
                av_packet_unref(packet);
            }
            av_frame_unref(frame);
        }
    }
    av_frame_free(&frame);
    av_packet_free(&packet);
    avcodec_free_context(&context);
    return packets;
}

QList<QByteArray> byGsm(const Samples &samples)
{
    QList<QByteArray> packets;
    gsm state = gsm_create();
    Samples frame(160);
    for (std::size_t at = 0; at + 160 <= samples.size(); at += 160) {
        std::copy_n(samples.begin() + static_cast<std::ptrdiff_t>(at), 160, frame.begin());
        QByteArray bytes(33, '\0');
        gsm_encode(state, frame.data(), reinterpret_cast<gsm_byte *>(bytes.data()));
        packets.append(bytes);
    }
    gsm_destroy(state);
    return packets;
}

/// Two frames of 10 ms a packet.
QList<QByteArray> byG729(const Samples &samples)
{
    QList<QByteArray> packets;
    bcg729EncoderChannelContextStruct *encoder = initBcg729EncoderChannel(0);
    for (std::size_t at = 0; at + 160 <= samples.size(); at += 160) {
        QByteArray packet;
        for (std::size_t half = 0; half < 2; ++half) {
            uint8_t bytes[10] = {};
            uint8_t length = 0;
            bcg729Encoder(encoder, samples.data() + at + 80 * half, bytes, &length);
            packet.append(reinterpret_cast<const char *>(bytes), length);
        }
        packets.append(packet);
    }
    closeBcg729EncoderChannel(encoder);
    return packets;
}

/// What the reference implementation makes of the packets.
Samples fromG729(const QList<QByteArray> &packets)
{
    Samples samples;
    bcg729DecoderChannelContextStruct *decoder = initBcg729DecoderChannel();
    for (const QByteArray &packet : packets) {
        for (qsizetype at = 0; at + 10 <= packet.size(); at += 10) {
            const QByteArray frame = packet.mid(at, 10);
            qint16 out[80];
            bcg729Decoder(decoder, reinterpret_cast<const uint8_t *>(frame.constData()), 10, 0, 0, 0, out);
            samples.insert(samples.end(), out, out + 80);
        }
    }
    closeBcg729DecoderChannel(decoder);
    return samples;
}

QList<QByteArray> byOpus(const Samples &samples)
{
    QList<QByteArray> packets;
    int error = 0;
    OpusEncoder *encoder = opus_encoder_create(16000, 1, OPUS_APPLICATION_VOIP, &error);
    opus_encoder_ctl(encoder, OPUS_SET_BITRATE_REQUEST, 40000);
    for (std::size_t at = 0; at + 320 <= samples.size(); at += 320) {
        QByteArray bytes(1500, '\0');
        const int size = opus_encode(encoder, samples.data() + at, 320,
                                     reinterpret_cast<unsigned char *>(bytes.data()), 1500);
        packets.append(bytes.left(std::max(size, 0)));
    }
    opus_encoder_destroy(encoder);
    return packets;
}

} // namespace

Q_DECLARE_METATYPE(recorder::StreamFormat)
Q_DECLARE_METATYPE(Encode)

/// Speech through each codec comes out as it went in, in place and at the right speed.
class TestCodecs : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    recorder::FinishOptions m_options;

    recorder::StreamFormat format(const char *name, int type, int clock)
    {
        return {type, QLatin1String(name), clock, 1, {}};
    }

private Q_SLOTS:
    void init()
    {
        m_options = {};
        m_options.recordingsRoot = m_dir.path();
        m_options.format.container = common::FileFormat::Container::Wav;
    }
    void speechComesOut_data()
    {
        QTest::addColumn<recorder::StreamFormat>("format");
        QTest::addColumn<Encode>("encode");
        QTest::addColumn<int>("sourceRate");
        QTest::addColumn<int>("ticks");
        QTest::addColumn<int>("fileRate");
        QTest::newRow("G.722") << format("G722", 9, 8000) << Encode([](const Samples &s) {
            return byLibav(AV_CODEC_ID_ADPCM_G722, s, 16000);
        }) << 16000 << 160 << 16000;
        QTest::newRow("G.722 with the clock some write")
            << format("G722", 9, 16000)
            << Encode([](const Samples &s) { return byLibav(AV_CODEC_ID_ADPCM_G722, s, 16000); }) << 16000
            << 160 << 16000;
        QTest::newRow("G.726-32") << format("G726-32", 99, 8000) << Encode([](const Samples &s) {
            return byLibav(AV_CODEC_ID_ADPCM_G726LE, s, 8000);
        }) << 8000 << 160 << 8000;
        QTest::newRow("GSM") << format("GSM", 3, 8000) << Encode(byGsm) << 8000 << 160 << 8000;
        QTest::newRow("G.729") << format("G729", 18, 8000) << Encode(byG729) << 8000 << 160 << 8000;
        QTest::newRow("Opus") << format("OPUS", 111, 48000) << Encode(byOpus) << 16000 << 960 << 16000;
    }
    void speechComesOut()
    {
        QFETCH(recorder::StreamFormat, format);
        QFETCH(Encode, encode);
        QFETCH(int, sourceRate);
        QFETCH(int, ticks);
        QFETCH(int, fileRate);
        const Samples audio = speech(12, sourceRate, 31);
        const QList<QByteArray> packets = encode(audio);
        QCOMPARE(packets.size(), qsizetype{600});
        CallBuilder builder;
        auto line = CallBuilder::line(0, 1);
        line.formats.append(format);
        builder.add(line);
        Sender sender{0, 77, format.payloadType};
        for (int i = 0; i < packets.size(); ++i) {
            builder.rtp(0, sender.packet(packets.at(i), static_cast<quint32>(ticks)), (500 + i * 20) * kMs);
        }
        builder.end(13000 * kMs);
        auto source = builder.source();
        const auto call = recorder::finishCall(source, m_options);
        QVERIFY(call);
        QCOMPARE(call->streams.at(0).codec, format.encoding);
        QCOMPARE(call->streams.at(0).undecodable, quint64{0});
        QVERIFY(call->gaps.isEmpty());
        const Decoded decoded = readWav(m_dir.filePath(call->files.at(0).path));
        QCOMPARE(decoded.sampleRate, fileRate);
        QCOMPARE(decoded.right.size(), static_cast<std::size_t>(13 * fileRate));
        QCOMPARE(sourceRate, fileRate);
        // G.729 models the voice, its wave is another one than what was said: measured against what the
        // reference decoder makes of the same packets, and no further from the speech than that.
        const bool modelled = format.encoding == QLatin1String("G729");
        const Samples truth = modelled ? fromG729(packets) : audio;
        // The same place near the start and near the end: no drift; 20 ms for the codec's own delay.
        for (const qint64 second : {0, 9}) {
            const auto from = truth.begin() + second * sourceRate;
            const Match match = findIn(decoded.right, Samples(from, from + 2 * sourceRate),
                                       (2 * second + 1) * fileRate / 2, fileRate / 50);
            QVERIFY2(match.correlation >= 0.95,
                     qPrintable(QStringLiteral("%1 at %2 s, shift %3")
                                    .arg(match.correlation)
                                    .arg(second)
                                    .arg(match.position - (2 * second + 1) * fileRate / 2)));
        }
    }
    void g729IsAsCloseToTheSpeechAsTheReference()
    {
        const Samples audio = speech(6, 8000, 31);
        const QList<QByteArray> packets = byG729(audio);
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        Sender sender{0, 1, 18};
        for (int i = 0; i < packets.size(); ++i) {
            builder.rtp(0, sender.packet(packets.at(i), 160), i * 20 * kMs);
        }
        builder.end(6000 * kMs);
        auto source = builder.source();
        const auto call = recorder::finishCall(source, m_options);
        QVERIFY(call);
        const Samples ours = readWav(m_dir.filePath(call->files.at(0).path)).left;
        const Samples said(audio.begin(), audio.begin() + 40000);
        const double reference = findIn(fromG729(packets), said, 0, 160).correlation;
        const double own = findIn(ours, said, 0, 160).correlation;
        QVERIFY2(own > 0.85 && own > reference - 0.02,
                 qPrintable(QStringLiteral("%1, %2").arg(own).arg(reference)));
    }
    void codecChangesToWidebandAndBack()
    {
        const Samples wide = speech(4, 16000, 32);
        const QList<QByteArray> g722 = byLibav(AV_CODEC_ID_ADPCM_G722, wide, 16000);
        const Samples narrow = tone(500, 2);
        CallBuilder builder;
        auto line = CallBuilder::line(0, 0);
        line.formats.append(format("G722", 9, 8000));
        builder.add(line);
        Sender sender;
        sendMulaw(builder, sender, narrow, 0);
        sender.payloadType = 9;
        for (int i = 0; i < g722.size(); ++i) {
            builder.rtp(0, sender.packet(g722.at(i), 160), (2000 + i * 20) * kMs);
        }
        sender.payloadType = 0;
        sendMulaw(builder, sender, narrow, 6000 * kMs);
        builder.end(8000 * kMs);
        auto source = builder.source();
        const auto call = recorder::finishCall(source, m_options);
        QVERIFY(call);
        const Decoded decoded = readWav(m_dir.filePath(call->files.at(0).path));
        QCOMPARE(decoded.sampleRate, 16000);
        QCOMPARE(decoded.left.size(), std::size_t{128000});
        const Samples up = tone(500, 1.5, 16000);
        QVERIFY(findIn(decoded.left, up, 0, 40).correlation > 0.99);
        QVERIFY(findIn(decoded.left, wide, 32000, 320).correlation > 0.95);
        QVERIFY(findIn(decoded.left, up, 96000, 40).correlation > 0.99);
        QVERIFY(call->gaps.isEmpty());
    }
    void g729SilenceFramesAreSilence()
    {
        const QList<QByteArray> voice = byG729(speech(2, 8000, 33));
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0)); // type 18 is static: never negotiated, sent all the same
        Sender sender{0, 1, 18};
        for (int i = 0; i < 100; ++i) {
            const bool pause = i >= 50;
            const QByteArray payload =
                pause ? i % 10 == 0 ? QByteArray("\x12\x34", 2) : QByteArray() : voice.at(i);
            if (payload.isEmpty()) {
                sender.timestamp += 160; // nothing sent
            } else {
                builder.rtp(0, sender.packet(payload, 160), i * 20 * kMs);
            }
        }
        builder.end(2000 * kMs);
        auto source = builder.source();
        const auto call = recorder::finishCall(source, m_options);
        QVERIFY(call);
        const Decoded decoded = readWav(m_dir.filePath(call->files.at(0).path));
        QVERIFY(rms(decoded.left, 0, 8000) > 300);
        QCOMPARE(rms(decoded.left, 8000, 8000), 0.0);
        QCOMPARE(call->streams.at(0).undecodable, quint64{0});
        QVERIFY(call->gaps.isEmpty());
    }
    void brokenPayloadsAreCountedAndHarmless()
    {
        for (const auto &[type, name, clock] :
             {std::tuple{3, "GSM", 8000}, {18, "G729", 8000}, {111, "OPUS", 48000}, {9, "G722", 8000}}) {
            CallBuilder builder;
            auto line = CallBuilder::line(0, 0);
            line.formats.append(format(name, type, clock));
            builder.add(line);
            Sender sender{0, 1, type};
            quint32 state = 1;
            for (int i = 0; i < 200; ++i) {
                QByteArray noise(i % 90, '\0');
                for (char &byte : noise) {
                    state = state * 1664525 + 1013904223;
                    byte = static_cast<char>(state >> 24);
                }
                builder.rtp(0, sender.packet(noise, static_cast<quint32>(clock / 50)), i * 20 * kMs);
            }
            builder.end(4000 * kMs);
            auto source = builder.source();
            const auto call = recorder::finishCall(source, m_options);
            QVERIFY2(call, name);
            QCOMPARE(call->duration.count(), 4000);
        }
    }
    void resamplersKeepToneAndLevel_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::newRow("8 to 16") << 8000 << 16000;
        QTest::newRow("48 to 16") << 48000 << 16000;
        QTest::newRow("16 to 8") << 16000 << 8000;
    }
    void resamplersKeepToneAndLevel()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        recorder::Resampler resampler(from, to);
        const Samples in = tone(700, 1, from);
        Samples out;
        for (std::size_t at = 0; at < in.size(); at += 160) {
            const auto piece =
                resampler.process(std::span(in).subspan(at, std::min<std::size_t>(160, in.size() - at)));
            out.insert(out.end(), piece.begin(), piece.end());
        }
        QCOMPARE(out.size(), static_cast<std::size_t>(to));
        const Samples wanted = tone(700, 0.5, to);
        const Match match = findIn(out, wanted, resampler.delaySamples(), 3);
        QVERIFY(match.correlation > 0.999);
        QCOMPARE(match.position, qint64{resampler.delaySamples()});
        QVERIFY(std::abs(rms(out, 1000, 4000) / rms(in, 1000, 4000) - 1) < 0.02);
    }
};

EARSHOT_TEST(tst_codecs, TestCodecs)
#include "tst_codecs.moc"
