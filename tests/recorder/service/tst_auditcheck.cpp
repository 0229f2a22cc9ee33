// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditcheck.h"

#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace recorder;

namespace
{

using Texts = std::array<std::string, 10>;

/// A row as the database holds it.
struct Row {
    qint64 id;
    Texts texts;

    bool operator==(const Row &) const = default;
};

struct Link {
    ChainLink link;
    std::optional<Row> row;
};

/// A trail in memory: links with rows, heads, and what the recorder remembers of it.
struct Trail {
    std::vector<Link> links;
    QList<AuditHead> heads;
    QList<AuditSigner> signers;
    AuditCheck::Memory memory;
    qint64 stranger = 0;
};

AuditFields fieldsOf(const Row &row)
{
    AuditFields fields;
    std::copy(row.texts.begin(), row.texts.end(), fields.begin());
    return fields;
}

Row aRow(qint64 id)
{
    const std::string n = std::to_string(id);
    return {id,
            {n, id % 3 == 0 ? "" : "1", std::to_string(1700000000000 + id * 1000), "admin" + n,
             id % 2 == 0 ? "users.update" : "session.sign-in", id % 4 == 0 ? "" : "0190-subject-" + n,
             R"({"name": "M\u00fcller )" + n + "\"}", "req-" + n, "192.0.2.7", id % 5 == 0 ? "root" : ""}};
}

void sign(Trail &trail, const common::SigningKey &key, AuditHead head)
{
    head.number = trail.heads.size() + 1;
    head.previous = hashOf(trail.heads.isEmpty() ? nullptr : &trail.heads.last());
    head.atMs = 1700000000000 + head.number * 300000;
    if (!signHead(head, key)) {
        qFatal("no signature");
    }
    trail.heads.append(head);
}

AuditHead aHead(AuditHead::Kind kind, qint64 position, const QByteArray &hash)
{
    AuditHead head;
    head.kind = kind;
    head.position = position;
    head.hash = hash;
    return head;
}

/// `rows` entries, a head each 20, what is before `removed` removed under a signature.
Trail aTrail(const common::SigningKey &key, int rows, int removed)
{
    Trail trail;
    ChainHasher hasher;
    LinkDigest digest;
    QByteArray last = ChainHasher::origin();
    for (int i = 1; i <= rows; ++i) {
        const Row row = aRow(i + i % 2); // ids are not in order of positions
        last = hasher.next(last, fieldsOf(row));
        trail.links.push_back({{i, row.id, last}, row});
        if (i <= removed) {
            digest.add(trail.links.back().link);
        }
        if (i % 20 == 0) {
            sign(trail, key, aHead(AuditHead::Kind::Head, i, last));
        }
    }
    if (removed > 0) {
        AuditHead head = aHead(AuditHead::Kind::Removed, removed,
                               trail.links[static_cast<std::size_t>(removed - 1)].link.hash);
        head.digest = digest.finish();
        sign(trail, key, head);
        for (int i = 0; i < removed; ++i) {
            trail.links[static_cast<std::size_t>(i)].row.reset();
        }
    }
    trail.signers = {{signerIdOf(key.publicKey()), key.publicKey(), QStringLiteral("host"), 0}};
    trail.memory.heads = trail.heads;
    trail.memory.tail = trail.links.back().link;
    trail.memory.publicKey = key.publicKey();
    trail.memory.keyId = signerIdOf(key.publicKey());
    return trail;
}

AuditVerdict verdictOn(const Trail &trail)
{
    AuditCheck check(trail.heads, trail.signers, trail.memory);
    for (const Link &link : trail.links) {
        AuditFields fields;
        if (link.row) {
            fields = fieldsOf(*link.row);
        }
        if (!check.add(link.link, link.row ? &fields : nullptr)) {
            break;
        }
    }
    check.stranger(trail.stranger);
    return check.finish();
}

/// What somebody with the whole database, but neither keys nor the recorder's folder, may do to a trail.
class Forger
{
public:
    explicit Forger(quint32 seed)
        : m_random(seed)
        , m_key(*common::SigningKey::generate())
    {
    }

    /// Does one of them; says which.
    QByteArray manipulate(Trail &trail)
    {
        switch (pick(16)) {
        case 0: return editField(trail);
        case 1: return flipBit(trail);
        case 2: return deleteRow(trail);
        case 3: return deleteLink(trail, false);
        case 4: return deleteLink(trail, true);
        case 5: return swapRows(trail);
        case 6: return swapLinks(trail);
        case 7: return cutTail(trail, false);
        case 8: return cutTail(trail, true);
        case 9: return cutFront(trail);
        case 10: return insertRow(trail);
        case 11: return rewriteFrom(trail, false);
        case 12: return rewriteFrom(trail, true);
        case 13: return editHead(trail);
        case 14: return deleteHead(trail);
        default: return editHash(trail);
        }
    }

private:
    std::size_t pick(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(m_random); }
    std::size_t pickRow(const Trail &trail)
    {
        std::size_t n = pick(trail.links.size());
        while (!trail.links[n].row) {
            n = pick(trail.links.size());
        }
        return n;
    }
    static void renumber(Trail &trail)
    {
        qint64 position = 0;
        for (Link &link : trail.links) {
            link.link.position = ++position;
        }
    }
    /// Makes all hashes from a place on fit again.
    static void rehash(Trail &trail, std::size_t from)
    {
        ChainHasher hasher;
        QByteArray last = from == 0 ? ChainHasher::origin() : trail.links[from - 1].link.hash;
        for (std::size_t i = from; i < trail.links.size(); ++i) {
            Link &link = trail.links[i];
            link.link.hash = link.row ? hasher.next(last, fieldsOf(*link.row)) : link.link.hash;
            last = link.link.hash;
        }
    }

    QByteArray editField(Trail &trail)
    {
        std::string &text = trail.links[pickRow(trail)].row->texts[pick(10)];
        text += text.empty() ? "x" : "0";
        return "edit a field";
    }
    QByteArray flipBit(Trail &trail)
    {
        Texts &texts = trail.links[pickRow(trail)].row->texts;
        std::size_t field = pick(10);
        while (texts[field].empty()) {
            field = pick(10);
        }
        char &c = texts[field][pick(texts[field].size())];
        c = static_cast<char>(c ^ (1 << pick(7)));
        return "flip a bit";
    }
    QByteArray deleteRow(Trail &trail)
    {
        trail.links[pickRow(trail)].row.reset();
        return "delete a row";
    }
    QByteArray deleteLink(Trail &trail, bool close)
    {
        const std::size_t n = pick(trail.links.size());
        trail.links.erase(trail.links.begin() + static_cast<std::ptrdiff_t>(n));
        if (close) {
            renumber(trail);
        }
        return close ? "delete an entry and close the gap" : "delete an entry";
    }
    QByteArray swapRows(Trail &trail)
    {
        Link &a = trail.links[pickRow(trail)];
        Link &b = trail.links[pickRow(trail)];
        if (a.row == b.row) {
            return editField(trail);
        }
        std::swap(a.row, b.row);
        std::swap(a.link.auditId, b.link.auditId);
        return "swap two rows";
    }
    QByteArray swapLinks(Trail &trail)
    {
        const std::size_t a = pick(trail.links.size());
        const std::size_t b = pick(trail.links.size());
        if (a == b) {
            return editField(trail);
        }
        std::swap(trail.links[a], trail.links[b]);
        renumber(trail);
        return "swap two entries";
    }
    QByteArray cutTail(Trail &trail, bool heads)
    {
        trail.links.resize(trail.links.size() - 1 - pick(std::min<std::size_t>(trail.links.size() - 1, 60)));
        while (heads && !trail.heads.isEmpty() &&
               trail.heads.last().position > static_cast<qint64>(trail.links.size())) {
            trail.heads.removeLast();
        }
        return heads ? "cut the end and its heads off" : "cut the end off";
    }
    QByteArray cutFront(Trail &trail)
    {
        trail.links.erase(trail.links.begin(),
                          trail.links.begin() + 1 + static_cast<std::ptrdiff_t>(pick(30)));
        renumber(trail);
        return "cut the beginning off";
    }
    QByteArray insertRow(Trail &trail)
    {
        if (pick(2) == 0) {
            trail.stranger = 999;
            return "add a row beside the chain";
        }
        const std::size_t n = pickRow(trail);
        const Row row = aRow(999);
        trail.links.insert(trail.links.begin() + static_cast<std::ptrdiff_t>(n), Link{{0, row.id, {}}, row});
        renumber(trail);
        rehash(trail, n);
        return "insert an entry and hash again";
    }
    QByteArray rewriteFrom(Trail &trail, bool resign)
    {
        const std::size_t n = pickRow(trail);
        trail.links[n].row->texts[3] = "somebody-else";
        rehash(trail, n);
        if (!resign) {
            return "edit and hash again";
        }
        // With a key of his own, which he writes into the database.
        const QList<AuditHead> old = std::exchange(trail.heads, {});
        for (AuditHead head : old) {
            head.hash = trail.links[static_cast<std::size_t>(head.position - 1)].link.hash;
            sign(trail, m_key, head);
        }
        trail.signers.append({signerIdOf(m_key.publicKey()), m_key.publicKey(), QStringLiteral("host"), 0});
        return "edit, hash and sign again";
    }
    QByteArray editHead(Trail &trail)
    {
        AuditHead &head =
            trail.heads[static_cast<qsizetype>(pick(static_cast<std::size_t>(trail.heads.size())))];
        switch (pick(4)) {
        case 0: head.atMs += 1000; break;
        case 1: head.position += 1; break;
        case 2: head.signature[static_cast<qsizetype>(pick(64))] ^= 1; break;
        default: head.hash[static_cast<qsizetype>(pick(32))] ^= 1; break;
        }
        return "edit a head";
    }
    QByteArray deleteHead(Trail &trail)
    {
        trail.heads.removeAt(static_cast<qsizetype>(pick(static_cast<std::size_t>(trail.heads.size()))));
        if (pick(2) == 0) {
            qint64 number = 0;
            for (AuditHead &head : trail.heads) {
                head.number = ++number;
            }
        }
        return "delete a head";
    }
    QByteArray editHash(Trail &trail)
    {
        QByteArray &hash = trail.links[pick(trail.links.size())].link.hash;
        hash[static_cast<qsizetype>(pick(32))] ^= 1;
        return "edit a hash";
    }

    std::mt19937 m_random;
    common::SigningKey m_key;
};

} // namespace

class TestAuditCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anUntouchedTrailIsGood()
    {
        const auto key = common::SigningKey::generate();
        for (const int removed : {0, 1, 20, 37}) {
            const AuditVerdict verdict = verdictOn(aTrail(*key, 110, removed));
            QVERIFY2(verdict.good, qPrintable(verdict.detail));
            QCOMPARE(verdict.entries, 110 - removed);
            QCOMPARE(verdict.heads, removed > 0 ? 6 : 5);
            QCOMPARE(verdict.firstBad, 0);
        }
        QVERIFY(verdictOn(Trail()).good);
    }

    /// An archive may still hold what retention was allowed to remove and had no time for.
    void whatMayBeRemovedMayBeThere()
    {
        const auto key = common::SigningKey::generate();
        Trail trail = aTrail(*key, 110, 30);
        const Trail whole = aTrail(*key, 110, 0);
        for (std::size_t i = 10; i < 30; ++i) {
            trail.links[i].row = whole.links[i].row;
        }
        QVERIFY(verdictOn(trail).good);
        trail.links[15].row->texts[3] = "somebody-else";
        QCOMPARE(verdictOn(trail).reason, QStringLiteral("changed"));
        QCOMPARE(verdictOn(trail).position, 16);
    }

    void saysWhatAndWhere_data()
    {
        using Change = std::function<void(Trail &)>;
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<qint64>("position");
        const auto row = [](const char *name, const char *reason, qint64 position, Change change) {
            QTest::newRow(name) << std::move(change) << QString::fromLatin1(reason) << position;
        };
        row("edited", "changed", 42, [](Trail &t) { t.links[41].row->texts[6] = "{}"; });
        row("row gone", "missing", 42, [](Trail &t) { t.links[41].row.reset(); });
        row("entry gone", "missing", 42, [](Trail &t) { t.links.erase(t.links.begin() + 41); });
        row("rows swapped", "reordered", 42, [](Trail &t) {
            std::swap(t.links[41].row, t.links[77].row);
            std::swap(t.links[41].link.auditId, t.links[77].link.auditId);
        });
        row("added", "added", 0, [](Trail &t) { t.stranger = 7; });
        row("cut", "cut", 100, [](Trail &t) { t.links.resize(90); });
        row("cut after the last head", "cut", 110, [](Trail &t) { t.links.resize(109); });
        row("rolled back", "cut", 100, [](Trail &t) {
            t.links.resize(85);
            t.heads.resize(4);
        });
        row("signature", "signature", 60, [](Trail &t) { t.heads[2].signature[5] ^= 1; });
        row("file", "signature", 0, [](Trail &t) { t.memory.fileDamaged = true; });
    }
    void saysWhatAndWhere()
    {
        using Change = std::function<void(Trail &)>;
        QFETCH(Change, change);
        QFETCH(QString, reason);
        QFETCH(qint64, position);
        const auto key = common::SigningKey::generate();
        Trail trail = aTrail(*key, 110, 0);
        change(trail);
        const AuditVerdict verdict = verdictOn(trail);
        QVERIFY(!verdict.good);
        QCOMPARE(verdict.reason, reason);
        QCOMPARE(verdict.position, position);
        QVERIFY(!verdict.detail.isEmpty());
    }

    /// trust.md table 5: edits, deletes, reorders and cuts, all found.
    void tenThousandManipulationsAreFound()
    {
        constexpr int kTries = 12000;
        const auto key = common::SigningKey::generate();
        const QList<Trail> trails{aTrail(*key, 70, 0), aTrail(*key, 90, 23), aTrail(*key, 65, 40)};
        const quint32 seed = std::random_device()();
        Forger forger(seed);
        QMap<QByteArray, int> done;
        for (int i = 0; i < kTries; ++i) {
            Trail trail = trails.at(i % trails.size());
            const QByteArray what = forger.manipulate(trail);
            ++done[what];
            const AuditVerdict verdict = verdictOn(trail);
            QVERIFY2(
                !verdict.good,
                qPrintable(
                    QStringLiteral("seed %1, try %2: %3").arg(seed).arg(i).arg(QString::fromLatin1(what))));
        }
        QVERIFY(done.size() >= 16);
        for (auto it = done.cbegin(); it != done.cend(); ++it) {
            QVERIFY2(it.value() > 100, it.key().constData());
        }
    }
};

EARSHOT_TEST(tst_auditcheck, TestAuditCheck)
#include "tst_auditcheck.moc"
