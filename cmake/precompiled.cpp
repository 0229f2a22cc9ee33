// SPDX-License-Identifier: GPL-3.0-or-later
// The source that a library needs which has only a precompiled header.
