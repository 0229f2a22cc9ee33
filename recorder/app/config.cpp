// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/config.h"

#include <QFile>
#include <QRegularExpression>

namespace recorder
{

using common::ErrorCode;
using common::fail;

namespace
{

const ConfigKey *findKey(const QString &name)
{
    for (const ConfigKey &key : configKeys()) {
        if (key.name == name) {
            return &key;
        }
    }
    return nullptr;
}

/// The known key that looks most like `name`, for the error message.
QString nearestKey(const QString &name)
{
    const QString last = name.section(u'.', -1);
    for (const ConfigKey &key : configKeys()) {
        if (key.name.section(u'.', -1) == last || (last.size() > 3 && key.name.contains(last))) {
            return QStringLiteral("; did you mean %1?").arg(key.name);
        }
    }
    return QStringLiteral("; --print-defaults lists the keys");
}

} // namespace

Config::Config()
{
    for (const ConfigKey &key : configKeys()) {
        m_values.insert(key.name, key.standard);
    }
}

common::Status Config::set(const QString &name, const QString &value)
{
    const ConfigKey *key = findKey(name);
    if (!key) {
        return fail(ErrorCode::Invalid, QStringLiteral("unknown key '%1'%2").arg(name, nearestKey(name)));
    }
    const QString complaint = key->complaint(value);
    if (!complaint.isEmpty()) {
        return fail(ErrorCode::Invalid, QStringLiteral("%1 = '%2' %3").arg(name, value, complaint));
    }
    m_values.insert(name, value);
    return {};
}

common::Result<Config> Config::parse(const QString &text, const QString &fileName)
{
    static const QRegularExpression sectionForm(QStringLiteral("^\\[([a-z]+)\\]$"));
    Config config;
    QString section;
    QStringList seen;
    int lineNumber = 0;
    for (const QString &raw : text.split(u'\n')) {
        ++lineNumber;
        const QString line = raw.trimmed();
        const auto where = [&] { return QStringLiteral("%1, line %2: ").arg(fileName).arg(lineNumber); };
        if (line.isEmpty() || line.startsWith(u'#') || line.startsWith(u';')) {
            continue;
        }
        if (const auto match = sectionForm.match(line); match.hasMatch()) {
            section = match.captured(1);
            continue;
        }
        const qsizetype equals = line.indexOf(u'=');
        if (equals < 1 || section.isEmpty()) {
            return fail(ErrorCode::Invalid,
                        where() + QStringLiteral("'%1' is neither [section] nor key = value inside a section")
                                      .arg(line.left(60)));
        }
        const QString name = section + u'.' + line.left(equals).trimmed();
        if (seen.contains(name)) {
            return fail(ErrorCode::Invalid, where() + QStringLiteral("%1 is set twice").arg(name));
        }
        seen.append(name);
        if (common::Status status = config.set(name, line.mid(equals + 1).trimmed()); !status) {
            return fail(ErrorCode::Invalid, where() + status.error().message);
        }
    }
    if (common::Status status = config.checkTogether(); !status) {
        return fail(ErrorCode::Invalid, QStringLiteral("%1: %2").arg(fileName, status.error().message));
    }
    return config;
}

common::Result<Config> Config::load(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral("configuration %1 cannot be read: %2").arg(path, file.errorString()));
    }
    return parse(QString::fromUtf8(file.readAll()), path);
}

QString Config::text(const QString &name) const
{
    return m_values.value(name);
}

int Config::number(const QString &name) const
{
    return m_values.value(name).toInt();
}

bool Config::flag(const QString &name) const
{
    return m_values.value(name) == QLatin1String("yes");
}

QStringList Config::list(const QString &name) const
{
    QStringList parts;
    for (const QString &part : m_values.value(name).split(u',', Qt::SkipEmptyParts)) {
        parts.append(part.trimmed());
    }
    return parts;
}

PortBounds Config::ports(const QString &name) const
{
    const QStringList ends = m_values.value(name).split(u'-');
    return {static_cast<quint16>(ends.value(0).toUInt()), static_cast<quint16>(ends.value(1).toUInt())};
}

common::Status Config::checkTogether() const
{
    const PortBounds siprec = ports(QStringLiteral("media.siprec_ports"));
    const PortBounds cisco = ports(QStringLiteral("media.cisco_ports"));
    if (siprec.first <= cisco.last && cisco.first <= siprec.last) {
        return fail(ErrorCode::Invalid, QStringLiteral("media.siprec_ports and media.cisco_ports overlap"));
    }
    const int siprecPort = number(QStringLiteral("signalling.siprec_port"));
    if (siprecPort != 0 && siprecPort == number(QStringLiteral("signalling.cisco_port"))) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral("signalling.siprec_port and signalling.cisco_port are the same"));
    }
    if (number(QStringLiteral("signalling.siprec_tls_port")) != 0 &&
        text(QStringLiteral("signalling.certificates")).isEmpty()) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral(
                        "signalling.siprec_tls_port needs signalling.certificates, a folder with agent.pem"));
    }
    return {};
}

QString Config::defaults()
{
    QString out = QStringLiteral("# Configuration of earshot-recorder: every key with its standard value.\n");
    QString section;
    for (const ConfigKey &key : configKeys()) {
        const QString own = key.name.section(u'.', 0, 0);
        if (own != section) {
            section = own;
            out += QStringLiteral("\n[%1]\n").arg(section);
        }
        out += QStringLiteral("# %1\n%2 = %3\n").arg(key.help, key.name.section(u'.', 1), key.standard);
    }
    return out;
}

QString Config::documentation()
{
    QString out = QStringLiteral(
        "# Configuration\n\n"
        "`earshot-recorder --data DIR [--config FILE]` reads an INI file; without `--config` it takes\n"
        "`DIR/recorder.ini` when that exists. `--print-defaults` prints a file with all keys. An unknown "
        "key, a wrong\n"
        "value or a busy port ends the program with one line on standard error and exit code 78.\n\n"
        "| key | standard | meaning |\n|---|---|---|\n");
    for (const ConfigKey &key : configKeys()) {
        out += QStringLiteral("| `%1` | %2 | %3 |\n")
                   .arg(key.name,
                        key.standard.isEmpty() ? QStringLiteral("(empty)")
                                               : QStringLiteral("`%1`").arg(key.standard),
                        key.help);
    }
    return out;
}

} // namespace recorder
