// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

#include <chrono>

namespace common
{

/// What a file name may say of a recording. Texts come from outside: anything may stand in them.
struct FileNameFacts {
    QString recordingId; ///< text of the UUID, never empty
    QString callId;      ///< as the phone system names the call
    QString tenant;
    QString user;
    QString group;
    QString extension; ///< of the user
    QString fromNumber;
    QString fromName;
    QString toNumber;
    QString toName;
    QString direction; ///< "incoming", "outgoing", "internal"
    QString recorder;
    QDateTime start; ///< in the time zone that the name shall show
    QDateTime end;
    std::chrono::milliseconds duration{0};
    QString ending; ///< "mp3": of the file's kind, never from outside
};

/// Why a format is none.
struct FileNameProblem {
    int position = 0; ///< of the first character that is wrong, from 0
    int length = 0;
    QString parameter; ///< the parameter or time mark that it is about, if any
    /// "empty", "too-long", "absolute", "dots", "empty-folder", "no-name", "too-deep", "lone-percent",
    /// "unclosed", "unknown-parameter", "no-argument", "unknown-mark", "character"
    QString reason;

    bool operator==(const FileNameProblem &) const = default;
};

/// What files are called on a storage target: "%{start-time#%Y%m%d}/%{recording-id}.mp3". A "/" begins a
/// folder, "%{name}" is a fact, "%%" a percent sign. Times take marks after a "#": %Y %y %m %d %H %M %S %j.
class FileNameFormat
{
public:
    static constexpr qsizetype kLongest = 500;
    static constexpr qsizetype kDeepest = 15;         ///< folders and the name
    static constexpr qsizetype kComponentBytes = 200; ///< UTF-8
    static constexpr qsizetype kPathBytes = 900;      ///< what every storage target takes

    static tl::expected<FileNameFormat, FileNameProblem> parse(const QString &text);
    /// "recording-id", "start-time", ...
    static QStringList parameters();
    static QString standard() { return QStringLiteral("%{start-time#%Y/%m/%d}/%{recording-id}"); }

    /// A relative path, whatever the facts hold: no empty, "." or ".." component, no control, format or
    /// unassigned characters, nothing that Windows refuses; NFC; within the limits above. It holds the
    /// recording's id, at the end when the format does not name it, so that no two recordings share a name,
    /// and ends with the file's own ending.
    QString render(const FileNameFacts &facts) const;

private:
    enum class Kind { Literal, Fact, StartMark, EndMark };
    struct Token {
        Kind kind = Kind::Literal;
        QString text; ///< the literal, the fact's name, the mark
    };
    friend class FileNameParser;
    QStringList componentsOf(const FileNameFacts &facts) const;

    QList<Token> m_tokens;
};

/// A recording as it might be, for previews.
FileNameFacts exampleFacts(const QString &ending);

} // namespace common
