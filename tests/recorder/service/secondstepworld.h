// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/totp.h"

#include "tests/recorder/service/accessworld.h"

#include <QUrlQuery>

namespace tests
{

/// People who sign in with two steps, at a clock that the test moves.
struct SecondStepWorld : AccessWorld {
    using SignedIn = recorder::SignedIn;
    using Codes = QStringList;

    static recorder::Operation operation(const char *permission, const char *action, bool mutates)
    {
        return {QStringLiteral("earshot.v1.SecondStep/Test"),
                QLatin1String(permission),
                mutates,
                false,
                QLatin1String(action) == QLatin1String("second-step") ? QStringLiteral("sessions")
                                                                      : QStringLiteral("users"),
                QLatin1String(action)};
    }
    static recorder::Actor at(quint64 connection)
    {
        recorder::Actor actor = recorder::Actor::anonymous(QStringLiteral("192.0.2.1"), QStringLiteral("r1"));
        actor.connection = connection;
        return actor;
    }
    common::Result<SignedIn> first(const QString &login, quint64 connection = 1,
                                   const QByteArray &device = {})
    {
        return wait<SignedIn>([&](auto done) {
            signIn.signIn(
                at(connection), kSignIn,
                {login, secretOf(login), QStringLiteral("test 1.0"), QStringLiteral("Debian"), device}, done);
        });
    }
    common::Result<SignedIn> second(const QByteArray &challenge, const QString &code, quint64 connection = 1,
                                    bool remember = false)
    {
        return wait<SignedIn>([&](auto done) {
            secondStep.finish(at(connection), operation("public", "second-step", true),
                              {challenge, code, remember}, done);
        });
    }
    common::Result<recorder::SecondStepService::Enrolment> begin(const recorder::Actor &actor,
                                                                 const QByteArray &secret)
    {
        return wait<recorder::SecondStepService::Enrolment>([&](auto done) {
            secondStep.begin(actor, operation("session", "second-step-begin", false), secret, done);
        });
    }
    common::Result<Codes> confirm(const recorder::Actor &actor, const QString &code)
    {
        return wait<Codes>([&](auto done) {
            secondStep.confirm(actor, operation("session", "second-step-on", true), code, done);
        });
    }
    common::Result<Codes> newCodes(const recorder::Actor &actor, const QString &code)
    {
        return wait<Codes>([&](auto done) {
            secondStep.newRecoveryCodes(actor, operation("session", "recovery-codes", true), code, done);
        });
    }
    common::Status end(const recorder::Actor &actor, const QString &code)
    {
        return wait<void>([&](auto done) {
            secondStep.end(actor, operation("session", "second-step-off", true), code, done);
        });
    }
    common::Status remove(const recorder::Actor &actor, const QString &login)
    {
        return wait<void>([&](auto done) {
            secondStep.remove(actor, operation("users.reset-password", "second-step-removed", true),
                              userId(login).toString(), done);
        });
    }
    /// What an authenticator shows `steps` half minutes from now.
    QString code(const QByteArray &seed, int steps = 0) const
    {
        return common::totpCode(seed, common::totpStepAt(common::toUnixMs(clock.wall())) + steps);
    }
    static QByteArray seedOf(const recorder::SecondStepService::Enrolment &enrolment)
    {
        QByteArray seed;
        quint32 kept = 0;
        int bits = 0;
        for (const QChar c : enrolment.base32) {
            kept = (kept << 5) |
                   static_cast<quint32>(QStringLiteral("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").indexOf(c));
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                seed += static_cast<char>((kept >> bits) & 0xffu);
            }
        }
        return seed;
    }
    struct Enrolled {
        recorder::Actor actor; ///< of the session that set it up
        QByteArray seed;
        Codes codes;
    };
    /// With 2-step verification on; the code of now is used up.
    Enrolled enrol(const QString &login)
    {
        Enrolled enrolled{actor(login), {}, {}};
        const auto begun = begin(enrolled.actor, secretOf(login));
        if (!begun) {
            qFatal("%s", qPrintable(begun.error().message));
        }
        enrolled.seed = seedOf(*begun);
        const auto codes = confirm(enrolled.actor, code(enrolled.seed));
        if (!codes) {
            qFatal("%s", qPrintable(codes.error().message));
        }
        enrolled.codes = *codes;
        return enrolled;
    }
    void nextStep() { clock.advance(std::chrono::seconds(30)); }
};

} // namespace tests
