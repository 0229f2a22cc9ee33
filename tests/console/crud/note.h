// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/codecs/callcodec.h"
#include "console/crud/crudcontroller.h"

namespace tests
{

/// A small record for the tests of what is the same for all: lists travel as CallList, whose numbers are
/// names.
struct Note {
    QString id;
    QString text;
    bool operator==(const Note &) const = default;
};

inline earshot::v1::CallList noteList(int first, int count, const char *next, qint64 total)
{
    earshot::v1::CallList list;
    for (int i = first; i < first + count; ++i) {
        auto *call = list.add_calls();
        call->set_id(std::to_string(i));
        call->set_from_number("note " + std::to_string(i));
    }
    list.mutable_info()->set_next_token(next);
    list.mutable_info()->set_total(total);
    list.mutable_info()->set_total_exact(true);
    return list;
}

inline console::CrudMethods<Note> noteMethods()
{
    const auto noteOf = [](const earshot::v1::CallSummary &wire) {
        return Note{QString::fromStdString(wire.id()), QString::fromStdString(wire.from_number())};
    };
    console::CrudMethods<Note> m;
    m.list = QStringLiteral("earshot.v1.Notes/List");
    m.get = QStringLiteral("earshot.v1.Notes/Get");
    m.create = QStringLiteral("earshot.v1.Notes/Create");
    m.update = QStringLiteral("earshot.v1.Notes/Update");
    m.remove = QStringLiteral("earshot.v1.Notes/Remove");
    m.watch = QStringLiteral("earshot.v1.Notes/Watch");
    m.readList = [noteOf](const QByteArray &bytes) -> common::Result<common::ListPageOf<Note>> {
        earshot::v1::CallList wire;
        if (!wire.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()))) {
            return common::fail(common::ErrorCode::Internal, QStringLiteral("unreadable"));
        }
        common::ListPageOf<Note> page;
        for (const auto &call : wire.calls()) {
            page.items.append(noteOf(call));
        }
        common::readInfo(wire.info(), page);
        return page;
    };
    m.writeId = [](const QString &id) {
        earshot::v1::CallRef ref;
        ref.set_id(id.toStdString());
        return QByteArray::fromStdString(ref.SerializeAsString());
    };
    m.write = [](const Note &note) {
        earshot::v1::CallSummary wire;
        wire.set_id(note.id.toStdString());
        wire.set_from_number(note.text.toStdString());
        return QByteArray::fromStdString(wire.SerializeAsString());
    };
    m.read = [noteOf](const QByteArray &bytes) -> common::Result<Note> {
        earshot::v1::CallSummary wire;
        wire.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()));
        return noteOf(wire);
    };
    m.readChange = [](const QByteArray &bytes) -> std::optional<console::RecordChange> {
        earshot::v1::CallChange wire;
        wire.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()));
        return console::RecordChange{QString::fromStdString(wire.id()), QString::fromStdString(wire.verb())};
    };
    return m;
}

inline std::vector<console::Column<Note>> noteColumns()
{
    return {{{QStringLiteral("id"), QStringLiteral("Id"), QStringLiteral("id"), 80},
             [](const Note &n) { return n.id; }},
            {{QStringLiteral("text"), QStringLiteral("Text"), QStringLiteral("text"), 200},
             [](const Note &n) { return n.text; }}};
}

inline auto noteId = [](const Note &note) { return note.id; };
using NoteController = console::CrudController<Note>;

} // namespace tests
