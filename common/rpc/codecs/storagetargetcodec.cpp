// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/storagetargetcodec.h"

#include "common/rpc/codecs/wirevalue.h"

namespace common
{

namespace v1 = earshot::v1;

v1::StorageTarget toWire(const StorageTargetRecord &target)
{
    v1::StorageTarget wire;
    wire.set_id(toWire(target.id));
    wire.set_tenant_id(toWire(target.tenantId));
    wire.set_tenant(toWire(target.tenant));
    wire.set_system(target.system);
    wire.set_name(toWire(target.name));
    wire.set_kind(toWire(target.kind));
    wire.set_base_path(toWire(target.basePath));
    wire.set_host(toWire(target.host));
    wire.set_port(target.port);
    wire.set_user(toWire(target.user));
    wire.set_password(toWire(target.password));
    wire.set_has_password(target.hasPassword);
    wire.set_require_tls(target.requireTls);
    wire.set_implicit_tls(target.implicitTls);
    wire.set_ssh_key(toWire(target.sshKey));
    wire.set_has_ssh_key(target.hasSshKey);
    wire.set_host_key(toWire(target.hostKey));
    wire.set_posix_rename(target.posixRename);
    wire.set_bucket(toWire(target.bucket));
    wire.set_access_key_id(toWire(target.accessKeyId));
    wire.set_secret_access_key(toWire(target.secretAccessKey));
    wire.set_has_secret_access_key(target.hasSecretAccessKey);
    wire.set_endpoint(toWire(target.endpoint));
    wire.set_region(toWire(target.region));
    wire.set_signature_version(target.signatureVersion);
    wire.set_virtual_host(target.virtualHost);
    wire.set_sse(target.sse);
    wire.set_use_proxy(target.useProxy);
    wire.set_proxy_host(toWire(target.proxyHost));
    wire.set_proxy_port(target.proxyPort);
    wire.set_proxy_user(toWire(target.proxyUser));
    wire.set_proxy_password(toWire(target.proxyPassword));
    wire.set_has_proxy_password(target.hasProxyPassword);
    wire.set_ca_certificates(toWire(target.caCertificates));
    wire.set_built_in(target.builtIn);
    wire.set_version(target.version);
    wire.set_tested_ms(target.testedMs);
    wire.set_tested_step(toWire(target.testedStep));
    wire.set_tested_cause(toWire(target.testedCause));
    return wire;
}

Result<StorageTargetRecord> fromWire(const v1::StorageTarget &wire)
{
    StorageTargetRecord target;
    target.id = textOf(wire.id());
    target.tenantId = textOf(wire.tenant_id());
    target.tenant = textOf(wire.tenant());
    target.system = wire.system();
    target.name = textOf(wire.name());
    target.kind = textOf(wire.kind());
    target.basePath = textOf(wire.base_path());
    target.host = textOf(wire.host());
    target.port = wire.port();
    target.user = textOf(wire.user());
    target.password = textOf(wire.password());
    target.hasPassword = wire.has_password();
    target.requireTls = wire.require_tls();
    target.implicitTls = wire.implicit_tls();
    target.sshKey = textOf(wire.ssh_key());
    target.hasSshKey = wire.has_ssh_key();
    target.hostKey = textOf(wire.host_key());
    target.posixRename = wire.posix_rename();
    target.bucket = textOf(wire.bucket());
    target.accessKeyId = textOf(wire.access_key_id());
    target.secretAccessKey = textOf(wire.secret_access_key());
    target.hasSecretAccessKey = wire.has_secret_access_key();
    target.endpoint = textOf(wire.endpoint());
    target.region = textOf(wire.region());
    target.signatureVersion = wire.signature_version();
    target.virtualHost = wire.virtual_host();
    target.sse = wire.sse();
    target.useProxy = wire.use_proxy();
    target.proxyHost = textOf(wire.proxy_host());
    target.proxyPort = wire.proxy_port();
    target.proxyUser = textOf(wire.proxy_user());
    target.proxyPassword = textOf(wire.proxy_password());
    target.hasProxyPassword = wire.has_proxy_password();
    target.caCertificates = textOf(wire.ca_certificates());
    target.builtIn = wire.built_in();
    target.version = wire.version();
    target.testedMs = isMoment(wire.tested_ms()) ? wire.tested_ms() : 0;
    target.testedStep = textOf(wire.tested_step());
    target.testedCause = textOf(wire.tested_cause());
    return target;
}

} // namespace common
