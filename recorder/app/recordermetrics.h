// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/callpipeline.h"
#include "recorder/app/metricsserver.h"
#include "recorder/capture/call/activecall.h"
#include "recorder/capture/ledger/ledger.h"
#include "recorder/capture/rtp/mediaoptions.h"
#include "recorder/signalling/sipstack.h"

namespace recorder
{

/// Where the figures of the metrics page come from.
struct MetricSources {
    RoomCounters room;
    SipCounters sip;
    const MediaCounters &media;
    PipelineCounters pipeline;
    const Ledger &ledger;
    QString spoolFolder;
    QString suspectFolder;
    double freePercent = 100;
};
QList<Metric> recorderMetrics(const MetricSources &sources);

} // namespace recorder
