// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/crypto/qca.h"
#include "common/model/identity.h"
#include "console/net/keyring.h"
#include "console/net/signin.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace console
{

class Connection;

/// Loads what makes RSA keys; called in a worker thread.
using QcaSource = std::function<common::Result<common::Qca>()>;

/// The keys of the signed-in user for as long as his session lasts, and no longer: they are opened in a
/// worker thread after the sign-in, and wiped by signing out, by a session that ends, and when nobody is
/// there. What was granted until a moment goes at that moment, with stateChanged(). Users who sign in with a
/// password open them by it; those of directories and single sign-on have a key passphrase of their own,
/// which is asked for when it is needed. GUI thread; one for each window.
class SessionKeys final : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Locked,   ///< nobody is signed in
        Opening,  ///< it is being found out
        Asleep,   ///< wiped, or never opened in this session: unlock()
        NoKeys,   ///< he has none, and no password to seal them with came: startWith()
        WrongKey, ///< a password was set that does not open them: recover() or startWith()
        Open,
        Failed ///< the recorder did not answer, or not as it must: problem(), reload()
    };
    using Done = std::function<void(const common::Status &)>;
    using Keys = std::shared_ptr<const DerivedKeys>;
    struct Parts {
        common::RpcClient &rpc;
        const common::Clock &clock;
        SecretMaker makeSecret;
        QcaSource loadQca; ///< empty: common::Qca::load
    };

    explicit SessionKeys(Parts parts, QObject *parent = nullptr);
    ~SessionKeys() override;

    /// begin() when it gets ready, lock() when its session is gone.
    void follow(Connection &connection);
    /// Without a password's keys: Asleep or NoKeys; when they are open for him already, what was granted and
    /// revoked is read again. Who has to change his password first is Asleep until finishChange(): whoever
    /// gave it to him knows it.
    void begin(const common::Identity &identity, DerivedKeys password);
    void lock();  ///< wipes everything
    void sleep(); ///< wipes the keys of a session that goes on
    /// Asks the recorder again: somebody granted something.
    void reload(Done done = {});

    // All of these call back on this thread, unless this object died: Denied {key: wrong} for what does not
    // open them, Invalid {code: format}, Invalid {kdf: unknown} when the recorder does not know how the
    // password before was derived, Unavailable {key: sign-in} for who has to sign in with his password first,
    // and the errors of calls.
    void unlock(const QString &password, Done done);
    /// What opens them after a new password, or a forgotten passphrase.
    struct Recovery {
        QString code;       ///< the recovery code, or
        QString password;   ///< the password (or passphrase) before
        QString passphrase; ///< a new key passphrase, for who signs in elsewhere
    };
    void recover(const Recovery &by, Done done);
    /// New keys: what was granted to lost ones has to be granted anew. `passphrase` is for who signs in
    /// elsewhere. Conflict {record: other}: there are keys in use.
    void startWith(const QString &passphrase, Done done);
    /// Open only: the same keys under another passphrase.
    void changePassphrase(const QString &passphrase, Done done);
    /// Open only: a code that opens them, to be shown once. One of before is void.
    void makeRecoveryCode(std::function<void(common::Result<QString>)> done);
    /// Before a new password: keeps them sealed for both. Nothing to do is a success, and so is a `present`
    /// that does not open them: it seals nothing, and the recorder refuses it. `context` ends it.
    void prepareChange(const Keys &present, const Keys &next, QObject *context, Done done);
    void finishChange(const Keys &next);

    State state() const { return m_state; }
    const common::Error &problem() const { return m_problem; }
    bool usesPassphrase() const;
    const common::Identity &identity() const { return m_identity; } ///< whose they are
    bool hasRecoveryCode() const;
    /// Null unless Open. It does not change: for worker threads too; let go of it when stateChanged() says
    /// so.
    const std::shared_ptr<const KeyRing> &ring() const { return m_ring; }
    bool holds(const QByteArray &fingerprint) const;
    /// Of the own public keys; empty while they are not known.
    QString ownWords() const;
    const QcaSource &qca() const { return m_parts.loadQca; }
    qint64 nowMs() const { return common::toUnixMs(m_parts.clock.wall()); }

Q_SIGNALS:
    void stateChanged(console::SessionKeys::State state);

private:
    struct Opened {
        std::shared_ptr<KeyRing> ring;
        common::Result<KeyRing::State> state;
    };
    using Opening = std::function<Opened()>;

    void setState(State state);
    void fail(const common::Error &error, const Done &done);
    void wipe();
    QUuid user() const { return QUuid::fromString(m_identity.userId); }
    void get(std::function<void(common::Result<earshot::v1::OwnKeySet>)> done);
    using Ring = std::shared_ptr<const KeyRing>;
    /// `ring` signs it, in place of what the recorder has by m_set; null for keys that are new. When another
    /// console was faster nothing is kept and what it kept is read: what opens it may be another password
    /// now.
    void put(const Ring &ring, earshot::v1::OwnKeysToKeep message, QObject *context, Done done);
    /// The same keys in m_set; null = they are not there.
    earshot::v1::OwnKey *kept(const earshot::v1::KeyRecord &record);
    void load(bool afresh, const Done &done);
    void openWith(const Keys &key, bool afresh, const Done &done);
    void awaitEnd();
    void dropExpired();
    void take(const Opened &opened, const Keys &key, const Done &done);
    void makeOwn(const Keys &key, const Done &done);
    /// `parameters` empty: those of the present password.
    void derive(const QString &password, const std::optional<common::KdfParameters> &parameters,
                std::function<void(common::Result<Keys>)> done);
    void deriveNew(const QString &passphrase, std::function<void(common::Result<Keys>)> done);
    void verify(const Keys &key, std::function<void(bool)> done);
    const earshot::v1::OwnKey *own() const; ///< in use, else the last retired one; null = none
    common::Result<earshot::v1::OwnKeysToKeep> sealed(const KeyRing &ring, const DerivedKeys &key,
                                                      const DerivedKeys *next = nullptr) const;
    void recoverBy(const Opening &open, const Recovery &by, const Done &done);
    void keepRecovered(const Opened &opened, const Recovery &by, const Done &done);

    Parts m_parts;
    State m_state = State::Locked;
    common::Error m_problem;
    common::Identity m_identity;
    earshot::v1::OwnKeySet m_set; ///< as the recorder has it: sealed
    Keys m_key;
    bool m_awaitsChange = false; ///< of a password that somebody else gave him
    std::shared_ptr<const KeyRing> m_ring;
    QTimer m_end;             ///< of a grant
    quint64 m_generation = 0; ///< answers for what was wiped meanwhile mean nothing
};

} // namespace console
