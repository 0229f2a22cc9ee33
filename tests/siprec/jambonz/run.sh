#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Forks a call to a running recorder with a recording client that others wrote: jambonz' client on rtpengine.
#   run.sh RECORDER_HOST:PORT BUILD_DIR WAV_A WAV_B [talk ms] [pause ms]
# Prints one JSON object on stdout; exit 0 when all went well, 69 when rtpengine, node or the packages are missing.
set -euo pipefail
if [ $# -lt 4 ]; then
  echo "usage: run.sh RECORDER_HOST:PORT BUILD_DIR WAV_A WAV_B [talk ms] [pause ms]" >&2
  exit 64
fi
recorder=$1 build=$2/jambonz wav_a=$(realpath "$3") wav_b=$(realpath "$4") talk=${5:-2000} pause=${6:-1000}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

for program in rtpengine node npm; do
  if ! command -v "$program" >/dev/null; then
    echo "run.sh: $program is missing (apt install rtpengine-daemon nodejs npm)" >&2
    exit 69
  fi
done

"$here/install.sh" "$2" # ctest has done it before, with a time limit of its own

# Free ports: the system gives two, a moment later rtpengine takes them. The media range is bound on demand.
read -r ng cli < <(node -e '
  const dgram = require("dgram");
  const sockets = [0, 1].map(() => dgram.createSocket("udp4"));
  let left = sockets.length;
  sockets.forEach((s) => s.bind(0, "127.0.0.1", () => {
    if (--left === 0) {
      console.log(sockets.map((t) => t.address().port).join(" "));
      sockets.forEach((t) => t.close());
    }
  }));')
media=$((42000 + (ng % 40) * 100))
log=$build/rtpengine.log
rtpengine --table=-1 --interface=127.0.0.1 --listen-ng="127.0.0.1:$ng" --listen-cli="127.0.0.1:$cli" \
  --port-min="$media" --port-max=$((media + 98)) --foreground --log-stderr >"$log" 2>&1 &
engine=$!
cleanup() {
  kill "$engine" 2>/dev/null || true
  wait "$engine" 2>/dev/null || true
}
trap cleanup EXIT
trap 'exit 130' INT TERM

cd "$build"
node fork.js --recorder "$recorder" --ng "$ng" --a "$wav_a" --b "$wav_b" --talk "$talk" --pause "$pause"
