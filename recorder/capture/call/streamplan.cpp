// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/streamplan.h"

#include <QSet>

namespace recorder
{

namespace
{
class LineMatcher
{
public:
    explicit LineMatcher(const QList<StreamDocument> &known)
        : m_known(known)
    {
    }

    int byLabel(const QString &label, bool removed)
    {
        for (const StreamDocument &stream : m_known) {
            if (stream.removed == removed && stream.label == label && !m_taken.contains(stream.index)) {
                return take(stream.index);
            }
        }
        return -1;
    }
    /// Only where labels do not contradict: one side of the comparison has none.
    int byPosition(int line, const QString &label, bool removed)
    {
        for (const StreamDocument &stream : m_known) {
            const bool fits = label.isEmpty() || stream.label.isEmpty();
            if (fits && stream.removed == removed && stream.lineIndex == line &&
                !m_taken.contains(stream.index)) {
                return take(stream.index);
            }
        }
        return -1;
    }

private:
    int take(int index)
    {
        m_taken.insert(index);
        return index;
    }

    const QList<StreamDocument> &m_known;
    QSet<int> m_taken;
};
} // namespace

QList<int> matchLines(const QList<StreamDocument> &known, const QList<MediaLine> &lines)
{
    LineMatcher matcher(known);
    QList<int> found(lines.size(), -1);
    for (const bool removed : {false, true}) {
        for (qsizetype i = 0; i < lines.size(); ++i) {
            if (found[i] < 0 && isAudio(lines[i]) && !lines[i].label.isEmpty()) {
                found[i] = matcher.byLabel(lines[i].label, removed);
            }
        }
    }
    for (const bool removed : {false, true}) {
        for (qsizetype i = 0; i < lines.size(); ++i) {
            if (found[i] < 0 && isAudio(lines[i])) {
                found[i] = matcher.byPosition(static_cast<int>(i), lines[i].label, removed);
            }
        }
    }
    return found;
}

bool isAudio(const MediaLine &line)
{
    return line.media.compare("audio", Qt::CaseInsensitive) == 0;
}

int chooseChannel(bool mixed, bool besides, const QList<StreamDocument> &others)
{
    if (mixed && besides) {
        return 0;
    }
    for (const StreamDocument &stream : others) {
        if (!stream.removed && !(stream.mixed && besides) && stream.channel == 0) {
            return 1;
        }
    }
    return 0;
}

bool isHeld(const MediaLine &line, MediaDirection first)
{
    if (line.held || line.direction == MediaDirection::Inactive ||
        line.direction == MediaDirection::RecvOnly) {
        return true;
    }
    return line.direction == MediaDirection::SendOnly && first == MediaDirection::SendRecv;
}

QHostAddress expectedSource(const MediaLine &line, const QHostAddress &peer)
{
    const QHostAddress address(QString::fromLatin1(line.address));
    if (address.isNull() || address == QHostAddress(QHostAddress::AnyIPv4) ||
        address == QHostAddress(QHostAddress::AnyIPv6) || address.isMulticast()) {
        return {};
    }
    if (address.isLoopback() && !peer.isLoopback()) {
        return {};
    }
    return address;
}

} // namespace recorder
