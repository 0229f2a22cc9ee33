// SPDX-License-Identifier: GPL-3.0-or-later
// One party of the recorded call: reads a WAV (8 kHz, 16 bit, mono) and speaks it as PCMU, 20 ms a packet.
'use strict';
const dgram = require('dgram');
const fs = require('fs');

function samplesOf(file) {
  const bytes = fs.readFileSync(file);
  let at = 12;
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'data') {
      const data = bytes.subarray(at + 8, at + 8 + size);
      const samples = new Int16Array(data.length >> 1);
      for (let i = 0; i < samples.length; i++) samples[i] = data.readInt16LE(2 * i);
      return samples;
    }
    at += 8 + size + (size % 2);
  }
  throw new Error(`${file}: no audio in it`);
}

// ITU-T G.711, mu-law
function ulaw(sample) {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32635) + 132;
  const segment = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | segment << 4 | (magnitude >> (segment + 3)) & 15) & 0xff;
}

class Party {
  constructor(host, file) {
    this.host = host;
    this.octets = Buffer.from(Array.from(samplesOf(file), ulaw));
    this.socket = dgram.createSocket('udp4');
    this.sent = 0;
    this.ssrc = Math.floor(Math.random() * 0xffffffff);
  }

  open() {
    return new Promise((resolve) => this.socket.bind(0, this.host, () => {
      this.port = this.socket.address().port;
      resolve();
    }));
  }

  sdp() {
    return ['v=0', `o=- ${this.port} 1 IN IP4 ${this.host}`, 's=-', `c=IN IP4 ${this.host}`, 't=0 0',
      `m=audio ${this.port} RTP/AVP 0 101`, 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:101 telephone-event/8000',
      'a=sendrecv', ''].join('\r\n');
  }

  speak(port) {
    const begin = process.hrtime.bigint();
    this.startedAt = Date.now();
    this.timer = setInterval(() => {
      const due = Number((process.hrtime.bigint() - begin) / 20000000n);
      while (this.sent <= due) this.packet(port);
    }, 5);
  }

  packet(port) {
    const bytes = Buffer.alloc(172);
    bytes[0] = 0x80;
    bytes[1] = this.sent === 0 ? 0x80 : 0;
    bytes.writeUInt16BE(this.sent & 0xffff, 2);
    bytes.writeUInt32BE(160 * this.sent >>> 0, 4);
    bytes.writeUInt32BE(this.ssrc, 8);
    for (let i = 0; i < 160; i++) bytes[12 + i] = this.octets[(160 * this.sent + i) % this.octets.length];
    this.socket.send(bytes, port, this.host);
    this.sent++;
  }

  close() {
    clearInterval(this.timer);
    this.socket.close();
  }
}

module.exports = Party;
