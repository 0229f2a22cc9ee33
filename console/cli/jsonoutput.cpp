// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/cli/jsonoutput.h"

#include <QJsonArray>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

namespace console
{

namespace
{
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

QJsonValue textOf(const FieldDescriptor &field, const std::string &text)
{
    return field.type() == FieldDescriptor::TYPE_BYTES
               ? QString::fromLatin1(QByteArray::fromStdString(text).toHex())
               : QString::fromStdString(text);
}

QJsonValue single(const Message &message, const FieldDescriptor &field)
{
    const auto &reflection = *message.GetReflection();
    switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: return reflection.GetInt32(message, &field);
    case FieldDescriptor::CPPTYPE_INT64: return static_cast<qint64>(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32: return static_cast<qint64>(reflection.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64: return static_cast<qint64>(reflection.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE: return reflection.GetDouble(message, &field);
    case FieldDescriptor::CPPTYPE_FLOAT: return static_cast<double>(reflection.GetFloat(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL: return reflection.GetBool(message, &field);
    case FieldDescriptor::CPPTYPE_ENUM:
        return QString::fromStdString(reflection.GetEnum(message, &field)->name());
    case FieldDescriptor::CPPTYPE_STRING: return textOf(field, reflection.GetString(message, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE: break;
    }
    return jsonOf(reflection.GetMessage(message, &field));
}

/// The contract repeats texts and messages only; numbers would need a case of their own.
QJsonArray repeated(const Message &message, const FieldDescriptor &field)
{
    const auto &reflection = *message.GetReflection();
    QJsonArray array;
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
        if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
            array.append(jsonOf(reflection.GetRepeatedMessage(message, &field, i)));
        } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
            array.append(textOf(field, reflection.GetRepeatedString(message, &field, i)));
        }
    }
    return array;
}
} // namespace

QJsonObject jsonOf(const Message &message)
{
    QJsonObject object;
    const auto &descriptor = *message.GetDescriptor();
    for (int i = 0; i < descriptor.field_count(); ++i) {
        const FieldDescriptor &field = *descriptor.field(i);
        const bool absent = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_repeated() &&
                            !message.GetReflection()->HasField(message, &field);
        if (!absent) {
            object.insert(QString::fromStdString(field.name()), field.is_repeated()
                                                                    ? QJsonValue(repeated(message, field))
                                                                    : single(message, field));
        }
    }
    return object;
}

} // namespace console
