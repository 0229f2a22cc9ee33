// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/sessionkeys.h"

#include "common/rpc/codecs/keycodec.h"
#include "common/rpc/codecs/wirevalue.h"
#include "console/net/background.h"
#include "console/net/connection.h"

#include <QPointer>

#include <utility>

namespace console
{

namespace v1 = earshot::v1;
using common::ErrorCode;

namespace
{

common::Error protocolError(const QString &message)
{
    return {ErrorCode::Internal, message, {{QStringLiteral("reason"), QStringLiteral("protocol")}}};
}

void tell(const SessionKeys::Done &done, const common::Status &status)
{
    if (done) {
        done(status);
    }
}

bool isStale(const common::Error &error)
{
    return error.fields.value(QStringLiteral("proof")) == QLatin1String("stale");
}

} // namespace

SessionKeys::SessionKeys(Parts parts, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
{
    if (!m_parts.loadQca) {
        m_parts.loadQca = [] { return common::Qca::load(); };
    }
    m_end.setSingleShot(true);
    connect(&m_end, &QTimer::timeout, this, &SessionKeys::dropExpired);
}

SessionKeys::~SessionKeys() = default;

void SessionKeys::follow(Connection &connection)
{
    connect(&connection, &Connection::stateChanged, this, [this, &connection](ConnectionState state) {
        if (state == ConnectionState::Ready) {
            begin(connection.identity(), connection.takeKeys());
        } else if (state != ConnectionState::Lost) {
            lock();
        }
    });
    connect(&connection, &Connection::identityChanged, this, [this, &connection] {
        // A second step that had to be set up first stood in the way of everything.
        if (m_state == State::Failed && connection.isReady() && !connection.identity().mustSetSecondStep) {
            reload();
        }
    });
}

void SessionKeys::begin(const common::Identity &identity, DerivedKeys password)
{
    const bool same = m_state != State::Locked && identity.userId == m_identity.userId;
    if (same && password.kek.isEmpty()) {
        if (m_state == State::Failed) {
            reload();
        } else if (m_state == State::Open) {
            load(false, {}); // something may have been revoked: the recorder cuts the connection then
        }
        return;
    }
    wipe();
    m_identity = identity;
    m_awaitsChange = identity.mustChangePassword;
    if (m_awaitsChange) {
        // Somebody else knows this password: it seals nothing, and what it opened would be sealed by it
        // again.
        setState(State::Asleep);
        return;
    }
    m_key = password.kek.isEmpty() ? nullptr : std::make_shared<const DerivedKeys>(std::move(password));
    setState(State::Opening);
    load(true, {});
}

void SessionKeys::wipe()
{
    ++m_generation;
    m_ring.reset(); // whoever still opens a file with it ends that first
    m_key.reset();
    m_set.Clear();
    m_problem = {};
}

void SessionKeys::lock()
{
    wipe();
    m_identity = {};
    m_awaitsChange = false;
    setState(State::Locked);
}

void SessionKeys::sleep()
{
    if (m_state == State::Locked || m_state == State::NoKeys || m_state == State::Asleep) {
        return;
    }
    const v1::OwnKeySet set = m_set; // is sealed
    wipe();
    m_set = set;
    setState(State::Asleep);
}

void SessionKeys::setState(State state)
{
    if (std::exchange(m_state, state) != state || state == State::Open) {
        Q_EMIT stateChanged(state);
    }
}

void SessionKeys::fail(const common::Error &error, const Done &done)
{
    m_problem = error;
    setState(State::Failed);
    tell(done, tl::unexpected<common::Error>(error));
}

void SessionKeys::reload(Done done)
{
    if (m_state == State::Locked) {
        tell(done, common::fail(ErrorCode::Unavailable, QStringLiteral("nobody is signed in"),
                                {{QStringLiteral("reason"), QStringLiteral("signed-out")}}));
        return;
    }
    load(true, done);
}

void SessionKeys::get(std::function<void(common::Result<v1::OwnKeySet>)> done)
{
    common::call<v1::OwnKeySet>(
        m_parts.rpc, QStringLiteral("earshot.v1.OwnKeys/Get"), v1::OwnKeysRequest{}, this,
        [this, g = m_generation, done = std::move(done)](common::Result<v1::OwnKeySet> reply) {
            if (g == m_generation) {
                done(std::move(reply));
            }
        });
}

v1::OwnKey *SessionKeys::kept(const v1::KeyRecord &record)
{
    for (v1::OwnKey &key : *m_set.mutable_keys()) {
        if (key.record().spki() == record.spki() && key.record().signing_key() == record.signing_key()) {
            return &key;
        }
    }
    return nullptr;
}

void SessionKeys::put(const Ring &ring, v1::OwnKeysToKeep message, QObject *context, Done done)
{
    if (ring) {
        const v1::OwnKey *before = kept(message.record());
        if (common::Status proved = ring->prove(message, before == nullptr ? std::string() : before->state());
            !proved) {
            tell(done, proved);
            return;
        }
    }
    // Also when nobody waits for it any more: the next one replaces what is kept by this one.
    common::call<v1::OwnKeysKept>(
        m_parts.rpc, QStringLiteral("earshot.v1.OwnKeys/Put"), message, this,
        [this, g = m_generation, record = message.record(), guard = QPointer<QObject>(context),
         done = std::move(done)](const common::Result<v1::OwnKeysKept> &reply) {
            v1::OwnKey *key = g == m_generation ? kept(record) : nullptr;
            if (reply && key != nullptr) {
                key->set_state(reply->state());
            }
            if (!reply && key != nullptr && isStale(reply.error())) {
                load(false, {});
            }
            if (guard) {
                tell(done,
                     reply ? common::Status() : common::Status(tl::unexpected<common::Error>(reply.error())));
            }
        });
}

void SessionKeys::load(bool afresh, const Done &done)
{
    get([this, afresh, done](common::Result<v1::OwnKeySet> set) {
        if (!set) {
            fail(set.error(), done);
            return;
        }
        m_set = std::move(*set);
        if (m_key) {
            openWith(m_key, afresh, done);
            return;
        }
        setState(m_set.keys().empty() ? State::NoKeys : State::Asleep);
        tell(done, {});
    });
}

void SessionKeys::openWith(const Keys &key, bool afresh, const Done &done)
{
    inBackground(
        this,
        [set = m_set, who = user(), key, now = nowMs()] {
            Opened opened{std::make_shared<KeyRing>(), {}};
            opened.state = opened.ring->open(set, who, key->kek, now);
            return opened;
        },
        [this, g = m_generation, key, afresh, done](const Opened &opened) {
            if (g != m_generation) {
                return;
            }
            if (!opened.state || *opened.state != KeyRing::State::NoKeys) {
                take(opened, key, done);
            } else if (afresh) {
                makeOwn(key, done);
            } else {
                fail(protocolError(QStringLiteral("the keys that were kept are not there")), done);
            }
        });
}

void SessionKeys::take(const Opened &opened, const Keys &key, const Done &done)
{
    if (!opened.state) {
        fail(opened.state.error(), done);
        return;
    }
    if (*opened.state != KeyRing::State::Open) {
        const bool first = m_state == State::Opening || m_state == State::Open;
        if (first) {
            m_ring.reset();
            setState(State::WrongKey);
        }
        tell(done, common::fail(ErrorCode::Denied, QStringLiteral("it does not open the keys"),
                                {{QStringLiteral("key"), QStringLiteral("wrong")}}));
        return;
    }
    m_ring = opened.ring;
    m_key = key;
    if (own() != nullptr && !own()->next_bundle().empty()) {
        // A change of password that did not come to its end: from now on for this one alone.
        if (auto message = sealed(*m_ring, *m_key)) {
            put(m_ring, *message, this, {});
        }
    }
    awaitEnd();
    setState(State::Open);
    tell(done, {});
}

/// Looks at the clock each minute: the timers of a computer that slept are late, and its clock may be set.
void SessionKeys::awaitEnd()
{
    constexpr qint64 kLongest = 60'000;
    const qint64 end = m_ring ? m_ring->nextEndMs() : 0;
    if (end == 0) {
        m_end.stop();
    } else {
        m_end.start(static_cast<int>(qBound(qint64(0), end - nowMs(), kLongest)));
    }
}

void SessionKeys::dropExpired()
{
    if (!m_ring) {
        return;
    }
    const qint64 now = nowMs();
    auto left = std::make_shared<KeyRing>(*m_ring); // worker threads may have the other
    const bool dropped = left->expire(now);
    if (dropped) {
        for (v1::HeldKey &held : *m_set.mutable_held()) {
            if (held.grant().expires_ms() != 0 && held.grant().expires_ms() <= now) {
                held.mutable_grant()->clear_bundle(); // not again by a clock that is put back
            }
        }
        m_ring = std::move(left);
    }
    awaitEnd();
    if (dropped) {
        setState(State::Open);
    }
}

void SessionKeys::makeOwn(const Keys &key, const Done &done)
{
    inBackground(
        this,
        [load = m_parts.loadQca, who = user(), key, now = nowMs()]() -> common::Result<v1::OwnKeysToKeep> {
            auto qca = load();
            return qca ? KeyRing::makeOwn(*qca, who, key->kek, now) : common::propagate(qca);
        },
        [this, g = m_generation, key, done](common::Result<v1::OwnKeysToKeep> made) {
            if (g != m_generation) {
                return;
            }
            if (!made) {
                fail(made.error(), done);
                return;
            }
            toWire(key->parameters, *made->mutable_kdf());
            put(nullptr, *made, this, [this, g, key, done](const common::Status &kept) {
                if (g != m_generation) {
                    return;
                }
                if (kept) {
                    m_key = key;
                    load(false, done);
                } else {
                    fail(kept.error(), done);
                }
            });
        });
}

const v1::OwnKey *SessionKeys::own() const
{
    return m_set.keys().empty() ? nullptr : &m_set.keys(0);
}

common::Result<v1::OwnKeysToKeep> SessionKeys::sealed(const KeyRing &ring, const DerivedKeys &key,
                                                      const DerivedKeys *next) const
{
    auto message = ring.reseal(key.kek, next == nullptr ? nullptr : &next->kek);
    if (!message) {
        return message;
    }
    toWire(key.parameters, *message->mutable_kdf());
    if (next != nullptr) {
        toWire(next->parameters, *message->mutable_next_kdf());
    }
    // Nothing of the recovery code: it goes on, whatever the password is, and another window may have made
    // it.
    return message;
}

bool SessionKeys::usesPassphrase() const
{
    return !m_identity.authenticatedBy.isEmpty() && m_identity.authenticatedBy != QLatin1String("password");
}

bool SessionKeys::hasRecoveryCode() const
{
    return own() != nullptr && !own()->recovery().empty();
}

bool SessionKeys::holds(const QByteArray &fingerprint) const
{
    return m_ring != nullptr && m_ring->tenantKeys(fingerprint).has_value();
}

QString SessionKeys::ownWords() const
{
    const auto record = m_ring == nullptr ? std::nullopt : m_ring->ownRecord();
    return record ? common::keyWords(record->identity()) : QString();
}

} // namespace console
