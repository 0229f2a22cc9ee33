#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every preset of CMakePresets.json still configures: a switch that nobody uses for a while must not rot.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for preset in dev asan tsan release ci fuzz; do
    if ! cmake --preset "$preset" -B "$work/$preset" >"$work/log" 2>&1; then
        tail -20 "$work/log"
        echo "preset $preset does not configure"
        exit 1
    fi
    rm -rf "${work:?}/$preset"
done
echo "6 presets configure"
