// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/recordingcheck.h"

#include "common/audio/id3tag.h"

#include <algorithm>
#include <utility>

namespace common
{

namespace
{

constexpr qsizetype kChunkHead = 8; // name, size

qint64 littleAt(const QByteArray &bytes, qsizetype at)
{
    quint32 number = 0;
    for (int i = 3; i >= 0; --i) {
        number = (number << 8U) | static_cast<uchar>(bytes.at(at + i));
    }
    return number;
}

/// The body of the first chunk of this name; the last one that is there may be cut short.
QByteArray chunkIn(const QByteArray &bytes, qsizetype at, const char *name, const char *before)
{
    while (at >= 0 && at + kChunkHead <= bytes.size()) {
        const QByteArray found = bytes.mid(at, 4);
        const qint64 size = littleAt(bytes, at + 4);
        if (found == name) {
            return bytes.mid(at + kChunkHead, static_cast<qsizetype>(size));
        }
        if (found == before) {
            break;
        }
        const qint64 next = at + kChunkHead + size + size % 2;
        at = next > bytes.size() ? -1 : static_cast<qsizetype>(next);
    }
    return {};
}

/// "name=value; ..." in LIST INFO ICMT, as wavHeader() writes it: the recording comes first, so that nothing
/// that a tenant's name holds is taken for it.
QString recordingInWav(const QByteArray &head)
{
    constexpr qsizetype kRiffHead = 12; // RIFF, size, WAVE
    if ((!head.startsWith("RIFF") && !head.startsWith("RF64")) || head.mid(8, 4) != "WAVE") {
        return {};
    }
    const QByteArray list = chunkIn(head, kRiffHead, "LIST", "data");
    if (!list.startsWith("INFO")) {
        return {};
    }
    const QString comment = QString::fromUtf8(chunkIn(list, 4, "ICMT", "").split('\0').value(0));
    const QString prefix = QLatin1String(kTagRecording) + QLatin1Char('=');
    const QString first = comment.section(QStringLiteral("; "), 0, 0);
    return first.startsWith(prefix) ? first.mid(prefix.size()) : QString();
}

} // namespace

QString recordingIn(const QByteArray &head)
{
    QString said = recordingInWav(head);
    for (const auto &[name, value] : readId3Tag(head)) {
        if (name == QLatin1String(kTagRecording)) {
            said = value;
            break;
        }
    }
    return QUuid::fromString(said).isNull() ? QString() : said;
}

RecordingCheck::RecordingCheck(const QUuid &call, Sink sink)
    : m_call(call)
    , m_sink(std::move(sink))
{
}

Status RecordingCheck::add(QByteArrayView piece)
{
    if (m_passed) {
        return m_sink(piece);
    }
    const qsizetype wanted = std::min(piece.size(), kHead - m_head.size());
    m_head.append(piece.data(), wanted);
    if (m_head.size() < kHead) {
        return {};
    }
    if (Status mine = finish(); !mine) {
        return mine;
    }
    const QByteArrayView rest = piece.sliced(wanted);
    return rest.isEmpty() ? Status() : m_sink(rest);
}

Status RecordingCheck::finish()
{
    if (std::exchange(m_passed, true)) {
        return {};
    }
    const QString said = recordingIn(m_head);
    if (!m_call.isNull() && !said.isEmpty() && QUuid::fromString(said) != m_call) {
        return fail(ErrorCode::Conflict, QStringLiteral("the recording of another call"),
                    {{QStringLiteral("reason"), QStringLiteral("another-call")}});
    }
    const QByteArray head = std::exchange(m_head, {});
    return head.isEmpty() ? Status() : m_sink(head);
}

bool isOfAnotherCall(const Error &error)
{
    return error.fields.value(QStringLiteral("reason")) == QLatin1String("another-call");
}

} // namespace common
