// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace console
{

// Device-independent pixels, all on the grid of 4.
inline constexpr int kUnit = 4;
inline constexpr int kGapSmall = 8;
inline constexpr int kGap = 12;
inline constexpr int kGapLarge = 16;
inline constexpr int kGapHuge = 24;
inline constexpr int kRowHeight = 28;
inline constexpr int kIconSize = 16;
inline constexpr int kTargetSize = 24;  ///< the smallest thing that is clicked
inline constexpr int kFormWidth = 720;  ///< a form grows no wider
inline constexpr int kStripHeight = 32; ///< of the connection strip
inline constexpr int kNavigationWidth = 240;
inline constexpr int kNavigationRail = 48; ///< folded by F9

} // namespace console
