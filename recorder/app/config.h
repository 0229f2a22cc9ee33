// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>

namespace recorder
{

/// One key of the configuration file. The list of all keys is the only place that knows them: the reader, the
/// checks, --print-defaults and docs/configuration.md are made from it.
struct ConfigKey {
    QString name; ///< "section.key"
    QString standard;
    QString help; ///< one or two sentences; shown by --print-defaults
    /// Empty when the value is good, else what is wrong with it ("must be a number from 1 to 65535").
    std::function<QString(const QString &)> complaint;
};
const QList<ConfigKey> &configKeys();

struct PortBounds {
    quint16 first = 0;
    quint16 last = 0;
};

/// The checked configuration. Values of keys that the file leaves out are the standard ones.
class Config
{
public:
    Config();

    /// Reads INI text. Invalid names the file, line, key, what is wrong and what would be right, in one line.
    static common::Result<Config> parse(const QString &text, const QString &fileName);
    static common::Result<Config> load(const QString &path);
    /// Overrides one value, with the same checks as the file (command line, tests).
    common::Status set(const QString &name, const QString &value);

    QString text(const QString &name) const;
    int number(const QString &name) const;
    bool flag(const QString &name) const;
    QStringList list(const QString &name) const; ///< comma-separated, trimmed
    PortBounds ports(const QString &name) const;

    /// Checks between keys (overlapping ports, spool inside the recordings folder).
    common::Status checkTogether() const;

    /// The whole file with every key, its help and its standard value.
    static QString defaults();
    /// docs/configuration.md.
    static QString documentation();

private:
    QHash<QString, QString> m_values;
};

} // namespace recorder
