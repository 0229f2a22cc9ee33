#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# expired.sh FOLDER PORT: a TLS server on 127.0.0.1:PORT, in the foreground, whose certificate is for 127.0.0.1 and ended
#   yesterday. FOLDER/ca.pem is its authority. It says "ready" when it listens.
set -euo pipefail
folder=$1 port=$2
umask 077
mkdir -p "$folder"
cd "$folder"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=Test authority" \
    -keyout ca.key -out ca.pem 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj "/CN=late" -keyout server.key -out server.csr 2>/dev/null
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days -1 \
    -extfile <(echo "subjectAltName=IP:127.0.0.1") -out server.crt 2>/dev/null
openssl s_server -accept "127.0.0.1:$port" -cert server.crt -key server.key -www </dev/null >/dev/null 2>&1 &
server=$!
trap 'kill $server 2>/dev/null' EXIT
for ((i = 0; i < 200; i++)); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
    sleep .05
done
echo ready
wait
