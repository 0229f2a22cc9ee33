// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/storage/storagetargettest.h"

#include "console/crud/connectiontest.h"
#include "console/kit/editdialog.h"
#include "console/kit/tr.h"
#include "console/pages/storage/storagepages.h"

#include <QPointer>

namespace console
{

using common::Result;
using common::StorageTargetRecord;

namespace
{

using Form = RecordForm<StorageTargetRecord>;
using Done = std::function<void(Result<QByteArray>)>;

QByteArray bytesOf(const StorageTargetRecord &target)
{
    return QByteArray::fromStdString(common::toWire(target).SerializeAsString());
}

/// As the contract says which there are.
QStringList stepsOf(const StorageTargetRecord &target)
{
    QString steps;
    if (target.kind == QLatin1String("local")) {
        steps = QStringLiteral("exists folder write read-back delete space");
    } else if (target.kind == QLatin1String("ftp")) {
        steps = target.requireTls || target.implicitTls
                    ? QStringLiteral("name tcp tls login folder write read-back delete")
                    : QStringLiteral("name tcp login folder write read-back delete");
    } else if (target.kind == QLatin1String("sftp")) {
        steps = QStringLiteral("name tcp host-key login folder write rename read-back delete");
    } else {
        steps = target.endpoint.startsWith(QLatin1String("http:"), Qt::CaseInsensitive)
                    ? QStringLiteral("endpoint credentials bucket write read-back delete")
                    : QStringLiteral("endpoint tls credentials bucket write read-back delete");
        steps += target.sse ? QStringLiteral(" encryption") : QString();
    }
    return steps.split(QLatin1Char(' '));
}

ConnectionTest testOf(const StorageTargetRecord &target)
{
    ConnectionTest test;
    test.title = target.name.trimmed().isEmpty() ? Tr::tr("Test the connection")
                                                 : Tr::tr("Test the connection to «%1»").arg(target.name);
    test.method = QStringLiteral("earshot.v1.StorageTargets/Test");
    test.request = bytesOf(target);
    test.steps = stepsOf(target);
    test.repair.cause = QStringLiteral("host-key-unknown");
    test.repair.text = Tr::tr("Trust This Key");
    return test;
}

Result<StorageTargetRecord> targetIn(const Result<QByteArray> &reply)
{
    return reply ? storageTargetMethods().read(*reply)
                 : Result<StorageTargetRecord>(tl::unexpected<common::Error>(reply.error()));
}

/// Nobody else may have trusted another one meanwhile.
void pin(common::RpcClient &rpc, StorageTargetRecord target, const QString &key, QObject *context,
         const Done &done)
{
    if (!target.hostKey.isEmpty() && target.hostKey != key) {
        done(common::fail(common::ErrorCode::Conflict, QStringLiteral("another key is trusted by now")));
        return;
    }
    target.hostKey = key;
    callBytes(rpc, storageTargetMethods().update, bytesOf(target), context,
              [done](const Result<QByteArray> &reply) {
                  const auto saved = targetIn(reply);
                  done(saved ? Result<QByteArray>(bytesOf(*saved))
                             : Result<QByteArray>(tl::unexpected<common::Error>(saved.error())));
              });
}

} // namespace

void testStoredTarget(const PageContext &context, const StorageTargetRecord &target, QWidget *host,
                      bool saved)
{
    ConnectionTest test = testOf(target);
    test.saved = saved;
    const QPointer<QWidget> page(host);
    test.ended = [page] { // which shows how the last test ended
        if (auto *shown = dynamic_cast<PageActions *>(page.data())) {
            shown->refresh();
        }
    };
    test.repair.run = [rpc = &context.rpc, id = target.id, page](const QString &key, QObject *object,
                                                                 const Done &done) {
        const auto methods = storageTargetMethods();
        callBytes(*rpc, methods.get, methods.writeId(id), object,
                  [rpc, key, object, done, page](const Result<QByteArray> &reply) {
                      const auto now = targetIn(reply);
                      if (!now) {
                          done(tl::unexpected<common::Error>(now.error()));
                          return;
                      }
                      pin(*rpc, *now, key, object, [done, page](const Result<QByteArray> &request) {
                          if (auto *shown = dynamic_cast<PageActions *>(page.data()); request && shown) {
                              shown->refresh();
                          }
                          done(request);
                      });
                  });
    };
    openConnectionTest(context.rpc, std::move(test), host);
}

void testTypedTarget(const PageContext &context, Form &form, QWidget *dialog)
{
    ConnectionTest test = testOf(form.record());
    const QPointer<Form> typed(&form); // it lives as long as the dialog below the test
    test.repair.run = [typed](const QString &key, QObject *, const Done &done) {
        if (typed) {
            typed->edit(QStringLiteral("host_key"), key);
            done(bytesOf(typed->record()));
        }
    };
    test.refused = [typed](const common::Error &error) {
        if (typed) {
            showError(*typed, error, Tr::tr("test the connection"));
        }
    };
    openConnectionTest(context.rpc, std::move(test), dialog);
}

} // namespace console
