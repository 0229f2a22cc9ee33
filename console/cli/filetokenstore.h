// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/tokenstore.h"

namespace console
{

/// For programs without a desktop: one file per server in a folder that only its owner may enter, mode 0600.
class FileTokenStore final : public TokenStore
{
public:
    explicit FileTokenStore(QString folder);

    void read(const QString &serverKey, QObject *context, Read done) override;
    void write(const QString &serverKey, const QByteArray &token, QObject *context, Done done) override;
    void remove(const QString &serverKey) override;

private:
    QString pathOf(const QString &serverKey) const;

    QString m_folder;
};

} // namespace console
