// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/keyholder.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;
using common::ErrorCode;
using State = SessionKeys::State;

namespace
{

const QString kGet = QStringLiteral("OwnKeys/Get");
const QString kPut = QStringLiteral("OwnKeys/Put");
const QString kBegin = QStringLiteral("Session/Begin");

/// Passwords that give different keys.
SecretMaker differing()
{
    return [](const QString &password, const common::KdfParameters &parameters,
              const QString &) -> common::Result<common::LoginKeys> {
        const QByteArray seed = password.toUtf8() + parameters.salt;
        return common::LoginKeys{QByteArray(32, 's'), common::hmacSha256(QByteArray("kek"), seed)};
    };
}

/// What the recorder keeps of what a console wanted it to keep.
v1::OwnKeySet setOf(const v1::OwnKeysToKeep &kept)
{
    v1::OwnKeySet set;
    v1::OwnKey *key = set.add_keys();
    *key->mutable_record() = kept.record();
    key->set_bundle(kept.bundle());
    key->set_next_bundle(kept.next_bundle());
    key->set_recovery(kept.recovery());
    *key->mutable_kdf() = kept.kdf();
    if (kept.has_next_kdf()) {
        *key->mutable_next_kdf() = kept.next_kdf();
    }
    return set;
}

/// Signed with his keys, in place of what the recorder calls `state`.
bool isProved(const v1::OwnKeysToKeep &message, const KeyHolder &holder, const char *state)
{
    const auto keep = common::fromWire(message);
    return keep && message.state() == state && common::checkKeyProof(*keep, holder.own.record.signingKey);
}

/// How an answer ended; nothing while it is still to come.
struct Ended {
    std::optional<common::Status> status;
    SessionKeys::Done done()
    {
        return [this](const common::Status &s) { status = s; };
    }
    QString field(const char *name) const
    {
        return status && !*status ? status->error().fields.value(QLatin1String(name)) : QString();
    }
};

} // namespace

class TestSessionKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPasswordOpensThem()
    {
        KeyHolder holder;
        holder.open();
        QVERIFY(holder.keys->holds(holder.tenant.record.fingerprint()));
        QCOMPARE(holder.keys->ownWords(), common::keyWords(holder.own.record.identity()));
        QCOMPARE(holder.rpc.count(kPut), 0);
    }
    void theFirstSignInMakesThem()
    {
        KeyHolder holder;
        holder.keys->begin(holder.identity, KeyHolder::password());
        QCOMPARE(holder.keys->state(), State::Opening);
        QVERIFY(holder.rpc.reply(kGet, v1::OwnKeySet()));
        QTRY_COMPARE_WITH_TIMEOUT(holder.rpc.count(kPut), 1, 30000); // RSA of 3072 bits
        const auto kept = holder.rpc.request<v1::OwnKeysToKeep>(kPut);
        QCOMPARE(kept.kdf().salt(), std::string(16, 's'));
        QVERIFY(holder.rpc.reply(kPut, v1::OwnKeysKept()));
        QVERIFY(holder.rpc.reply(kGet, setOf(kept)));
        QTRY_COMPARE(holder.keys->state(), State::Open);
        QVERIFY(!holder.keys->ownWords().isEmpty());
    }
    /// Whoever gave him the password would open what it seals.
    void aPasswordThatHasToBeChangedSealsNothing()
    {
        KeyHolder holder;
        holder.identity.mustChangePassword = true;
        holder.keys->begin(holder.identity, KeyHolder::password());
        QCOMPARE(holder.keys->state(), State::Asleep);
        const auto present = std::make_shared<const DerivedKeys>(KeyHolder::password());
        const auto next = std::make_shared<const DerivedKeys>(
            DerivedKeys{{},
                        common::SecretBytes::copyOf(QByteArray(32, 'n')),
                        {QByteArray(16, 't'), 3, 65536, QByteArray(16, 'b')}});
        Ended ended;
        holder.keys->prepareChange(present, next, this, ended.done());
        QVERIFY(ended.status && *ended.status);
        QCOMPARE(holder.rpc.count(kGet), 0);
        holder.keys->finishChange(next);
        QCOMPARE(holder.keys->state(), State::Opening);
        QVERIFY(holder.rpc.reply(kGet, v1::OwnKeySet()));
        QTRY_COMPARE_WITH_TIMEOUT(holder.rpc.count(kPut), 1, 30000); // RSA of 3072 bits
        const auto kept = holder.rpc.request<v1::OwnKeysToKeep>(kPut);
        QCOMPARE(kept.kdf().salt(), std::string(16, 't'));
        const auto record = common::fromWire(kept.record());
        QVERIFY(record && common::openBundle(common::bytesFromWire(kept.bundle()), next->kek, *record,
                                             common::BundleWrap::Password));
    }
    /// A recorder that keeps nothing does not make the console make keys for ever.
    void keysThatWereNotKeptAreAFailure()
    {
        KeyHolder holder;
        holder.keys->begin(holder.identity, KeyHolder::password());
        QVERIFY(holder.rpc.reply(kGet, v1::OwnKeySet()));
        QTRY_COMPARE_WITH_TIMEOUT(holder.rpc.count(kPut), 1, 30000);
        QVERIFY(holder.rpc.reply(kPut, v1::OwnKeysKept()));
        QVERIFY(holder.rpc.reply(kGet, v1::OwnKeySet()));
        QTRY_COMPARE(holder.keys->state(), State::Failed);
        QCOMPARE(holder.rpc.count(kPut), 1);
    }
    void signingOutWipesThem()
    {
        KeyHolder holder;
        holder.open();
        const QSignalSpy changed(holder.keys.get(), &SessionKeys::stateChanged);
        holder.keys->lock();
        QCOMPARE(changed.size(), 1);
        QVERIFY(!holder.keys->ring());
        QVERIFY(!holder.keys->holds(holder.tenant.record.fingerprint()));
        // What was on its way means nothing.
        holder.keys->begin(holder.identity, KeyHolder::password());
        QVERIFY(holder.rpc.reply(kGet, holder.set));
        holder.keys->lock();
        QTest::qWait(100); // nothing to wait for: what must not come
        QCOMPARE(holder.keys->state(), State::Locked);
        QVERIFY(!holder.keys->ring());
    }
    /// The recorder cuts the connection of whom something was taken from.
    void whatWasRevokedGoesWithTheNextConnection()
    {
        KeyHolder holder;
        holder.open();
        const auto heard = holder.keys->ring();
        const QSignalSpy changed(holder.keys.get(), &SessionKeys::stateChanged);
        holder.keys->begin(holder.identity, {});
        holder.set.clear_held();
        QVERIFY(holder.rpc.reply(kGet, holder.set));
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(holder.keys->state(), State::Open);
        QVERIFY(!holder.keys->holds(holder.tenant.record.fingerprint()));
        QVERIFY(holder.keys->ring() != heard);
    }
    void whatIsOverGoesByItself()
    {
        KeyHolder holder(false);
        const qint64 now = common::toUnixMs(holder.clock.wall());
        const qint64 end = now + 3000; // of the real clock: opening takes some milliseconds of it
        v1::HeldKey *held = holder.set.add_held();
        *held->mutable_key() = holder.tenantKey(true);
        *held->mutable_grant() = common::toWire(
            *common::makeGrant(holder.tenant.bundle, holder.tenant.record, holder.own.record, now, end));
        holder.open();
        QVERIFY(holder.keys->holds(holder.tenant.record.fingerprint()));
        const auto heard = holder.keys->ring();
        const QSignalSpy changed(holder.keys.get(), &SessionKeys::stateChanged);
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 10000);
        QVERIFY(common::toUnixMs(holder.clock.wall()) >= end);
        QVERIFY(!holder.keys->holds(holder.tenant.record.fingerprint()));
        QCOMPARE(holder.keys->state(), State::Open);
        QCOMPARE(holder.keys->ring()->held().first().problem, QStringLiteral("expired"));
        QVERIFY(heard->tenantKeys(holder.tenant.record.fingerprint())); // theirs who read it just then
        QCOMPARE(holder.rpc.count(kGet), 1);
    }
    void sleepingOnesAreOpenedByThePassword()
    {
        KeyHolder holder;
        holder.open();
        holder.keys->sleep();
        QCOMPARE(holder.keys->state(), State::Asleep);
        QVERIFY(!holder.keys->ring());
        holder.keys->begin(holder.identity, {}); // the connection came back meanwhile
        QCOMPARE(holder.keys->state(), State::Asleep);
        Ended ended;
        holder.keys->unlock(QStringLiteral("whatever"), ended.done());
        QVERIFY(holder.rpc.reply(kBegin, beginReply()));
        QTRY_VERIFY(ended.status.has_value());
        QVERIFY(*ended.status);
        QCOMPARE(holder.keys->state(), State::Open);
    }
    void aWrongPasswordLeavesThemAsleep()
    {
        KeyHolder holder;
        SessionKeys keys({holder.rpc, holder.clock, differing(), {}});
        keys.begin(holder.identity, {});
        QVERIFY(holder.rpc.reply(kGet, holder.set));
        QCOMPARE(keys.state(), State::Asleep);
        Ended ended;
        keys.unlock(QStringLiteral("wrong"), ended.done());
        QVERIFY(holder.rpc.reply(kBegin, beginReply()));
        QTRY_VERIFY(ended.status.has_value());
        QCOMPARE(ended.field("key"), QStringLiteral("wrong"));
        QCOMPARE(keys.state(), State::Asleep);
    }
    void aNewPasswordLosesNothingWhateverFails()
    {
        KeyHolder holder;
        SessionKeys keys({holder.rpc, holder.clock, differing(), {}});
        keys.begin(holder.identity, KeyHolder::password());
        QVERIFY(holder.rpc.reply(kGet, holder.set));
        QTRY_COMPARE(keys.state(), State::Open);
        const auto next = std::make_shared<const DerivedKeys>(
            DerivedKeys{{},
                        common::SecretBytes::copyOf(QByteArray(32, 'n')),
                        {QByteArray(16, 't'), 3, 65536, QByteArray(16, 'b')}});
        const auto present = std::make_shared<const DerivedKeys>(KeyHolder::password());
        Ended ended;
        keys.prepareChange(present, next, this, ended.done());
        const auto both = holder.rpc.request<v1::OwnKeysToKeep>(kPut);
        QVERIFY(!both.next_bundle().empty());
        QCOMPARE(both.next_kdf().salt(), std::string(16, 't'));
        QVERIFY(holder.rpc.reply(kPut, v1::OwnKeysKept()));
        QVERIFY(ended.status && *ended.status);
        // The password was changed, and what comes after it never arrived: the next sign-in opens, and heals.
        SessionKeys later({holder.rpc, holder.clock, differing(), {}});
        later.begin(holder.identity, {{}, next->kek.clone(), next->parameters});
        QVERIFY(holder.rpc.reply(kGet, setOf(both)));
        QTRY_COMPARE(later.state(), State::Open);
        const auto healed = holder.rpc.request<v1::OwnKeysToKeep>(kPut);
        QVERIFY(healed.next_bundle().empty());
        QCOMPARE(healed.kdf().salt(), std::string(16, 't'));
    }
    /// The recorder refuses it a moment later; sealed under it, the keys would be lost at the next sign-in.
    void aMistypedPresentPasswordSealsNothing()
    {
        KeyHolder holder;
        holder.open();
        const auto next = std::make_shared<const DerivedKeys>(KeyHolder::password());
        const auto wrong = std::make_shared<const DerivedKeys>(
            DerivedKeys{{}, common::SecretBytes::copyOf(QByteArray(32, 'w')), KeyHolder::parameters()});
        Ended ended;
        holder.keys->prepareChange(wrong, next, this, ended.done());
        QVERIFY(!ended.status);
        QVERIFY(holder.rpc.reply(kGet, holder.set));
        QTRY_VERIFY(ended.status.has_value());
        QVERIFY(*ended.status);
        QCOMPARE(holder.rpc.count(kPut), 0);
        QCOMPARE(holder.keys->state(), State::Open); // nothing else came of it
        QVERIFY(holder.keys->holds(holder.tenant.record.fingerprint()));
    }
    /// Another console changed the password: what opens the keys as they are now is believed.
    void aPasswordThatWasChangedElsewhereIsThePresentOne()
    {
        KeyHolder holder;
        holder.open();
        const auto other = std::make_shared<const DerivedKeys>(
            DerivedKeys{{}, common::SecretBytes::copyOf(QByteArray(32, 'o')), KeyHolder::parameters()});
        v1::OwnKeySet set = holder.set;
        set.mutable_keys(0)->set_bundle(common::bytesToWire(
            *common::sealBundle(holder.own.bundle, other->kek, kHolder, common::BundleWrap::Password)));
        Ended ended;
        holder.keys->prepareChange(other, other, this, ended.done());
        QVERIFY(holder.rpc.reply(kGet, set));
        QTRY_COMPARE(holder.rpc.count(kPut), 1);
        const auto kept = holder.rpc.request<v1::OwnKeysToKeep>(kPut);
        QVERIFY(common::openBundle(common::bytesFromWire(kept.bundle()), other->kek, holder.own.record,
                                   common::BundleWrap::Password));
        QVERIFY(holder.rpc.reply(kPut, v1::OwnKeysKept()));
        QVERIFY(ended.status && *ended.status);
    }
    void whatIsKeptIsSignedWithTheKeys()
    {
        KeyHolder holder;
        holder.set.mutable_keys(0)->set_state("one");
        holder.open();
        const auto present = std::make_shared<const DerivedKeys>(KeyHolder::password());
        Ended ended;
        holder.keys->prepareChange(present, present, this, ended.done());
        QVERIFY(isProved(holder.rpc.request<v1::OwnKeysToKeep>(kPut), holder, "one"));
        v1::OwnKeysKept kept;
        kept.set_state("two");
        QVERIFY(holder.rpc.reply(kPut, kept));
        QVERIFY(ended.status && *ended.status);
        holder.keys->finishChange(present); // without asking what is there
        QCOMPARE(holder.rpc.count(kPut), 2);
        QVERIFY(isProved(holder.rpc.request<v1::OwnKeysToKeep>(kPut), holder, "two"));
    }
    /// It may have sealed them for another password.
    void whatAnotherConsoleKeptIsNotOverwritten()
    {
        KeyHolder holder;
        holder.set.mutable_keys(0)->set_state("one");
        holder.open();
        const auto present = std::make_shared<const DerivedKeys>(KeyHolder::password());
        Ended ended;
        holder.keys->prepareChange(present, present, this, ended.done());
        QVERIFY(holder.rpc.fail(kPut, ErrorCode::Conflict, {},
                                {{QStringLiteral("proof"), QStringLiteral("stale")}}));
        QVERIFY(ended.status.has_value());
        QCOMPARE(ended.field("proof"), QStringLiteral("stale"));
        QCOMPARE(holder.rpc.count(kPut), 1);
        QCOMPARE(holder.rpc.count(kGet), 2);
        holder.set.mutable_keys(0)->set_state("three");
        const QSignalSpy changed(holder.keys.get(), &SessionKeys::stateChanged);
        QVERIFY(holder.rpc.reply(kGet, holder.set));
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(holder.keys->state(), State::Open);
        holder.keys->prepareChange(present, present, this, {});
        QCOMPARE(holder.rpc.count(kPut), 2);
        QVERIFY(isProved(holder.rpc.request<v1::OwnKeysToKeep>(kPut), holder, "three"));
    }
    /// Who signs in elsewhere may try: no password of his seals the keys.
    void aPassphraseIsNotReplacedByAPassword()
    {
        KeyHolder holder;
        holder.identity.authenticatedBy = QStringLiteral("directory");
        holder.keys->begin(holder.identity, {});
        QVERIFY(holder.rpc.reply(kGet, holder.set));
        Ended unlocked;
        holder.keys->unlock(QStringLiteral("seven quiet herons"), unlocked.done());
        QVERIFY(holder.rpc.reply(kBegin, beginReply()));
        QTRY_VERIFY(unlocked.status.has_value());
        QCOMPARE(holder.keys->state(), State::Open);
        const auto key = std::make_shared<const DerivedKeys>(KeyHolder::password());
        Ended ended;
        holder.keys->prepareChange(key, key, this, ended.done());
        QVERIFY(ended.status && *ended.status);
        holder.keys->finishChange(key);
        QCOMPARE(holder.rpc.count(kPut), 0);
    }
    void theChangeWaitsUntilTheyAreOpen()
    {
        KeyHolder holder;
        holder.keys->begin(holder.identity, KeyHolder::password());
        const auto present = std::make_shared<const DerivedKeys>(KeyHolder::password());
        Ended ended;
        holder.keys->prepareChange(present, present, this, ended.done());
        QVERIFY(!ended.status);
        QVERIFY(holder.rpc.reply(kGet, holder.set));
        QTRY_COMPARE(holder.rpc.count(kPut), 1);
        QVERIFY(holder.rpc.reply(kPut, v1::OwnKeysKept()));
        QVERIFY(ended.status && *ended.status);
    }
    void theCodeOrThePasswordBeforeBringThemBack()
    {
        KeyHolder holder;
        holder.open();
        QString code;
        holder.keys->makeRecoveryCode(
            [&code](const common::Result<QString> &made) { code = made.value_or(QString()); });
        v1::OwnKeysToKeep kept = holder.rpc.request<v1::OwnKeysToKeep>(kPut);
        QVERIFY(holder.rpc.reply(kPut, v1::OwnKeysKept()));
        QVERIFY(!code.isEmpty() && !kept.recovery().empty());
        for (const bool byCode : {true, false}) {
            SessionKeys keys({holder.rpc, holder.clock, quickSecret(), {}}); // each password gives 'k'
            keys.begin(holder.identity, {{},
                                         common::SecretBytes::copyOf(QByteArray(32, 'z')),
                                         {QByteArray(16, 'z'), 3, 65536, QByteArray(16, 'z')}});
            QVERIFY(holder.rpc.reply(kGet, setOf(kept)));
            QTRY_COMPARE(keys.state(), State::WrongKey);
            Ended wrong;
            keys.recover({*common::makeRecoveryCode(), {}, {}}, wrong.done());
            QTRY_VERIFY(wrong.status.has_value());
            QCOMPARE(wrong.field("key"), QStringLiteral("wrong"));
            Ended ended;
            const int before = holder.rpc.count(kPut);
            keys.recover(byCode ? SessionKeys::Recovery{code, {}, {}}
                                : SessionKeys::Recovery{{}, QStringLiteral("before"), {}},
                         ended.done());
            if (!byCode) {
                QVERIFY(holder.rpc.reply(kBegin, beginReply()));
            }
            QTRY_COMPARE(holder.rpc.count(kPut), before + 1);
            const auto again = holder.rpc.request<v1::OwnKeysToKeep>(kPut);
            QCOMPARE(again.kdf().salt(), std::string(16, 'z')); // under the present password
            QVERIFY(again.recovery().empty());                  // the code goes on as it is
            QVERIFY(holder.rpc.reply(kPut, v1::OwnKeysKept()));
            QVERIFY(holder.rpc.reply(kGet, setOf(again)));
            QTRY_VERIFY(ended.status.has_value());
            QVERIFY(*ended.status);
            QCOMPARE(keys.state(), State::Open);
        }
    }
    void whoSignsInElsewhereHasAPassphrase()
    {
        KeyHolder holder;
        holder.identity.authenticatedBy = QStringLiteral("directory");
        SessionKeys keys({holder.rpc, holder.clock, differing(), {}});
        keys.begin(holder.identity, {});
        QVERIFY(holder.rpc.reply(kGet, v1::OwnKeySet()));
        QCOMPARE(keys.state(), State::NoKeys);
        QVERIFY(keys.usesPassphrase());
        Ended ended;
        keys.startWith(QStringLiteral("seven quiet herons"), ended.done());
        QVERIFY(holder.rpc.reply(kBegin, beginReply()));
        QTRY_COMPARE_WITH_TIMEOUT(holder.rpc.count(kPut), 1, 30000);
        const auto kept = holder.rpc.request<v1::OwnKeysToKeep>(kPut);
        QVERIFY(kept.kdf().salt() != std::string(16, 's')); // its own, not that of a password
        QVERIFY(holder.rpc.reply(kPut, v1::OwnKeysKept()));
        QVERIFY(holder.rpc.reply(kGet, setOf(kept)));
        QTRY_COMPARE(keys.state(), State::Open);
        keys.sleep();
        for (const bool right : {false, true}) {
            Ended unlocked;
            keys.unlock(right ? QStringLiteral("seven quiet herons") : QStringLiteral("other"),
                        unlocked.done());
            QVERIFY(holder.rpc.reply(kBegin, beginReply()));
            QTRY_VERIFY(unlocked.status.has_value());
            QCOMPARE(unlocked.status->has_value(), right);
        }
        QCOMPARE(keys.state(), State::Open);
    }
    void aMistypedPasswordNeverSealsNewKeys()
    {
        KeyHolder holder;
        holder.keys->begin(holder.identity, {}); // a session that was taken up again
        QVERIFY(holder.rpc.reply(kGet, v1::OwnKeySet()));
        QCOMPARE(holder.keys->state(), State::NoKeys);
        Ended ended;
        holder.keys->startWith(QStringLiteral("mistyped"), ended.done());
        QCOMPARE(ended.field("key"), QStringLiteral("sign-in"));
        QCOMPARE(holder.rpc.count(kPut), 0);
    }
    void aRecorderThatDoesNotAnswerIsAskedAgain()
    {
        KeyHolder holder;
        holder.keys->begin(holder.identity, KeyHolder::password());
        QVERIFY(holder.rpc.fail(kGet, ErrorCode::Unavailable));
        QCOMPARE(holder.keys->state(), State::Failed);
        holder.keys->reload();
        QVERIFY(holder.rpc.reply(kGet, holder.set));
        QTRY_COMPARE(holder.keys->state(), State::Open);
    }
};

EARSHOT_TEST(tst_sessionkeys, TestSessionKeys)
#include "tst_sessionkeys.moc"
