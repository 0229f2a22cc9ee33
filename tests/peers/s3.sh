#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# s3.sh FOLDER PORT TLSPORT FIRST: an S3 server (Ceph's radosgw over one monitor and one OSD in memory) on 127.0.0.1, http at
#   PORT and https at TLSPORT; FIRST and the 60 ports above are its own. Key RECKEY, secret recsecret, bucket recordings. FOLDER/ca.pem is the
#   authority of its certificate, which is for 127.0.0.1, s3.test and *.s3.test. Also answers bucket.s3.test. Needs no root.
#   It says "ready" when it answers. Takes about 10 s.
set -euo pipefail
folder=$1 port=$2 tlsport=$3 first=$4
umask 077
mkdir -p "$folder"/{mon,osd,run,log}
cd "$folder"
export PATH=$PATH:/usr/sbin

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=Test authority" \
    -keyout ca.key -out ca.pem 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj "/CN=objects" -keyout server.key -out server.csr 2>/dev/null
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
    -extfile <(echo "subjectAltName=IP:127.0.0.1,DNS:s3.test,DNS:*.s3.test") -out server.crt 2>/dev/null
cat server.crt server.key >server.pem

cluster=$(cat /proc/sys/kernel/random/uuid) osd=$(cat /proc/sys/kernel/random/uuid)
# No managers, no authentication, one copy. The OSD does not tell its place itself: that ends it now and then.
cat >ceph.conf <<X
[global]
fsid = $cluster
mon host = [v1:127.0.0.1:$first]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms bind port min = $((first + 1))
ms bind port max = $((first + 60))
auth cluster required = none
auth service required = none
auth client required = none
keyring = $folder/keyring
run dir = $folder/run
admin socket = $folder/run/\$name.asok
pid file = $folder/run/\$name.pid
log file = $folder/log/\$name.log
mon data = $folder/mon
mon data avail warn = 1
mon data avail crit = 0
osd data = $folder/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd pool default size = 1
osd pool default min size = 1
mon allow pool size one = true
osd pool default pg num = 1
osd pool default pgp num = 1
osd crush chooseleaf type = 0
osd class update on start = false
osd crush update on start = false
mon osd full ratio = 1
mon osd nearfull ratio = 1
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$port ssl_endpoint=127.0.0.1:$tlsport ssl_certificate=$folder/server.pem
rgw dns name = s3.test
rgw thread pool size = 16
rgw run sync thread = false
rgw crypt require ssl = false
rgw multipart min part size = 1000000
X
ceph-authtool --create-keyring keyring --gen-key -n mon. --cap mon 'allow *' >/dev/null
ceph-authtool keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' >/dev/null
monmaptool --create --clobber --fsid "$cluster" --addv a "[v1:127.0.0.1:$first]" monmap >/dev/null
ceph-mon -c ceph.conf --mkfs -i a --monmap monmap --keyring keyring
pids=
trap 'kill $pids 2>/dev/null; wait' EXIT
trap 'exit 1' TERM INT
ceph-mon -c ceph.conf -i a -f 2>>log/out &
pids="$pids $!"
timeout 60 ceph -c ceph.conf osd new "$osd" >/dev/null
ceph-osd -c ceph.conf -i 0 --mkfs --osd-uuid "$osd" >>log/out 2>&1
ceph -c ceph.conf osd crush add osd.0 1.0 host=h0 root=default >/dev/null 2>&1
ceph-osd -c ceph.conf -i 0 -f >>log/out 2>&1 &
pids="$pids $!"
radosgw -c ceph.conf -n client.rgw -f >>log/out 2>&1 &
pids="$pids $!"
for ((i = 0; i < 1200; i++)); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
    sleep .05
done
radosgw-admin -c ceph.conf user create --uid=rec --display-name=rec --access-key=RECKEY --secret-key=recsecret \
    >/dev/null 2>>log/out
curl -sSf --aws-sigv4 aws:amz:us-east-1:s3 -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -u RECKEY:recsecret \
    -X PUT "http://127.0.0.1:$port/recordings"
echo ready
wait
