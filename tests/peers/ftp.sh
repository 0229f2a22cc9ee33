#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# ftp.sh FOLDER PLAIN EXPLICIT IMPLICIT: vsftpd on 127.0.0.1, in the foreground, three servers on these ports, without TLS, with
#   AUTH TLS demanded, with TLS from the first byte. The ports above each, up to 9, are for data. Files in FOLDER/files.
#   It needs no account of the machine and no root: "anonymous" may write, and its password has to be ftp-pass-1.
#   FOLDER/ca.pem is the authority of its certificate, which is for 127.0.0.1. It says "ready" when all three listen.
set -euo pipefail
folder=$1
umask 022
mkdir -p "$folder/files"
cd "$folder"
export PATH=$PATH:/usr/sbin

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=Test authority" \
    -keyout ca.key -out ca.pem 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj "/CN=files" -keyout server.key -out server.csr 2>/dev/null
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
    -extfile <(echo "subjectAltName=IP:127.0.0.1") -out server.crt 2>/dev/null
cat server.crt server.key >server.pem
echo ftp-pass-1 >passwords

serve() { # name, port, tls, implicit
    cat >"$1.conf" <<X
listen=YES
listen_address=127.0.0.1
listen_port=$2
background=NO
run_as_launching_user=YES
anonymous_enable=YES
local_enable=NO
write_enable=YES
anon_upload_enable=YES
anon_mkdir_write_enable=YES
anon_other_write_enable=YES
anon_world_readable_only=NO
anon_umask=022
anon_root=$folder/files
ftp_username=$(id -un)
secure_email_list_enable=YES
email_password_file=$folder/passwords
allow_writeable_chroot=YES
seccomp_sandbox=NO
pasv_min_port=$(($2 + 1))
pasv_max_port=$(($2 + 9))
pasv_address=127.0.0.1
ssl_enable=$3
allow_anon_ssl=$3
force_anon_logins_ssl=$3
force_anon_data_ssl=$3
require_ssl_reuse=$3
implicit_ssl=$4
ssl_ciphers=HIGH
rsa_cert_file=$folder/server.pem
rsa_private_key_file=$folder/server.pem
vsftpd_log_file=$folder/$1.log
xferlog_enable=NO
dual_log_enable=NO
log_ftp_protocol=YES
X
    vsftpd "$folder/$1.conf" &
    pids="$pids $!"
}
pids=
trap 'kill $pids 2>/dev/null' EXIT
serve plain "$2" NO NO
serve explicit "$3" YES NO
serve implicit "$4" YES YES
for port in "$2" "$3" "$4"; do
    for ((i = 0; i < 200; i++)); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
        sleep .05
    done
done
echo ready
wait
