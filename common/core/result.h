// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>

#include <tl/expected.hpp>

#include <utility>

namespace common
{

/// What went wrong, as a code that other programs can act on. The console owns the words.
enum class ErrorCode { NotFound, Denied, Invalid, Conflict, Unavailable, Internal };

/// `message` is for logs and the command line (English, no secrets); `fields` maps a field key to a reason
/// code.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString message;
    QMap<QString, QString> fields{};

    bool operator==(const Error &) const = default;
};

QString keyOf(ErrorCode code);

/// A value or an Error. A class, not an alias, because an alias of tl::expected does not warn when it is
/// ignored.
template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error>
{
public:
    using tl::expected<T, Error>::expected;
};

using Status = Result<void>;

inline tl::unexpected<Error> fail(ErrorCode code, QString message, QMap<QString, QString> fields = {})
{
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(fields)});
}

/// Passes an error on: `if (!r) return propagate(r);`
template <typename T>
tl::unexpected<Error> propagate(Result<T> &result)
{
    return tl::unexpected<Error>(std::move(result.error()));
}

} // namespace common
