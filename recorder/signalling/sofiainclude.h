// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The one place that includes sofia-sip: its callbacks get the types of ours that are named here.

namespace recorder
{
class SofiaListener;
class SofiaTransaction;
class SofiaServer;
struct SofiaBye;
} // namespace recorder

#define NTA_AGENT_MAGIC_T recorder::SofiaListener
#define NTA_INCOMING_MAGIC_T recorder::SofiaTransaction
#define NTA_OUTGOING_MAGIC_T recorder::SofiaBye
#define NTA_LEG_MAGIC_T recorder::SofiaBye
#define SU_ROOT_MAGIC_T void
#define SU_WAKEUP_ARG_T void
#define SU_TIMER_ARG_T recorder::SofiaServer

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_buffer.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/nta_stateless.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/su_wait.h>
#include <sofia-sip/tport.h>
#include <sofia-sip/tport_tag.h>
