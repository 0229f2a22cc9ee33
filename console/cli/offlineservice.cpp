// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/cli/offlineservice.h"

#include "common/core/clock.h"
#include "common/crypto/qca.h"
#include "common/rpc/codecs/servicetext.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace console
{

namespace
{
const QString kCreate = QStringLiteral("service create");

common::Result<ServiceIdentity> made(const QString &folder)
{
    auto qca = common::Qca::load();
    return qca ? createService(folder, *qca, common::toUnixMs(std::chrono::system_clock::now()))
               : common::propagate(qca);
}
} // namespace

OfflineService::OfflineService(const CtlOptions &options, QTextStream &out, QTextStream &err)
    : m_options(options)
    , m_out(out)
    , m_err(err)
{
}

bool OfflineService::knows(const QString &command)
{
    return command == kCreate || command == QLatin1String("service show");
}

ExitCode OfflineService::run()
{
    auto service =
        m_options.command == kCreate ? made(m_options.dataFolder) : loadService(m_options.dataFolder);
    if (!service) {
        m_err << "earshotctl: " << service.error().message << Qt::endl;
        return exitCodeFor(service.error());
    }
    show(*service);
    return ExitCode::Ok;
}

void OfflineService::show(const ServiceIdentity &service)
{
    const QString text = QString::fromLatin1(common::serviceText(service.record));
    const QString words = common::keyWords(service.record.identity());
    const QString fingerprint = QString::fromLatin1(service.record.fingerprint().toHex());
    if (m_options.json) {
        const QJsonObject json{
            {QStringLiteral("service"), service.record.owner.toString(QUuid::WithoutBraces)},
            {QStringLiteral("fingerprint"), fingerprint},
            {QStringLiteral("words"), words},
            {QStringLiteral("text"), text}};
        m_out << QJsonDocument(json).toJson(QJsonDocument::Compact) << Qt::endl;
        return;
    }
    m_out << text << "\nfingerprint  " << fingerprint << "\nwords        " << words
          << "\n\nRegister it in the console: Storage > Encryption Keys > a key > Unauthorized Users > Add "
             "Service…,\ncompare the words, then grant it the key.\n";
    m_out.flush();
}

} // namespace console
