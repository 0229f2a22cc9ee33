// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/capture/recorderprocess.h"

#include "recorder/service/settingsservice.h"
#include "recorder/store/connectionpool.h"
#include "recorder/store/keyrepository.h"
#include "recorder/store/settingrepository.h"
#include "recorder/store/tenantrepository.h"

#include "common/core/clock.h"
#include "common/crypto/grants.h"
#include "common/crypto/keybundle.h"
#include "common/crypto/qca.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <csignal>
#include <unistd.h>

namespace tests
{

namespace
{
quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

double sumOf(const QByteArray &metrics, const char *name)
{
    double sum = 0;
    for (const QByteArray &line : metrics.split('\n')) {
        const auto length = static_cast<qsizetype>(qstrlen(name));
        if (line.startsWith(name) && (line.mid(length, 1) == " " || line.mid(length, 1) == "{")) {
            sum += line.mid(line.lastIndexOf(' ') + 1).trimmed().toDouble();
        }
    }
    return sum;
}

struct ProcessEntry {
    qint64 parent = 0;
    double cpu = 0;
    QString home;
};

/// proc(5): the fields after the name, which may hold anything and ends with the last ')'.
ProcessEntry readEntry(const QString &folder)
{
    const QByteArray stat = readAll(folder + QStringLiteral("/stat"));
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    ProcessEntry entry;
    entry.parent = fields.value(1).toLongLong();
    qint64 ticks = 0;
    for (int i = 11; i <= 14; ++i) { // utime, stime, cutime, cstime
        ticks += fields.value(i).toLongLong();
    }
    entry.cpu = static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
    entry.home = QFile::symLinkTarget(folder + QStringLiteral("/cwd"));
    return entry;
}

void writeConfig(const QString &path, QMap<QString, QString> values)
{
    QByteArray text;
    QString section;
    for (auto it = values.cbegin(); it != values.cend(); ++it) {
        if (it.key().section(u'.', 0, 0) != section) {
            section = it.key().section(u'.', 0, 0);
            text += '[' + section.toUtf8() + "]\n";
        }
        text += it.key().section(u'.', 1).toUtf8() + '=' + it.value().toUtf8() + '\n';
    }
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(text);
    }
}

/// As a holder's console does it: keys, their record, its activation; and encryption is on.
common::Status activateKey(recorder::ConnectionPool &pool)
{
    const auto qca = common::Qca::load();
    if (!qca) {
        return common::fail(qca.error().code, qca.error().message);
    }
    auto keys = common::KeyBundle::generate(*qca);
    if (!keys) {
        return common::propagate(keys);
    }
    return pool.run<void>([&keys](recorder::Transaction &transaction) -> common::Status {
        const qint64 now = common::toUnixMs(std::chrono::system_clock::now());
        auto tenant = recorder::TenantRepository(transaction).find(QStringLiteral("Default"));
        if (!tenant) {
            return common::propagate(tenant);
        }
        auto record = common::makeKeyRecord(*keys, tenant->id.uuid(), now);
        if (!record) {
            return common::propagate(record);
        }
        auto activation = common::makeActivation(*keys, *record, std::nullopt, now);
        if (!activation) {
            return common::propagate(activation);
        }
        recorder::StoredTenantKey key;
        key.id = common::makeUuidV7();
        key.tenant = tenant->key;
        key.record = {record->owner,      record->identity(), record->spki,
                      record->signingKey, record->createdMs,  record->signature};
        key.fingerprint = record->fingerprint();
        key.bits = keys->opening.publicKey().bits();
        key.hasPrivate = true;
        recorder::KeyRepository repository(transaction);
        repository.insertTenantKey(key);
        repository.setActive(key, true);
        repository.addActivation(tenant->key,
                                 {key.id, activation->key, activation->previous, now, activation->signature,
                                  activation->vouch, QStringLiteral("first"), QString()});
        recorder::SettingRepository(transaction)
            .set(std::nullopt, QStringLiteral("encryption"), {{QStringLiteral("enabled"), true}});
        return {};
    });
}
} // namespace

common::Result<std::unique_ptr<RecorderProcess>>
RecorderProcess::start(const QString &program, const QMap<QString, QString> &settings, int mp3Quality,
                       bool encrypts)
{
    std::unique_ptr<RecorderProcess> recorder(new RecorderProcess);
    if (auto launched = recorder->launch(program, settings); !launched) {
        return common::propagate(launched);
    }
    if (auto set = recorder->setUp(mp3Quality, encrypts); !set) {
        return common::propagate(set);
    }
    return recorder;
}

RecorderProcess::~RecorderProcess()
{
    kill();
}

common::Status RecorderProcess::launch(const QString &program, const QMap<QString, QString> &settings)
{
    m_sipPort = freePort();
    m_metricsPort = freePort();
    // 11,000 port pairs below the ephemeral range: 1,000 calls and those that cool down.
    QMap<QString, QString> values{
        {QStringLiteral("signalling.address"), QStringLiteral("127.0.0.1")},
        {QStringLiteral("signalling.siprec_port"), QString::number(m_sipPort)},
        {QStringLiteral("signalling.cisco_port"), QStringLiteral("0")},
        {QStringLiteral("media.siprec_ports"), QStringLiteral("10000-31999")},
        {QStringLiteral("media.cisco_ports"), QStringLiteral("8000-8999")},
        {QStringLiteral("metrics.port"), QString::number(m_metricsPort)},
        {QStringLiteral("admin.address"), QStringLiteral("127.0.0.1")},
        {QStringLiteral("admin.port"), QString::number(freePort())},
    };
    values.insert(settings);
    const QString config = m_folder.filePath(QStringLiteral("recorder.ini"));
    writeConfig(config, values);
    QDir(m_folder.path()).mkdir(QStringLiteral("data"));
    // The private PostgreSQL runs as another user: it must be able to pass through our folder.
    QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7755));
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(m_folder.filePath(QStringLiteral("recorder.log")));
    m_process.start(program, {QStringLiteral("--data"), m_folder.filePath(QStringLiteral("data")),
                              QStringLiteral("--config"), config});
    const QDeadlineTimer deadline(60000);
    while (!deadline.hasExpired() && m_process.state() != QProcess::NotRunning) {
        if (fetch("/healthz").startsWith("HTTP/1.1 200")) {
            return {};
        }
        m_process.waitForFinished(100);
    }
    return common::fail(
        common::ErrorCode::Unavailable,
        QStringLiteral("the recorder did not get ready: ") +
            QString::fromUtf8(readAll(m_folder.filePath(QStringLiteral("recorder.log"))).right(600)));
}

common::Status RecorderProcess::setUp(int mp3Quality, bool encrypts) const
{
    recorder::PoolOptions options;
    options.url =
        QStringLiteral("host='%1/data/run' port=5432 user=earshot dbname=earshot").arg(m_folder.path());
    options.threads = 1;
    recorder::ConnectionPool pool(options);
    common::FileFormat format;
    format.mp3Quality = mp3Quality;
    if (!pool.waitUntilUp(std::chrono::seconds(10))) {
        return common::fail(common::ErrorCode::Unavailable, QStringLiteral("no way to the private database"));
    }
    common::Status set = recorder::SettingsService(pool).setFileFormat(QString(), format);
    return set && encrypts ? activateKey(pool) : set;
}

QByteArray RecorderProcess::fetch(const QByteArray &path) const
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_metricsPort);
    if (!socket.waitForConnected(1000)) {
        return {};
    }
    socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    QByteArray answer;
    while (socket.waitForReadyRead(3000)) {
        answer += socket.readAll();
    }
    return answer + socket.readAll();
}

double RecorderProcess::metric(const char *name) const
{
    return sumOf(fetch("/metrics"), name);
}

CpuUse RecorderProcess::cpu() const
{
    QHash<qint64, ProcessEntry> all;
    for (const QString &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        bool isPid = false;
        const qint64 pid = name.toLongLong(&isPid);
        if (isPid) {
            all.insert(pid, readEntry(QStringLiteral("/proc/") + name));
        }
    }
    CpuUse use;
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        if (it.key() == m_process.processId()) {
            use.recorder += it->cpu;
            continue;
        }
        bool ours = it->home.startsWith(m_folder.path());
        for (qint64 pid = it->parent; pid > 1 && !ours; pid = all.value(pid).parent) {
            ours = pid == m_process.processId();
        }
        use.database += ours ? it->cpu : 0;
    }
    return use;
}

double RecorderProcess::residentKb() const
{
    const QByteArray status = readAll(QStringLiteral("/proc/%1/status").arg(m_process.processId()));
    const qsizetype at = status.indexOf("VmRSS:");
    return at < 0 ? 0 : status.mid(at + 6, 24).trimmed().split(' ').value(0).toDouble();
}

bool RecorderProcess::quiet() const
{
    const QDeadlineTimer deadline(std::chrono::seconds{10});
    while (!deadline.hasExpired()) {
        const QByteArray metrics = fetch("/metrics");
        if (sumOf(metrics, recordernames::kActive) + sumOf(metrics, recordernames::kSettling) < 1) {
            return true;
        }
        QThread::msleep(200);
    }
    return false;
}

bool RecorderProcess::drained(int calls, int seconds) const
{
    const QDeadlineTimer deadline(std::chrono::seconds{seconds});
    while (!deadline.hasExpired()) {
        const QByteArray metrics = fetch("/metrics"); // seldom: it looks at every journal
        const double open = sumOf(metrics, recordernames::kActive) +
                            sumOf(metrics, recordernames::kSettling) + sumOf(metrics, recordernames::kQueue);
        if (open < 1 && static_cast<int>(sumOf(metrics, recordernames::kSettled)) >= calls) {
            return true;
        }
        QThread::msleep(500);
    }
    return false;
}

int RecorderProcess::sealedRecordings() const
{
    int count = 0;
    QDirIterator files(m_folder.filePath(QStringLiteral("data/recordings")), {QStringLiteral("*.mp3.cms")},
                       QDir::Files, QDirIterator::Subdirectories);
    for (; files.hasNext(); files.next()) {
        ++count;
    }
    return count;
}

void RecorderProcess::kill()
{
    if (m_process.state() == QProcess::NotRunning) {
        return;
    }
    m_process.terminate(); // takes the private PostgreSQL with it
    if (!m_process.waitForFinished(30000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

} // namespace tests
