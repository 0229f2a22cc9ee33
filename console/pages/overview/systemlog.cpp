// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/overview.pb.h"
#include "common/rpc/codecs/wirevalue.h"
#include "console/crud/crudcontroller.h"
#include "console/crud/listpage.h"
#include "console/crud/objectmethods.h"
#include "console/kit/formats.h"
#include "console/kit/theme.h"
#include "console/kit/tr.h"
#include "console/pages/overview/overviewpages.h"

namespace console
{

namespace v1 = earshot::v1;

namespace
{

struct LogLine {
    QString id;
    common::WallTime at{};
    QString level;
    QString category;
    QString text;
    QString host;
    bool operator==(const LogLine &) const = default;
};

common::Result<common::ListPageOf<LogLine>> readLines(const QByteArray &bytes)
{
    common::Result<v1::LogList> list = parsed<v1::LogList>(bytes);
    if (!list) {
        return common::propagate(list);
    }
    common::ListPageOf<LogLine> page;
    for (const v1::LogEntry &entry : list->entries()) {
        page.items.append({QString::number(entry.id()), common::wallFromUnixMs(entry.at_ms()),
                           common::textOf(entry.level()), common::textOf(entry.category()),
                           common::textOf(entry.text()), common::textOf(entry.host())});
    }
    common::readInfo(list->info(), page);
    return page;
}

QString levelWord(const QString &level)
{
    if (level == QLatin1String("warning")) {
        return Tr::tr("Warning");
    }
    if (level == QLatin1String("error") || level == QLatin1String("fatal")) {
        return Tr::tr("Error");
    }
    return level == QLatin1String("debug") ? Tr::tr("Detail") : Tr::tr("Information");
}

StatusRole levelRole(const QString &level)
{
    if (level == QLatin1String("warning")) {
        return StatusRole::Pending;
    }
    return level == QLatin1String("error") || level == QLatin1String("fatal") ? StatusRole::Failed
                                                                              : StatusRole::Inactive;
}

std::vector<Column<LogLine>> columns(const Formats &formats)
{
    return {
        {{QStringLiteral("date"), Tr::tr("TIME"), QStringLiteral("date"), 190},
         [formats](const LogLine &l) { return formats.dateTime(l.at); },
         [formats](const LogLine &l) { return QVariant(formats.utc(l.at)); }},
        {{QStringLiteral("level"), Tr::tr("LEVEL"), {}, 120},
         [](const LogLine &l) { return levelWord(l.level); },
         {},
         [](const LogLine &l, int role) {
             return role == StatusIconRole ? QVariant(static_cast<int>(levelRole(l.level))) : QVariant();
         }},
        {{QStringLiteral("category"), Tr::tr("PART"), {}, 140}, [](const LogLine &l) { return l.category; }},
        {{QStringLiteral("text"), Tr::tr("MESSAGE"), {}, 520},
         [](const LogLine &l) { return l.text; },
         {},
         [](const LogLine &l, int role) { return role == Qt::ToolTipRole ? QVariant(l.text) : QVariant(); }},
        {{QStringLiteral("host"), Tr::tr("RECORDER"), {}, 120, false},
         [](const LogLine &l) { return l.host; }}};
}

} // namespace

QList<PageSpec> systemPages()
{
    const QString area = QStringLiteral("maintenance");
    const QString permission = QStringLiteral("system.view");
    return {{QStringLiteral("ledger"), area, QT_TRANSLATE_NOOP("Pages", "Ledger"),
             QStringLiteral("list-checks"), QStringLiteral("ledger.view"), &createLedger},
            {QStringLiteral("health"), area, QT_TRANSLATE_NOOP("Pages", "Health"),
             QStringLiteral("shield-check"), permission, &createHealth},
            {QStringLiteral("system-log"), area, QT_TRANSLATE_NOOP("Pages", "System Log"),
             QStringLiteral("activity"), permission, &createSystemLog}};
}

QWidget *createSystemLog(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    CrudMethods<LogLine> methods;
    methods.list = QStringLiteral("earshot.v1.SystemLog/List");
    methods.readList = &readLines;
    const QString level = QStringLiteral("level");
    const QString anyOf = QStringLiteral("any-of");
    ListSpec spec;
    spec.id = QStringLiteral("system-log");
    spec.title = QCoreApplication::translate("Pages", "System Log");
    spec.permission = QStringLiteral("system.view");
    spec.doing = Tr::tr("load the system log");
    spec.emptySentence = Tr::tr("The recorder has not logged anything since it was started.");
    spec.note =
        Tr::tr("What the recorder logged since it was started; earlier lines are in the system's journal.");
    spec.filters = {
        Tr::tr("Search in the messages"),
        QStringLiteral("date"),
        {{level,
          Tr::tr("Level"),
          {{QStringLiteral("problems"),
            Tr::tr("Warnings and errors"),
            {level, anyOf, {QStringLiteral("warning"), QStringLiteral("error"), QStringLiteral("fatal")}}},
           {QStringLiteral("errors"),
            Tr::tr("Errors"),
            {level, anyOf, {QStringLiteral("error"), QStringLiteral("fatal")}}}}}}};
    spec.orderColumn = QStringLiteral("date");
    spec.descending = true;
    spec.tickable = false;
    auto *source = new CrudController<LogLine>(context.rpc, methods,
                                               columns(Formats::forZone(context.identity.timeZone)),
                                               [](const LogLine &l) { return l.id; });
    return new ListPage(context, std::move(spec), source, parent);
}

} // namespace console
