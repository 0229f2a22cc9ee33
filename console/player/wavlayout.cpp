// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/wavlayout.h"

#include <QtEndian>

#include <algorithm>
#include <limits>

namespace console
{

namespace
{
constexpr quint16 kPcm = 1;
constexpr quint16 kExtensible = 0xfffe; // the kind stands in the first bytes of the sub-format
constexpr qint64 kMaxChunk = 1 << 20;   // before the samples: tags, not cover art
} // namespace

WavLayout::State WavLayout::readFormat(const QByteArray &body)
{
    if (body.size() < 16) {
        return State::Damaged;
    }
    const char *p = body.constData();
    auto kind = qFromLittleEndian<quint16>(p);
    if (kind == kExtensible && body.size() >= 26) {
        kind = qFromLittleEndian<quint16>(p + 24);
    }
    m_channels = qFromLittleEndian<quint16>(p + 2);
    m_rate = static_cast<int>(std::min<quint32>(qFromLittleEndian<quint32>(p + 4), 1'000'000));
    const bool known = kind == kPcm && m_channels >= 1 && m_channels <= 2 && m_rate >= 4000 &&
                       m_rate <= 192'000 && qFromLittleEndian<quint16>(p + 14) == 16;
    return known ? State::Reading : State::Unknown;
}

WavLayout::State WavLayout::advance(const MediaBytes &bytes, bool whole)
{
    while (m_state == State::Reading) {
        const QByteArray head = bytes.read(m_at, 8);
        if (head.size() < 8) {
            m_state = whole ? State::Damaged : State::Reading;
            return m_state;
        }
        const qint64 size = qFromLittleEndian<quint32>(head.constData() + 4);
        if (head.startsWith("data")) {
            m_data = m_at + 8;
            const bool isLong = size == std::numeric_limits<quint32>::max() && m_longData > 0;
            m_samples = m_rate == 0 ? 0 : (isLong ? m_longData : size) / frameBytes();
            m_state = m_rate == 0 ? State::Damaged : State::Found;
            break;
        }
        if (size > kMaxChunk) {
            m_state = State::Damaged;
            break;
        }
        const QByteArray body = bytes.read(m_at + 8, size);
        if (body.size() < size) {
            m_state = whole ? State::Damaged : State::Reading;
            return m_state;
        }
        if (head.startsWith("fmt ")) {
            m_state = readFormat(body);
        } else if (head.startsWith("ds64") && size >= 16) {
            m_longData = static_cast<qint64>(
                std::min<quint64>(qFromLittleEndian<quint64>(body.constData() + 8), 1ULL << 48));
        }
        m_at += 8 + size + size % 2;
    }
    if (m_state == State::Found && whole) {
        m_samples = std::min(m_samples, (bytes.size() - m_data) / frameBytes());
    }
    return m_state;
}

} // namespace console
