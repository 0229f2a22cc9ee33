// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/partyresolver.h"

#include "recorder/signalling/addresses.h"
#include "recorder/signalling/addressparts.h"
#include "recorder/signalling/numbers.h"

#include <algorithm>

namespace recorder
{

namespace
{
bool isUsable(const MediaLine &line)
{
    return line.port != 0 && line.media.compare("audio", Qt::CaseInsensitive) == 0;
}

void appendSorted(QList<int> &list, int value)
{
    const auto place = std::lower_bound(list.begin(), list.end(), value);
    if (place == list.end() || *place != value) {
        list.insert(place, value);
    }
}

ResolvedParty partyOf(const RecordingMetadata::Participant &participant)
{
    ResolvedParty party;
    party.participantId = participant.id;
    party.aor = participant.aors.value(0);
    const Address address = readAddress(party.aor);
    party.number = address.number;
    party.name = participant.name.isEmpty() ? address.display : participant.name;
    return party;
}

class Resolver
{
public:
    Resolver(const RecordingMetadata &metadata, const SessionDescription &sdp)
        : m_metadata(metadata)
        , m_sdp(sdp)
    {
        for (int i = 0; i < sdp.lines.size(); ++i) {
            if (isUsable(sdp.lines[i])) {
                m_lines.append(i);
            }
        }
        for (const RecordingMetadata::Participant &participant : metadata.participants) {
            if (participant.disassociateTime.isEmpty()) {
                m_participants.append(&participant);
                m_result.parties.append(partyOf(participant));
            }
        }
    }

    Resolved run()
    {
        joinStreams();
        joinSenders();
        if (std::none_of(m_participants.begin(), m_participants.end(),
                         [](const auto *one) { return !one->sends.isEmpty(); })) {
            joinByOrder();
        }
        joinLastOne();
        markMixed();
        putCallingSideFirst();
        return std::move(m_result);
    }

private:
    static constexpr int kNone = -1;
    static constexpr int kRefused = -2;

    int lineOfLabel(const QString &label) const
    {
        int refused = kNone;
        for (int i = 0; i < m_sdp.lines.size() && !label.isEmpty(); ++i) {
            if (m_sdp.lines[i].label == label) {
                if (isUsable(m_sdp.lines[i])) {
                    return i;
                }
                refused = kRefused;
            }
        }
        return refused;
    }

    /// Label to label; then what is left over in order, because some systems number the two sides
    /// differently.
    void joinStreams()
    {
        for (const RecordingMetadata::Stream &stream : m_metadata.streams) {
            m_streamLines.append(lineOfLabel(stream.label));
        }
        const qsizetype audioLines =
            std::count_if(m_sdp.lines.begin(), m_sdp.lines.end(), [](const auto &line) {
                return line.media.compare("audio", Qt::CaseInsensitive) == 0;
            });
        QList<int> free = m_lines;
        free.removeIf([this](int line) { return m_streamLines.contains(line); });
        for (int &line : m_streamLines) {
            if (line != kNone) {
                continue;
            }
            if (!free.isEmpty()) {
                line = free.takeFirst();
            } else if (audioLines == 1 && m_lines.size() == 1) {
                line = m_lines.first(); // several streams in the XML, one line that carries them all
            }
        }
    }

    void joinSenders()
    {
        for (qsizetype i = 0; i < m_participants.size(); ++i) {
            for (const QString &send : m_participants[i]->sends) {
                bool known = false;
                for (qsizetype s = 0; s < m_streamLines.size(); ++s) {
                    if (m_metadata.streams[s].id == send) {
                        known = true;
                        join(i, m_streamLines[s]);
                    }
                }
                if (!known) {
                    join(i, lineOfLabel(send)); // a label where an id should stand
                }
            }
        }
    }

    void join(qsizetype party, int line)
    {
        if (line >= 0) {
            appendSorted(m_result.parties[party].lines, line);
        }
    }

    /// Nobody says what he sends: the order of the streams is that of the participants.
    void joinByOrder()
    {
        QList<int> order;
        for (const int line : m_streamLines) {
            if (line >= 0 && !order.contains(line)) {
                order.append(line);
            }
        }
        for (const int line : m_lines) {
            if (!order.contains(line)) {
                order.append(line);
            }
        }
        if (order.size() > 1 && m_participants.size() == 1) {
            return; // one party, several lines: a dummy that an update will replace
        }
        for (qsizetype i = 0; i < m_participants.size(); ++i) {
            if (order.size() == 1) {
                join(i, order.first());
            } else if (i < order.size()) {
                join(i, order[i]);
            }
        }
    }

    /// How many parties are heard on each line of the SDP.
    QList<int> senders() const
    {
        QList<int> counts(m_sdp.lines.size(), 0);
        for (const ResolvedParty &party : m_result.parties) {
            for (const int line : party.lines) {
                ++counts[line];
            }
        }
        return counts;
    }

    QList<int> unclaimedLines() const
    {
        const QList<int> counts = senders();
        QList<int> lines = m_lines;
        lines.removeIf([&counts](int line) { return counts[line] != 0; });
        return lines;
    }

    /// One party without a line and one line without a party belong together.
    void joinLastOne()
    {
        const auto isLost = [](const ResolvedParty &party) { return party.lines.isEmpty(); };
        const QList<int> lines = unclaimedLines();
        const auto lost = std::find_if(m_result.parties.begin(), m_result.parties.end(), isLost);
        if (m_result.parties.size() > 1 && lines.size() == 1 &&
            std::count_if(m_result.parties.begin(), m_result.parties.end(), isLost) == 1) {
            lost->lines.append(lines.first());
        }
    }

    bool saysMixed(int line) const
    {
        for (qsizetype i = 0; i < m_streamLines.size(); ++i) {
            if (m_streamLines[i] == line && m_metadata.streams[i].mode == u"mixed") {
                return true;
            }
        }
        return false;
    }

    void markMixed()
    {
        const QList<int> counts = senders();
        for (const int line : m_lines) {
            if (counts[line] > 1 || saysMixed(line)) {
                appendSorted(m_result.mixedLines, line);
            }
        }
        // Caller, callee, and a third line that nobody sends alone: it carries both.
        const QList<int> rest = unclaimedLines();
        const auto hasOwnLine = [&counts](const ResolvedParty &party) {
            return std::any_of(party.lines.begin(), party.lines.end(),
                               [&counts](int line) { return counts[line] == 1; });
        };
        const bool everyoneHasOne = std::all_of(m_result.parties.begin(), m_result.parties.end(), hasOwnLine);
        if (rest.size() == 1 && m_result.parties.size() > 1 && everyoneHasOne &&
            m_sdp.lines[rest.first()].direction != MediaDirection::Inactive) {
            appendSorted(m_result.mixedLines, rest.first());
            for (ResolvedParty &party : m_result.parties) {
                appendSorted(party.lines, rest.first());
            }
        }
    }

    static bool isNamed(const RecordingMetadata::Extension &extension, const char *name)
    {
        const QString &full = extension.name;
        return full.mid(full.lastIndexOf(u':') + 1).compare(QLatin1String(name), Qt::CaseInsensitive) == 0;
    }

    /// The party that a vendor element names as the calling one, -1 for none.
    qsizetype callingParty(const RecordingMetadata::Extension &extension) const
    {
        const bool flag = isNamed(extension, "callingParty"); // "true" inside the participant
        if (flag ? extension.value.compare(u"true", Qt::CaseInsensitive) != 0
                 : !isNamed(extension, "fromhdr") && !isNamed(extension, "callingPartyNumber")) {
            return -1;
        }
        const QString key = flag ? extension.owner : readAddress(extension.value).number;
        for (qsizetype i = 0; i < m_result.parties.size() && !key.isEmpty(); ++i) {
            if (key == (flag ? m_result.parties[i].participantId : m_result.parties[i].number)) {
                return i;
            }
        }
        return -1;
    }

    /// Only where a vendor element tells; a label or the position of a line does not.
    void putCallingSideFirst()
    {
        for (const RecordingMetadata::Extension &extension : m_metadata.extensions) {
            const qsizetype calling = callingParty(extension);
            if (calling >= 0) {
                m_result.parties.move(calling, 0);
                return;
            }
        }
    }

    const RecordingMetadata &m_metadata;
    const SessionDescription &m_sdp;
    QList<int> m_lines; ///< usable lines
    QList<const RecordingMetadata::Participant *> m_participants;
    QList<int> m_streamLines; ///< line of each stream, kNone or kRefused
    Resolved m_result;
};

/// media-index="0 2", with or without quotes, also with commas.
QList<int> mediaIndexes(QStringView text, const SessionDescription &sdp)
{
    QList<int> lines;
    const QLatin1String name("media-index");
    const qsizetype found = text.indexOf(name, 0, Qt::CaseInsensitive);
    const qsizetype equals = found < 0 ? -1 : text.indexOf(u'=', found + name.size());
    if (equals < 0) {
        return lines;
    }
    QString list;
    for (const QChar c : text.sliced(equals + 1).trimmed()) {
        if (c == u';' || (c == u'"' && !list.trimmed().isEmpty())) {
            break;
        }
        list.append(c == u',' || c == u'"' ? QChar(u' ') : c);
    }
    for (const QString &word : list.split(u' ', Qt::SkipEmptyParts)) {
        const std::optional<int> line = readNumber<int>(word.toLatin1(), 0, SessionDescription::kMaxLines);
        if (line && *line < sdp.lines.size() && isUsable(sdp.lines[*line])) {
            appendSorted(lines, *line);
        }
    }
    return lines;
}
} // namespace

Resolved resolveParties(const RecordingMetadata &metadata, const SessionDescription &sdp)
{
    return Resolver(metadata, sdp).run();
}

Resolved resolveCiscoProxy(const QList<std::pair<QByteArray, QByteArray>> &headers,
                           const SessionDescription &sdp)
{
    Resolved result;
    for (const auto &[name, value] : headers) {
        if (name.compare("x-cisco-recording-participant", Qt::CaseInsensitive) != 0) {
            continue;
        }
        const QString text = QString::fromUtf8(value);
        const AddressParts parts = splitAddress(text);
        const qsizetype end = parts.uri.indexOf(QLatin1String(";media-index"), 0, Qt::CaseInsensitive);
        const QStringView uri = end < 0 ? parts.uri : parts.uri.first(end);
        const Address address = readAddress(uri.trimmed().toString());
        ResolvedParty party;
        party.number = address.number;
        party.aor = address.aor;
        party.name = readAddress(text).display;
        party.lines = mediaIndexes(text, sdp);
        result.parties.append(party);
    }
    for (int line = 0; line < sdp.lines.size(); ++line) {
        const auto hears = [line](const ResolvedParty &party) { return party.lines.contains(line); };
        if (std::count_if(result.parties.begin(), result.parties.end(), hears) > 1) {
            result.mixedLines.append(line);
        }
    }
    return result;
}

} // namespace recorder
