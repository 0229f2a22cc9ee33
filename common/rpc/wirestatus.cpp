// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/wirestatus.h"

#include "common/proto/frame.pb.h"

#include <array>
#include <utility>

namespace common
{

namespace
{
namespace v1 = earshot::v1;

constexpr qsizetype kMaxMessage = 1000;
constexpr int kMaxFields = 64;

/// Codes of the wire that are a "reason" of ours.
struct TransportCode {
    v1::Status::Code code;
    const char *reason;
};
constexpr std::array kTransportCodes{
    TransportCode{v1::Status::SIGNED_OUT, reason::kSignedOut},
    TransportCode{v1::Status::CANCELLED, reason::kCancelled},
    TransportCode{v1::Status::DEADLINE, reason::kDeadline},
    TransportCode{v1::Status::PROTOCOL, reason::kProtocol},
    TransportCode{v1::Status::BUSY, reason::kBusy},
};
constexpr std::array kCodes{
    std::pair{ErrorCode::NotFound, v1::Status::NOT_FOUND},
    std::pair{ErrorCode::Denied, v1::Status::DENIED},
    std::pair{ErrorCode::Invalid, v1::Status::INVALID},
    std::pair{ErrorCode::Conflict, v1::Status::CONFLICT},
    std::pair{ErrorCode::Unavailable, v1::Status::UNAVAILABLE},
    std::pair{ErrorCode::Internal, v1::Status::INTERNAL},
};
const QString kReason = QStringLiteral("reason");

ErrorCode codeOf(const char *reason)
{
    if (qstrcmp(reason, reason::kSignedOut) == 0) {
        return ErrorCode::Denied;
    }
    return qstrcmp(reason, reason::kTooLarge) == 0 ? ErrorCode::Invalid : ErrorCode::Unavailable;
}

const TransportCode *transportCodeOf(const Error &error)
{
    const QString why = reasonOf(error);
    for (const TransportCode &entry : kTransportCodes) {
        if (why == QLatin1String(entry.reason) && error.code == codeOf(entry.reason)) {
            return &entry;
        }
    }
    return nullptr;
}
} // namespace

Error transportError(const char *reason, const QString &message)
{
    return {codeOf(reason), message, {{kReason, QLatin1String(reason)}}};
}

QString reasonOf(const Error &error)
{
    return error.fields.value(kReason);
}

v1::Status toWire(const Status &status)
{
    v1::Status wire;
    if (status) {
        return wire;
    }
    const Error &error = status.error();
    const TransportCode *transport = transportCodeOf(error);
    wire.set_code(v1::Status::INTERNAL);
    if (transport != nullptr) {
        wire.set_code(transport->code);
    } else {
        for (const auto &[ours, theirs] : kCodes) {
            if (ours == error.code) {
                wire.set_code(theirs);
            }
        }
    }
    wire.set_message(error.message.left(kMaxMessage).toStdString());
    for (auto field = error.fields.cbegin(); field != error.fields.cend() && wire.fields_size() < kMaxFields;
         ++field) {
        if (transport == nullptr || field.key() != kReason) {
            (*wire.mutable_fields())[field.key().toStdString()] = field.value().toStdString();
        }
    }
    return wire;
}

Status fromWire(const v1::Status &status)
{
    if (status.code() == v1::Status::OK) {
        return {};
    }
    Error error;
    error.message = QString::fromStdString(status.message()).left(kMaxMessage);
    for (const auto &[key, value] : status.fields()) {
        if (error.fields.size() < kMaxFields) {
            error.fields.insert(QString::fromStdString(key), QString::fromStdString(value));
        }
    }
    for (const auto &[ours, theirs] : kCodes) {
        if (theirs == status.code()) {
            error.code = ours;
            return tl::unexpected<Error>(std::move(error));
        }
    }
    for (const TransportCode &entry : kTransportCodes) {
        if (entry.code == status.code()) {
            error.code = codeOf(entry.reason);
            error.fields.insert(kReason, QLatin1String(entry.reason));
        }
    }
    return tl::unexpected<Error>(std::move(error));
}

} // namespace common
