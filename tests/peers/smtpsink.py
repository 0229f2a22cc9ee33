#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server for tests that keeps what it is given: smtpsink.py DIR, with cert.pem and key.pem there.

Three ports on loopback: STARTTLS and login asked for, TLS from the start and login asked for, neither. Each
message becomes DIR/N.eml, with its envelope in two lines before it. Recipients no@... get 550, later@... get
451; the sender bad@... gets 550. Says "ready STARTTLS TLS PLAIN" when it listens; ends with its input."""
import asyncio
import logging
import os
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

LOGIN = b"earshot"
PASSWORD = "geheim wörtlich".encode()


class Keeper:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("bad@"):
            return "550 5.7.1 not this sender"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("no@"):
            return "550 5.1.1 nobody here has that name"
        if address.startswith("later@"):
            return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if b"refuse-this-content" in envelope.original_content:
            return "554 5.6.0 not this text"
        self.count += 1
        name = os.path.join(self.folder, "%d.eml" % self.count)
        with open(name + ".part", "wb") as out:
            out.write(("%s\n%s\n" % (envelope.mail_from, " ".join(envelope.rcpt_tos))).encode())
            out.write(envelope.original_content)
        os.rename(name + ".part", name)
        return "250 kept as %d" % self.count


def check(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.login == LOGIN and data.password == PASSWORD
    return AuthResult(success=good, handled=False)


async def serve(folder):
    loop = asyncio.get_running_loop()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem"))
    keeper = Keeper(folder)
    secured = {"authenticator": check, "auth_required": True}
    makers = [
        (lambda: SMTP(keeper, hostname="sink", tls_context=tls, require_starttls=True, loop=loop, **secured), None),
        (lambda: SMTP(keeper, hostname="sink", auth_require_tls=False, loop=loop, **secured), tls),
        (lambda: SMTP(keeper, hostname="sink", loop=loop), None),
    ]
    ports = []
    for make, context in makers:
        server = await loop.create_server(make, "127.0.0.1", 0, ssl=context)
        ports.append(str(server.sockets[0].getsockname()[1]))
    print("ready " + " ".join(ports), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


# Handshakes that clients break off are what tests are about.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
warnings.simplefilter("ignore")
asyncio.run(serve(sys.argv[1]))
