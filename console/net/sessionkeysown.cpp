// SPDX-License-Identifier: GPL-3.0-or-later
// How the user's own keys are opened by hand, recovered, and sealed anew.
#include "console/net/sessionkeys.h"

#include "common/core/typedsecret.h"
#include "common/rpc/codecs/wirevalue.h"
#include "console/net/background.h"

#include <QPointer>

#include <utility>

namespace console
{

namespace v1 = earshot::v1;
using common::ErrorCode;

namespace
{

common::Status notOpen()
{
    return common::fail(ErrorCode::Unavailable, QStringLiteral("the keys are locked"),
                        {{QStringLiteral("key"), QStringLiteral("locked")}});
}

/// What is typed here is not compared with the password: a mistyped one would seal the keys for good.
common::Status signInFirst()
{
    return common::fail(ErrorCode::Unavailable, QStringLiteral("the password of this session is not known"),
                        {{QStringLiteral("key"), QStringLiteral("sign-in")}});
}

common::Status statusOf(const common::Error &error)
{
    return tl::unexpected<common::Error>(error);
}

/// What is kept for the session: the secret is for the recorder only, and not in locked memory.
SessionKeys::Keys withoutSecret(const DerivedKeys &keys)
{
    return std::make_shared<const DerivedKeys>(DerivedKeys{{}, keys.kek.clone(), keys.parameters});
}

} // namespace

void SessionKeys::derive(const QString &password, const std::optional<common::KdfParameters> &parameters,
                         std::function<void(common::Result<Keys>)> done)
{
    auto copy = std::make_shared<common::TypedSecret>(password);
    askDerivation(m_parts.rpc, m_identity.login, this,
                  [this, g = m_generation, copy, parameters,
                   done = std::move(done)](const common::Result<Derivation> &how) {
                      if (g != m_generation) {
                          return;
                      }
                      if (!how) {
                          done(tl::unexpected<common::Error>(how.error()));
                          return;
                      }
                      deriveInBackground(m_parts.makeSecret, copy->text(),
                                         parameters.value_or(how->parameters), how->serverId, this,
                                         [this, g, done](common::Result<DerivedKeys> keys) {
                                             if (g != m_generation) {
                                                 return;
                                             }
                                             if (keys) {
                                                 common::wipe(keys->secret); // nobody is sent it
                                                 done(std::make_shared<const DerivedKeys>(std::move(*keys)));
                                             } else {
                                                 done(common::propagate(keys));
                                             }
                                         });
                  });
}

void SessionKeys::deriveNew(const QString &passphrase, std::function<void(common::Result<Keys>)> done)
{
    auto parameters = common::makeKdfParameters();
    if (parameters) {
        derive(passphrase, *parameters, std::move(done));
    } else {
        done(common::propagate(parameters));
    }
}

void SessionKeys::unlock(const QString &password, Done done)
{
    // A password: whichever is in force now. A passphrase: as it was when it was set.
    std::optional<common::KdfParameters> parameters;
    if (usesPassphrase() && own() != nullptr && own()->has_kdf()) {
        parameters = fromWire(own()->kdf());
    }
    derive(password, parameters, [this, done](common::Result<Keys> key) {
        if (key) {
            openWith(*key, false, done);
        } else {
            done(statusOf(key.error()));
        }
    });
}

void SessionKeys::startWith(const QString &passphrase, Done done)
{
    if (!usesPassphrase() && m_key) {
        makeOwn(m_key, done);
        return;
    }
    if (!usesPassphrase()) {
        done(signInFirst());
        return;
    }
    deriveNew(passphrase, [this, done](common::Result<Keys> key) {
        if (key) {
            makeOwn(*key, done);
        } else {
            done(statusOf(key.error()));
        }
    });
}

void SessionKeys::changePassphrase(const QString &passphrase, Done done)
{
    if (!m_ring) {
        done(notOpen());
        return;
    }
    deriveNew(passphrase, [this, done](common::Result<Keys> key) {
        auto message = key && m_ring ? sealed(*m_ring, **key)
                                     : common::Result<v1::OwnKeysToKeep>(
                                           common::fail(ErrorCode::Unavailable, QStringLiteral("locked")));
        if (!message) {
            done(statusOf(message.error()));
            return;
        }
        put(m_ring, *message, this, [this, g = m_generation, key = *key, done](const common::Status &kept) {
            if (kept && g == m_generation) {
                m_key = key;
                load(false, done);
            } else {
                done(kept);
            }
        });
    });
}

void SessionKeys::recover(const Recovery &by, Done done)
{
    const QUuid who = user();
    if (!by.code.isEmpty()) {
        recoverBy(
            [set = m_set, who, code = by.code, now = nowMs()] {
                Opened opened{std::make_shared<KeyRing>(), {}};
                opened.state = opened.ring->recover(set, who, code, now);
                return opened;
            },
            by, done);
        return;
    }
    const v1::OwnKey *lost = own();
    if (lost == nullptr || !lost->has_kdf()) {
        done(common::fail(ErrorCode::Invalid, QStringLiteral("how that password was derived is not known"),
                          {{QStringLiteral("kdf"), QStringLiteral("unknown")}}));
        return;
    }
    derive(by.password, fromWire(lost->kdf()), [this, who, by, done](common::Result<Keys> key) {
        if (!key) {
            done(statusOf(key.error()));
            return;
        }
        recoverBy(
            [set = m_set, who, key = *key, now = nowMs()] {
                Opened opened{std::make_shared<KeyRing>(), {}};
                opened.state = opened.ring->open(set, who, key->kek, now);
                return opened;
            },
            by, done);
    });
}

void SessionKeys::recoverBy(const Opening &open, const Recovery &by, const Done &done)
{
    inBackground(this, open, [this, g = m_generation, by, done](const Opened &opened) {
        if (g != m_generation) {
            return;
        }
        if (!opened.state) {
            done(statusOf(opened.state.error()));
        } else if (*opened.state != KeyRing::State::Open) {
            done(common::fail(ErrorCode::Denied, QStringLiteral("it does not open the keys"),
                              {{QStringLiteral("key"), QStringLiteral("wrong")}}));
        } else {
            keepRecovered(opened, by, done);
        }
    });
}

void SessionKeys::keepRecovered(const Opened &opened, const Recovery &by, const Done &done)
{
    const auto keep = [this, opened, done](common::Result<Keys> key) {
        auto message =
            key ? sealed(*opened.ring, **key) : common::Result<v1::OwnKeysToKeep>(common::propagate(key));
        if (!message) {
            done(statusOf(message.error()));
            return;
        }
        put(opened.ring, *message, this,
            [this, g = m_generation, key = *key, done](const common::Status &kept) {
                if (!kept || g != m_generation) {
                    done(kept);
                    return;
                }
                m_key = key;
                load(false, done);
            });
    };
    if (!usesPassphrase() && m_key) {
        keep(m_key);
    } else if (usesPassphrase()) {
        deriveNew(by.passphrase, keep);
    } else {
        done(signInFirst());
    }
}

void SessionKeys::makeRecoveryCode(std::function<void(common::Result<QString>)> done)
{
    auto code = common::makeRecoveryCode();
    auto recovery =
        !m_ring || !code
            ? common::Result<QByteArray>(common::fail(ErrorCode::Unavailable, QStringLiteral("locked"),
                                                      {{QStringLiteral("key"), QStringLiteral("locked")}}))
            : m_ring->sealedForRecovery(*code);
    auto message =
        recovery ? sealed(*m_ring, *m_key) : common::Result<v1::OwnKeysToKeep>(common::propagate(recovery));
    if (!message) {
        done(common::propagate(message));
        return;
    }
    message->set_recovery(common::bytesToWire(*recovery));
    put(m_ring, *message, this, [this, g = m_generation, code = *code, done](const common::Status &kept) {
        if (!kept) {
            done(tl::unexpected<common::Error>(kept.error()));
            return;
        }
        if (g == m_generation) {
            load(false, {});
        }
        done(code);
    });
}

/// Whether it opens what the recorder keeps now. Nothing that is open here changes by that.
void SessionKeys::verify(const Keys &key, std::function<void(bool)> done)
{
    get([this, key, done = std::move(done)](const common::Result<v1::OwnKeySet> &set) {
        if (!set) {
            done(false);
            return;
        }
        inBackground(
            this,
            [set = *set, who = user(), key, now = nowMs()] {
                KeyRing ring;
                const auto state = ring.open(set, who, key->kek, now);
                return state && *state == KeyRing::State::Open;
            },
            [this, g = m_generation, set = *set, done](bool opens) {
                if (g == m_generation) {
                    if (opens) {
                        m_set = set; // what is kept next replaces this
                    }
                    done(opens);
                }
            });
    });
}

void SessionKeys::prepareChange(const Keys &present, const Keys &next, QObject *context, Done done)
{
    const QPointer guard(context);
    const auto again = [this, present, next, guard, done] {
        if (guard) {
            prepareChange(present, next, guard, done);
        }
    };
    if (usesPassphrase()) { // it is no password that seals them
        done({});
        return;
    }
    if (m_state == State::Opening) { // else they would stay sealed for the password before alone
        connect(this, &SessionKeys::stateChanged, context, again, Qt::SingleShotConnection);
        return;
    }
    if (m_state == State::Asleep && own() != nullptr) {
        openWith(withoutSecret(*present), false, [this, again, guard, done](const common::Status &) {
            if (m_ring) {
                again();
            } else if (guard) {
                done({});
            }
        });
        return;
    }
    if (!m_ring) {
        done({}); // nothing that this password opens
        return;
    }
    if (!m_key->kek.equals(present->kek)) {
        // Mistyped, or the password was changed elsewhere meanwhile. What does not open them seals nothing:
        // the recorder is about to refuse it, and they would be lost.
        verify(present, [this, present, again, guard, done](bool opens) {
            if (opens) {
                m_key = withoutSecret(*present);
                again();
            } else if (guard) {
                done({});
            }
        });
        return;
    }
    const auto message = sealed(*m_ring, *present, next.get());
    if (message) {
        put(m_ring, *message, context, std::move(done));
    } else {
        done(statusOf(message.error()));
    }
}

void SessionKeys::finishChange(const Keys &next)
{
    if (usesPassphrase()) {
        return;
    }
    m_key = withoutSecret(*next);
    if (std::exchange(m_awaitsChange, false)) {
        setState(State::Opening);
        load(true, {});
        return;
    }
    if (!m_ring) {
        return;
    }
    // Should this one fail, the next sign-in opens what prepareChange() kept, and does it then.
    if (const auto message = sealed(*m_ring, *m_key)) {
        put(m_ring, *message, this, [this, g = m_generation](const common::Status &kept) {
            if (kept && g == m_generation) {
                load(false, {});
            }
        });
    }
}

} // namespace console
