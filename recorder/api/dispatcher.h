// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/reply.h"
#include "recorder/api/streamsource.h"

#include <QHash>

namespace google::protobuf
{
class Descriptor;
}

namespace recorder
{

/// The methods that this recorder answers. Filled before the listener starts, only read afterwards.
/// Handlers are called on the rpc thread, only with a session when the method is not public, and must not
/// wait there: what takes time goes to a pool and answers from there. Permissions beyond "there is a session"
/// are the gate's.
///
///     dispatcher.unary<v1::CallRef, v1::CallDetails>(
///         QStringLiteral("earshot.v1.Calls/Get"),
///         [this](const CallContext &context, const v1::CallRef &request, Reply<v1::CallDetails> reply)
///         {...});
class Dispatcher
{
public:
    template <typename Request, typename Message>
    using UnaryHandler = std::function<void(const CallContext &, const Request &, Reply<Message>)>;
    template <typename Request>
    using StreamHandler =
        std::function<common::Result<std::shared_ptr<StreamSource>>(const CallContext &, const Request &)>;

    /// Invalid: no such method in the contract, other messages than the contract's, a stream, no `access`
    /// option or an empty permission in it, or a handler is there already.
    template <typename Request, typename Message>
    common::Status unary(const QString &method, UnaryHandler<Request, Message> handler)
    {
        return add(method, {Request::descriptor(), Message::descriptor(), false},
                   {{},
                    [handler = std::move(handler)](const CallContext &context, const QByteArray &bytes) {
                        const Reply<Message> reply(context.port);
                        Request request;
                        if (!request.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()))) {
                            reply(undecodable());
                            return;
                        }
                        handler(context, request, reply);
                    },
                    {}});
    }
    /// As above, for "returns (stream Message)".
    template <typename Request, typename Message>
    common::Status stream(const QString &method, StreamHandler<Request> handler)
    {
        return add(method, {Request::descriptor(), Message::descriptor(), true},
                   {{},
                    {},
                    [handler = std::move(handler)](const CallContext &context, const QByteArray &bytes)
                        -> common::Result<std::shared_ptr<StreamSource>> {
                        Request request;
                        if (!request.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()))) {
                            return undecodable();
                        }
                        return handler(context, request);
                    }});
    }

    /// One of `answer` and `open` is set.
    struct Method {
        std::shared_ptr<const MethodAccess> access;
        std::function<void(const CallContext &, const QByteArray &)> answer;
        std::function<common::Result<std::shared_ptr<StreamSource>>(const CallContext &, const QByteArray &)>
            open;

        bool isPublic() const { return access->permission == QLatin1String("public"); }
    };
    /// Called on the rpc thread with each connection that has ended (CallContext::connection).
    void whenClosed(std::function<void(quint64)> handler) { m_closed.append(std::move(handler)); }
    void connectionClosed(quint64 connection) const
    {
        for (const auto &handler : m_closed) {
            handler(connection);
        }
    }

    const Method *find(const QString &method) const;
    QStringList methods() const { return m_methods.keys(); }

private:
    struct Shape {
        const google::protobuf::Descriptor *request;
        const google::protobuf::Descriptor *message;
        bool streaming;
    };
    common::Status add(const QString &name, const Shape &shape, Method method);
    static tl::unexpected<common::Error> undecodable();

    QHash<QString, std::shared_ptr<const Method>> m_methods;
    QList<std::function<void(quint64)>> m_closed;
};

} // namespace recorder
