#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What ./dev run does after building: a recorder with a demo tenant, three SIPREC calls with real speech, what came of
# them, and the console on it. Keeps the recorder running until Ctrl-C; with --once it opens no window and ends, 0 when
# all three are stored and verified and can be listed over the admin protocol.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$root/build/release/bin
once=no
data=
for argument in "$@"; do
    case $argument in
        --once) once=yes ;;
        --data=*) data=${argument#--data=} ;;
        *) echo "run: '$argument' is not known; --once, --data=DIR" >&2; exit 2 ;;
    esac
done
root_password='demo root password'
sup_password='demo supervisor password'
say() { printf '\033[1m== %s\033[0m\n' "$*"; }

if [ -z "$data" ]; then
    data=$root/.dev/data
    # The private PostgreSQL runs as an unprivileged user, who must be able to reach the folder.
    if [ "$(id -u)" = 0 ] && ! setpriv --reuid=postgres --regid=postgres --clear-groups test -x "$root"; then
        data=/var/tmp/earshot-demo
    fi
fi
mkdir -p "$data"

port=5080 cisco=5070 metrics=9308 admin=6089
cat >"$data/recorder.ini" <<INI
[recorder]
tenant = Demo
[signalling]
address = 127.0.0.1
siprec_port = $port
cisco_port = $cisco
[metrics]
port = $metrics
[admin]
address = 127.0.0.1
port = $admin
INI

"$bin/earshot-recorder" --data "$data" 2>"$data/recorder.log" &
recorder=$!
stop() {
    trap - EXIT INT TERM
    if kill -TERM $recorder 2>/dev/null; then wait $recorder || true; fi
}
trap 'stop; exit 130' INT TERM
trap stop EXIT

http() { # path -> body; fails unless 200
    exec 3<>"/dev/tcp/127.0.0.1/$metrics" || return 1
    printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&3
    local reply
    reply=$(cat <&3)
    exec 3>&-
    printf '%s\n' "$reply" | head -n 1 | grep -q ' 200 ' && printf '%s\n' "$reply"
}
settled() { http /metrics 2>/dev/null | awk '$1 == "earshot_calls_settled_total" {print int($2)}'; }

say "starting the recorder (first start: creates its PostgreSQL in $data)"
for _ in $(seq 1 600); do
    kill -0 $recorder 2>/dev/null || { tail -n 3 "$data/recorder.log" >&2; exit 1; }
    if http /healthz >/dev/null 2>&1; then break; fi
    sleep 0.1
done
http /healthz >/dev/null || { echo "the recorder does not become healthy:" >&2; tail "$data/recorder.log" >&2; exit 1; }

say "demo tenant and users"
user() { "$bin/earshot-recorder" ensure-user --data "$data" --tenant Demo "$@"; }
user --login ada --name "Ada Novak" --extension 301 --group Support
user --login ben --name "Ben Okoro" --extension 302 --group Sales
user --login cleo --name "Cleo Marin" --extension 303 --group Support
# The passwords of a demo that listens on this computer only; they are shown below.
EARSHOT_PASSWORD=$root_password "$bin/earshot-recorder" create-admin --data "$data" --login root --name "Root Administrator" \
    2>"$data/create-admin.log" || grep -q 'belongs to somebody already' "$data/create-admin.log" || { # a second run
    cat "$data/create-admin.log" >&2
    exit 1
}
EARSHOT_PASSWORD=$sup_password user --login sup --name "Sanna Ruiz" --role supervisor --manages Support --manages Sales

voice=/usr/share/asterisk/sounds/en_US_f_Allison
say "three SIPREC calls with real speech (about 25 s)"
call() { # log, then options of earshot-caller
    local log=$data/$1.json
    shift
    "$bin/earshot-caller" demo --calls 1 --json "$@" >"$log" || { echo "call failed: $log" >&2; return 1; }
}
call call1 --target 127.0.0.1:$port --transport udp --from 4930555010 --from-name "Nora Vance" --to 301 --to-name "Ada Novak" \
    --a "$voice/demo-enterkeywords.wav,$voice/demo-nomatch.wav" --b "$voice/vm-intro.wav,$voice/demo-thanks.wav" --seconds 22 &
one=$!
call call2 --target 127.0.0.1:$port --transport tcp --from 302 --from-name "Ben Okoro" --to 442071230100 --to-name "Lowell Shipping" \
    --codec PCMA --a "$voice/queue-youarenext.wav,$voice/queue-thankyou.wav" --b "$voice/demo-nogo.wav" --seconds 18 &
two=$!
call call3 --target 127.0.0.1:$port --transport udp --from 15550100 --from-name "Imani Field" --to 303 --to-name "Cleo Marin" \
    --srtp AES_CM_128_HMAC_SHA1_80 --a "$voice/tt-weasels.wav,$voice/tt-somethingwrong.wav" --b "$voice/tt-monkeysintro.wav,$voice/conf-onlyone.wav" --seconds 12 &
three=$!
good=yes
for pid in $one $two $three; do wait "$pid" || good=no; done

for _ in $(seq 1 300); do
    [ "$(settled)" -ge 3 ] 2>/dev/null && break
    sleep 0.1
done
[ "$(settled)" -ge 3 ] || good=no

say "recorded calls"
"$bin/earshot-recorder" calls --data "$data"
# A call counts when it is stored without any flag (lost, silent, interrupted ...), in stereo, and as long as it was said to be.
checked() { # name of the log, seconds
    local id line file
    id=$(grep -o '"call_id":"[^"]*"' "$data/$1.json" | head -n 1 | cut -d'"' -f4)
    line=$("$bin/earshot-recorder" calls --data "$data" --json | grep -F "\"protocolCallId\":\"$id\"") ||
        { echo "$1: no recording of $id" >&2; return 1; }
    [[ $line == *'"flags":[]'* && $line == *'"state":"stored"'* ]] || { echo "$1: not stored well: $line" >&2; return 1; }
    file=$(grep -o '"file":"[^"]*"' <<<"$line" | cut -d'"' -f4)
    ffprobe -v error -show_entries stream=channels,duration -of csv=p=0 "$file" |
        awk -F, -v wanted="$2" '{ good = $1 == 2 && $2 > wanted - 0.5 && $2 < wanted + 0.5; print "  " $1 " channels, " $2 " s" }
            END { exit !good }' || { echo "$1: $file is not two channels of $2 s" >&2; return 1; }
}
checked call1 22 || good=no
checked call2 18 || good=no
checked call3 12 || good=no
say "verify: ledger, files, hashes and database against each other"
"$bin/earshot-recorder" verify --data "$data" || good=no

say "the same over the admin protocol, as a supervisor"
ctl() { EARSHOT_PASSWORD=$sup_password "$bin/earshotctl" --data "$data/earshotctl" --server 127.0.0.1:$admin --user sup "$@"; }
ctl --trust-first-use calls list || good=no

cat <<TXT

Look further:
  $bin/earshot-recorder calls --data $data --json
  ffprobe -hide_banner FILE        (channels, duration, recording id and tenant in the tag)
  curl http://127.0.0.1:$metrics/metrics
  tail $data/recorder.log
TXT
if [ $once = yes ]; then
    stop
    [ $good = yes ] && { say "three calls stored and verified"; exit 0; }
    echo "run: not all is well, see above" >&2
    exit 1
fi
[ $good = yes ] || echo "run: not all is well, see above" >&2
console() {
    EARSHOT_PASSWORD=$sup_password "$bin/earshot-console" --data "$data/console" --server 127.0.0.1:$admin --user sup \
        --trust-first-use --page calls "$@"
}
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    say "the console opens, signed in as the supervisor 'sup'"
    console >"$data/console.log" 2>&1 &
else
    cat <<TXT

There is no display, so the console stays closed. On a computer with one, connect it to port $admin of this one. Here:
  export EARSHOT_PASSWORD='$sup_password'
  $bin/earshotctl --data $data/earshotctl --server 127.0.0.1:$admin --user sup calls list
  $bin/earshotctl --data $data/earshotctl --server 127.0.0.1:$admin --user sup calls watch
  $bin/earshotctl --data $data/earshotctl --server 127.0.0.1:$admin --user sup calls export ID
TXT
fi
cat <<TXT

Sign in at 127.0.0.1:$admin as
  sup    $sup_password    (supervisor of tenant Demo)
  root   $root_password          (Root Administrator)
TXT
say "the recorder keeps running: SIP port $port, console port $admin; Ctrl-C stops it"
wait $recorder
