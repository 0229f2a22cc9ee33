// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/resethandlers.h"

#include "recorder/api/gateserve.h"
#include "recorder/service/linkservice.h"
#include "recorder/service/mailservice.h"

#include "common/proto/passwordreset.pb.h"
#include "common/rpc/codecs/wirevalue.h"

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::Result;
using common::Status;

/// Who has a good link is no stranger who holds a connection for nothing: he needs time to think of a
/// password.
constexpr std::chrono::minutes kTimeToChoose{5};

/// Registers a handler that gets the service, or answers for it while there is none.
template <typename Request, typename Message, typename Service, typename Use>
Status add(Dispatcher &dispatcher, const char *method, const std::function<Service *()> &find, Use use)
{
    return dispatcher.unary<Request, Message>(
        QStringLiteral("earshot.v1.") + QLatin1String(method),
        [find, use](const CallContext &context, const Request &request, const Reply<Message> &reply) {
            Service *service = find();
            if (service == nullptr) {
                reply(common::fail(common::ErrorCode::Unavailable,
                                   QStringLiteral("the database is not up yet")));
                return;
            }
            use(*service, context, request, reply);
        });
}

/// Numbers beyond int become -1, which nothing accepts.
int numberOf(quint32 value)
{
    return value <= 0x7fffffffu ? static_cast<int>(value) : -1;
}

Status addAsking(Dispatcher &dispatcher, const std::function<LinkService *()> &links)
{
    return allOf({add<v1::ForgotRequest, v1::ForgotReply>(
                      dispatcher, "PasswordReset/Forgot", links,
                      [](LinkService &service, const CallContext &context, const v1::ForgotRequest &request,
                         const Reply<v1::ForgotReply> &reply) {
                          service.forgot(gateActor(context), gateOperation(context),
                                         common::textOf(request.login()), [reply](const Status &noted) {
                                             if (noted) {
                                                 reply(v1::ForgotReply());
                                             } else {
                                                 reply(tl::unexpected<common::Error>(noted.error()));
                                             }
                                         });
                      }),
                  add<v1::SendLinkRequest, v1::SendLinkReply>(
                      dispatcher, "PasswordReset/Send", links,
                      [](LinkService &service, const CallContext &context, const v1::SendLinkRequest &request,
                         const Reply<v1::SendLinkReply> &reply) {
                          service.send(gateActor(context), gateOperation(context),
                                       common::textOf(request.id()), common::textsOf(request.confirm()),
                                       [reply](const Result<QString> &address) {
                                           if (!address) {
                                               reply(tl::unexpected<common::Error>(address.error()));
                                               return;
                                           }
                                           v1::SendLinkReply message;
                                           message.set_address(common::toWire(*address));
                                           reply(message);
                                       });
                      })});
}

Status addUsing(Dispatcher &dispatcher, const std::function<LinkService *()> &links)
{
    return allOf(
        {add<v1::LinkRequest, v1::LinkParameters>(
             dispatcher, "PasswordReset/BeginByLink", links,
             [](LinkService &service, const CallContext &context, const v1::LinkRequest &request,
                const Reply<v1::LinkParameters> &reply) {
                 service.begin(gateActor(context), gateOperation(context),
                               common::bytesFromWire(request.link()),
                               [context, reply](const Result<LinkService::Parameters> &parameters) {
                                   if (!parameters) {
                                       reply(tl::unexpected<common::Error>(parameters.error()));
                                       return;
                                   }
                                   context.port->allowMore(kTimeToChoose);
                                   v1::LinkParameters message;
                                   message.set_account_id(common::bytesToWire(parameters->accountId));
                                   message.set_server_id(common::toWire(parameters->serverId));
                                   message.set_passes(static_cast<quint32>(parameters->passes));
                                   message.set_memory_kib(static_cast<quint32>(parameters->memoryKib));
                                   message.set_login(common::toWire(parameters->login));
                                   message.set_second_step(parameters->secondStep);
                                   reply(message);
                               });
             }),
         add<v1::LinkReset, v1::LinkResetReply>(
             dispatcher, "PasswordReset/ByLink", links,
             [](LinkService &service, const CallContext &context, const v1::LinkReset &request,
                const Reply<v1::LinkResetReply> &reply) {
                 const v1::KdfParameters &wire = request.parameters();
                 service.reset(gateActor(context), gateOperation(context),
                               {common::bytesFromWire(request.link()),
                                {common::bytesFromWire(wire.salt()), numberOf(wire.passes()),
                                 numberOf(wire.memory_kib()), common::bytesFromWire(wire.account_id())},
                                common::bytesFromWire(request.secret()),
                                common::textsOf(request.confirm())},
                               [reply](const Status &set) {
                                   if (set) {
                                       reply(v1::LinkResetReply());
                                   } else {
                                       reply(tl::unexpected<common::Error>(set.error()));
                                   }
                               });
             })});
}

v1::MailSetting wireOf(const MailSetting &setting)
{
    v1::MailSetting wire;
    wire.set_enabled(setting.enabled);
    wire.set_host(common::toWire(setting.host));
    wire.set_port(setting.port);
    wire.set_security(common::toWire(setting.security));
    wire.set_login(common::toWire(setting.login));
    wire.set_has_password(setting.hasPassword);
    wire.set_from(common::toWire(setting.from));
    wire.set_ca_certificates(common::toWire(setting.caCertificates));
    wire.set_version(setting.version);
    return wire;
}

MailSetting settingOf(const v1::MailSetting &wire)
{
    MailSetting setting;
    setting.enabled = wire.enabled();
    setting.host = common::textOf(wire.host()).trimmed();
    setting.port = wire.port();
    setting.security = common::textOf(wire.security());
    setting.login = common::textOf(wire.login());
    setting.password = common::textOf(wire.password());
    setting.from = common::textOf(wire.from()).trimmed();
    setting.caCertificates = common::textOf(wire.ca_certificates());
    setting.version = wire.version();
    return setting;
}

v1::TestReport wireOf(const SmtpReport &report)
{
    v1::TestReport wire;
    wire.set_passed(report.accepted);
    for (const SmtpStep &step : report.steps) {
        v1::TestStep *row = wire.add_steps();
        row->set_name(common::toWire(step.name));
        row->set_state(common::toWire(step.state));
        row->set_ms(step.ms);
        row->set_detail(common::toWire(step.detail));
        row->set_cause(common::toWire(step.cause));
    }
    return wire;
}

template <typename Message, typename Value>
std::function<void(Result<Value>)> wireTo(const Reply<Message> &reply)
{
    return [reply](const Result<Value> &value) {
        if (value) {
            reply(wireOf(*value));
        } else {
            reply(tl::unexpected<common::Error>(value.error()));
        }
    };
}

Status addMail(Dispatcher &dispatcher, const std::function<MailService *()> &mail)
{
    return allOf({add<v1::MailRequest, v1::MailSetting>(
                      dispatcher, "Mail/Get", mail,
                      [](MailService &service, const CallContext &context, const v1::MailRequest &,
                         const Reply<v1::MailSetting> &reply) {
                          service.show(gateActor(context), gateOperation(context),
                                       wireTo<v1::MailSetting, MailSetting>(reply));
                      }),
                  add<v1::MailSetting, v1::MailSetting>(
                      dispatcher, "Mail/Set", mail,
                      [](MailService &service, const CallContext &context, const v1::MailSetting &request,
                         const Reply<v1::MailSetting> &reply) {
                          service.change(gateActor(context), gateOperation(context), settingOf(request),
                                         wireTo<v1::MailSetting, MailSetting>(reply));
                      }),
                  add<v1::MailTest, v1::TestReport>(
                      dispatcher, "Mail/Test", mail,
                      [](MailService &service, const CallContext &context, const v1::MailTest &request,
                         const Reply<v1::TestReport> &reply) {
                          service.test(gateActor(context), gateOperation(context),
                                       settingOf(request.setting()), common::textOf(request.to()).trimmed(),
                                       wireTo<v1::TestReport, SmtpReport>(reply));
                      })});
}

} // namespace

Status addResetHandlers(Dispatcher &dispatcher, const std::function<LinkService *()> &links,
                        const std::function<MailService *()> &mail)
{
    return allOf({addAsking(dispatcher, links), addUsing(dispatcher, links), addMail(dispatcher, mail)});
}

} // namespace recorder
