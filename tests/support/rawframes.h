// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/proto/frame.pb.h"
#include "common/rpc/framecodec.h"

#include <QtEndian>

/// Bytes of the admin protocol as a hostile peer writes them.
namespace tests
{

/// The length in front of a frame.
inline QByteArray lengthOf(quint32 length)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(length, bytes.data());
    return bytes;
}

template <typename Fill>
QByteArray frameOf(quint32 stream, Fill fill)
{
    earshot::v1::Frame frame;
    frame.set_stream_id(stream);
    fill(frame);
    return common::encodeFrame(frame);
}

} // namespace tests
