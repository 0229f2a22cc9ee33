// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/codecs/listcodec.h"
#include "console/crud/listsource.h"
#include "console/crud/rpcbytes.h"
#include "console/crud/watch.h"
#include "console/kit/recordmodel.h"
#include "console/net/background.h"

#include <QHash>
#include <QPointer>

#include <optional>

namespace console
{

/// "stored" or "added", "changed", "removed"; "missed" without an id: changes were lost.
struct RecordChange {
    QString id;
    QString verb;
};

/// The methods of one record and its codec. What a record has not stays empty.
template <typename R>
struct CrudMethods {
    QString list;
    std::function<common::Result<common::ListPageOf<R>>(const QByteArray &)> readList;
    QString get{};
    QString create{};
    QString update{};
    QString remove{};  ///< takes ObjectRefs
    QString restore{}; ///< takes back what remove took away
    std::function<QByteArray(const QString &id)> writeId{};
    std::function<QByteArray(const R &)> write{};
    std::function<common::Result<R>(const QByteArray &)> read{}; ///< replies of get, create, update
    QString watch{};
    std::function<std::optional<RecordChange>(const QByteArray &)> readChange{};
    /// Reading a list takes a while, as signatures are checked: readList runs in a worker thread.
    bool readsLong = false;
};

/// Hands the page that a reply to `list` holds to `done`: at once, or when a worker thread has read it,
/// unless the context died meanwhile.
template <typename R, typename Done>
void readPage(const CrudMethods<R> &methods, const QByteArray &reply, QObject *context, Done done)
{
    if (methods.readsLong) {
        inBackground(
            context, [read = methods.readList, reply] { return read(reply); }, std::move(done));
    } else {
        done(methods.readList(reply));
    }
}

/// The only place that joins model, form and connection: loads pages, drops late replies, caches pages,
/// applies changes that the server reports to single rows, saves and removes.
template <typename R>
class CrudController final : public ListSource
{
public:
    using Done = std::function<void(common::Result<R>)>;

    CrudController(common::RpcClient &rpc, CrudMethods<R> methods, std::vector<Column<R>> columns,
                   typename RecordModel<R>::IdOf idOf, QObject *parent = nullptr)
        : ListSource(parent)
        , m_rpc(rpc)
        , m_methods(std::move(methods))
        , m_model(std::move(columns), std::move(idOf))
        , m_watch(rpc, m_methods.watch)
    {
        connect(&m_rpc, &common::RpcClient::readyChanged, this, &ListSource::readyChanged);
        connect(&m_watch, &Watch::received, this, [this](const QByteArray &bytes) { applyChange(bytes); });
        if (!m_methods.watch.isEmpty()) {
            m_watch.start();
        }
    }

    RecordModel<R> &model() override { return m_model; }
    bool isReady() const override { return m_rpc.isReady(); }
    common::ListQuery lastQuery() const override { return m_query; }
    const CrudMethods<R> &methods() const { return m_methods; }
    common::RpcClient &rpc() const { return m_rpc; }
    void forget() override { m_pages.clear(); }
    void cancel() override
    {
        ++m_generation;
        m_rpc.cancel(std::exchange(m_call, 0));
    }
    void load(const common::ListQuery &query) override
    {
        cancel();
        m_query = query;
        const QByteArray request = encode(query);
        if (m_pages.contains(request)) {
            QMetaObject::invokeMethod(
                this, [this, request, g = m_generation] { show(request, g); }, Qt::QueuedConnection);
        }
        m_call = callBytes(m_rpc, m_methods.list, request, this,
                           [this, request, g = m_generation](common::Result<QByteArray> reply) {
                               if (g == m_generation) {
                                   m_call = 0;
                                   answered(request, reply, g);
                               }
                           });
    }
    void fetchText(const common::ListQuery &query, const QStringList &columns, QObject *context,
                   std::function<void(common::Result<TextRows>)> done) override
    {
        callBytes(m_rpc, m_methods.list, encode(query), context,
                  [self = QPointer(this), columns, context,
                   done = std::move(done)](common::Result<QByteArray> reply) {
                      if (!self) {
                          return;
                      }
                      if (!reply) {
                          done(common::propagate(reply));
                          return;
                      }
                      readPage(self->m_methods, *reply, context,
                               [self, columns, done](common::Result<common::ListPageOf<R>> page) {
                                   if (self) {
                                       done(self->textOf(std::move(page), columns));
                                   }
                               });
                  });
    }

    /// Reads one record: what an edit dialog begins with, and what a conflict is compared with.
    void fetch(const QString &id, QObject *context, Done done)
    {
        send(m_methods.get, m_methods.writeId(id), context, std::move(done));
    }
    /// `isNew` creates. On success the row on the screen is the saved record.
    void save(const R &record, bool isNew, QObject *context, Done done)
    {
        send(isNew ? m_methods.create : m_methods.update, m_methods.write(record), context,
             [self = QPointer(this), done = std::move(done)](common::Result<R> saved) {
                 if (self && saved) {
                     self->m_model.update(*saved);
                     self->forget();
                 }
                 done(std::move(saved));
             });
    }
    void remove(const QString &id, QObject *context, std::function<void(common::Status)> done)
    {
        callBytes(m_rpc, m_methods.remove, m_methods.writeId(id), context,
                  [self = QPointer(this), id, done = std::move(done)](common::Result<QByteArray> reply) {
                      if (!reply) {
                          done(tl::unexpected<common::Error>(reply.error()));
                          return;
                      }
                      if (self) {
                          self->drop(id);
                      }
                      done({});
                  });
    }

private:
    static constexpr qsizetype kCachedPages = 20;

    static QByteArray encode(const common::ListQuery &query)
    {
        return QByteArray::fromStdString(common::toWire(query).SerializeAsString());
    }
    void answered(const QByteArray &request, const common::Result<QByteArray> &reply, quint64 generation)
    {
        if (!reply) {
            Q_EMIT failed(reply.error());
            return;
        }
        readPage(m_methods, *reply, this,
                 [this, request, generation](const common::Result<common::ListPageOf<R>> &page) {
                     if (generation == m_generation) {
                         take(request, page);
                     }
                 });
    }
    void take(const QByteArray &request, const common::Result<common::ListPageOf<R>> &page)
    {
        if (!page) {
            Q_EMIT failed(page.error());
            return;
        }
        if (m_pages.size() >= kCachedPages) {
            m_pages.clear();
        }
        m_pages.insert(request, *page);
        put(*page, false);
    }
    void show(const QByteArray &request, quint64 generation)
    {
        // Only until the answer is here: it may be newer.
        if (generation == m_generation && m_call != 0 && m_pages.contains(request)) {
            put(m_pages.value(request), true);
        }
    }
    void put(const common::ListPageOf<R> &page, bool cached)
    {
        m_model.setRecords(page.items);
        Q_EMIT loaded({m_model.rowCount(), page.total, page.totalExact, page.nextToken, cached});
    }
    void send(const QString &method, const QByteArray &request, QObject *context, Done done)
    {
        callBytes(m_rpc, method, request, context,
                  [read = m_methods.read, done = std::move(done)](common::Result<QByteArray> reply) {
                      if (reply) {
                          done(read(*reply));
                      } else {
                          done(tl::unexpected<common::Error>(reply.error()));
                      }
                  });
    }
    void applyChange(const QByteArray &bytes)
    {
        const std::optional<RecordChange> change = m_methods.readChange(bytes);
        if (!change) {
            return;
        }
        forget();
        if (change->verb == QLatin1String("missed")) {
            Q_EMIT missed();
        } else if (change->verb == QLatin1String("removed")) {
            drop(change->id);
        } else if (m_model.rowOf(change->id) < 0) {
            if (change->verb != QLatin1String("changed")) {
                Q_EMIT arrived(1);
            }
        } else if (!m_methods.get.isEmpty()) {
            fetch(change->id, this, [this](common::Result<R> record) {
                if (record) {
                    m_model.update(std::move(*record));
                    Q_EMIT rowsChanged();
                }
            });
        }
    }
    void drop(const QString &id)
    {
        forget();
        RowSelection ticks = m_model.ticks();
        if (ticks.ids.remove(id)) { // what is gone is neither chosen nor left out
            m_model.setTicks(ticks);
        }
        if (m_model.rowOf(id) >= 0) {
            m_model.remove(id);
            Q_EMIT rowsChanged();
        }
    }
    common::Result<TextRows> textOf(common::Result<common::ListPageOf<R>> page,
                                    const QStringList &columns) const
    {
        if (!page) {
            return common::propagate(page);
        }
        TextRows text;
        text.nextToken = page->nextToken;
        for (const R &record : page->items) {
            text.ids.append(m_model.idOf(record));
            QStringList row;
            for (const QString &column : columns) {
                row.append(m_model.value(record, m_model.columnOf(column), RawRole).toString());
            }
            text.rows.append(row);
        }
        return text;
    }

    common::RpcClient &m_rpc;
    CrudMethods<R> m_methods;
    RecordModel<R> m_model;
    common::ListQuery m_query;
    Watch m_watch;
    QHash<QByteArray, common::ListPageOf<R>> m_pages;
    common::RpcCallId m_call = 0;
    quint64 m_generation = 0;
};

} // namespace console
