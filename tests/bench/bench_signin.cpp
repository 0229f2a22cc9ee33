// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the time of an answer tells which logins exist (trust.md A1): sign-ins with a wrong password, and
// Session/Begin, with logins that exist and that do not, in turn, through the service and its database.
// Welch's t of each pair of samples; the usual bound for "no difference was found" is 4.5 either way.
//   bench_signin [--logins 10000] [--check]
#include "tests/recorder/service/accessworld.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

using recorder::Actor;
using recorder::SignInService;
using tests::AccessWorld;

namespace
{

constexpr int kWarmUp = 20; ///< pairs before the first that counts
const QByteArray kWrong(32, 'w');
/// As long as each other, pair by pair.
const QStringList kKnown{QStringLiteral("admin"), QStringLiteral("sue"), QStringLiteral("ada"),
                         QStringLiteral("bas"), QStringLiteral("other")};
const QStringList kUnknown{QStringLiteral("odmin"), QStringLiteral("soe"), QStringLiteral("oda"),
                           QStringLiteral("bos"), QStringLiteral("othur")};
const recorder::Operation kBegin{QStringLiteral("earshot.v1.Session/Begin"),
                                 QStringLiteral("public"),
                                 false,
                                 false,
                                 QStringLiteral("sessions"),
                                 QStringLiteral("begin")};

struct Samples {
    std::vector<double> known; ///< microseconds
    std::vector<double> unknown;

    /// What the machine did meanwhile is in the tail of both: the slowest hundredth of all is left out.
    void crop()
    {
        std::vector<double> all = known;
        all.insert(all.end(), unknown.begin(), unknown.end());
        std::sort(all.begin(), all.end());
        const double most = all[all.size() * 99 / 100];
        for (std::vector<double> *samples : {&known, &unknown}) {
            std::erase_if(*samples, [most](double value) { return value > most; });
        }
    }
    double welch() const
    {
        const auto [mean, variance] = momentsOf(known);
        const auto [otherMean, otherVariance] = momentsOf(unknown);
        return (mean - otherMean) / std::sqrt(variance / static_cast<double>(known.size()) +
                                              otherVariance / static_cast<double>(unknown.size()));
    }

private:
    static std::pair<double, double> momentsOf(const std::vector<double> &values)
    {
        const auto count = static_cast<double>(values.size());
        const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
        double squares = 0;
        for (const double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return {mean, squares / (count - 1)};
    }
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Known and unknown in turn, every other time the other way round. An empty one when an attempt failed.
Samples measure(int pairs, const std::function<bool(const QString &login, int pair)> &attempt)
{
    Samples samples;
    for (int pair = -kWarmUp; pair < pairs; ++pair) {
        const qsizetype place = (pair + kWarmUp) % kKnown.size();
        for (int turn = 0; turn < 2; ++turn) {
            const bool known = (pair + kWarmUp + turn) % 2 == 0;
            QElapsedTimer timer;
            timer.start();
            const bool good = attempt((known ? kKnown : kUnknown)[place], pair + kWarmUp);
            const double taken = static_cast<double>(timer.nsecsElapsed()) / 1000;
            if (!good) {
                return {};
            }
            if (pair >= 0) {
                (known ? samples.known : samples.unknown).push_back(taken);
            }
        }
    }
    return samples;
}

/// From another address each time: the throttle is not what is measured.
bool signInWrongly(AccessWorld &world, const QString &login, int pair)
{
    const auto result =
        world.enter(login, kWrong, QStringLiteral("10.%1.%2.1").arg(pair / 250).arg(pair % 250));
    return !result && result.error().fields.value(QStringLiteral("reason")) == QLatin1String("wrong");
}

bool begin(AccessWorld &world, const QString &login)
{
    return AccessWorld::wait<SignInService::Beginning>(
               [&](auto done) { world.signIn.begin(Actor::anonymous({}, {}), kBegin, login, done); })
        .has_value();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addOption({QStringLiteral("logins"), {}, QStringLiteral("of each kind"), QStringLiteral("10000")});
    parser.addOption({QStringLiteral("check"), QStringLiteral("for ctest: that it works")});
    parser.process(app);
    const int logins = parser.value(QStringLiteral("logins")).toInt();
    if (logins < 10 || logins > 50000) {
        std::fputs("usage: bench_signin [--logins 10 to 50000] [--check]\n", stderr);
        return 64;
    }
    AccessWorld world;
    Samples signIns =
        measure(logins, [&](const QString &login, int pair) { return signInWrongly(world, login, pair); });
    Samples begins = measure(logins, [&](const QString &login, int) { return begin(world, login); });
    if (signIns.known.empty() || begins.known.empty()) {
        std::fputs("bench_signin: an attempt was not answered as it should be\n", stderr);
        return 1;
    }
    signIns.crop();
    begins.crop();
    const QJsonObject json{{QStringLiteral("signin.known_us"), median(signIns.known)},
                           {QStringLiteral("signin.unknown_us"), median(signIns.unknown)},
                           {QStringLiteral("signin.welch_t"), signIns.welch()},
                           {QStringLiteral("signin.begin_known_us"), median(begins.known)},
                           {QStringLiteral("signin.begin_unknown_us"), median(begins.unknown)},
                           {QStringLiteral("signin.begin_welch_t"), begins.welch()}};
    std::fputs(QJsonDocument(json).toJson(QJsonDocument::Compact).constData(), stdout);
    std::fputc('\n', stdout);
    // A few dozen beside other tests say nothing of microseconds, but of a verification that was left out.
    const double known = median(signIns.known);
    const double unknown = median(signIns.unknown);
    return parser.isSet(QStringLiteral("check")) && (known > 2 * unknown || unknown > 2 * known) ? 1 : 0;
}
