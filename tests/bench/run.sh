#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev bench [name..]: runs the benchmark programs (all, or those named: finish seal rewrap db capture player sealed waveform api users signin console audit upload uploads), prints a table, saves
# build/bench.json (flat keys). Figures are medians of at least three runs and CPU seconds, not wall time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$root/build/ci/bin
out=$root/build/bench.json
export EARSHOT_TEST_SERVER_ON_DISK=1 # not in memory, where tests put theirs (tests/support/testdb.cpp)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
names=("$@")
[ ${#names[@]} -gt 0 ] || names=(finish seal rewrap db capture player sealed waveform api users signin console audit upload uploads)
case " ${names[*]} " in *" api "*) names+=(requests) ;; esac # the other half of api: a real recorder beside calls
case " ${names[*]} " in *" sealed "*) names+=(sealedwire) ;; esac # the same over TLS from a real recorder; records five minutes first
for name in "${names[@]}"; do
    printf '\033[1m== bench_%s\033[0m\n' "$name" >&2
    EARSHOT_BIN=$bin EARSHOT_LIB=$root/build/ci/lib EARSHOT_SOURCE=$root "$bin/bench_$name" >"$work/$name.json"
done
# Flat JSON objects, one figure a line: keys measured now replace those of an earlier run.
{
    if [ -f "$out" ]; then grep -E '^ *"' "$out" | sed 's/,$//'; fi
    for name in "${names[@]}"; do tr -d '{}\n' <"$work/$name.json" | sed 's/, *"/\n"/g'; echo; done
} | sed 's/^ *//; /^$/d' | awk -F'": *' '{value[$1] = $0} END {for (key in value) print value[key]}' | sort >"$work/all"
{ echo '{'; sed 's/^/  /; $!s/$/,/' "$work/all"; echo '}'; } >"$out"
awk -F'": *' '{sub(/^"/, "", $1); printf "%-34s %s\n", $1, $2}' "$work/all"
echo "saved in $out" >&2
