// SPDX-License-Identifier: GPL-3.0-or-later
// As much of a SIP user agent over UDP as the recording client asks of its `srf`: createUAC, modify, destroy.
'use strict';
const dgram = require('dgram');
const crypto = require('crypto');

const T1 = 500;

function token() {
  return crypto.randomBytes(8).toString('hex');
}

function parse(buffer) {
  const text = buffer.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const lines = text.slice(0, end < 0 ? text.length : end).split('\r\n');
  const headers = {};
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!(name in headers)) headers[name] = line.slice(colon + 1).trim();
  }
  return {start: lines[0], headers, body: end < 0 ? '' : text.slice(end + 4), text};
}

class Dialog {
  constructor(agent, uri) {
    this.agent = agent;
    this.target = uri;
    this.requestUri = uri;
    this.callId = `${token()}@${agent.host}`;
    this.localTag = token();
    this.remoteTag = '';
    this.cseq = 0;
    this.remote = {sdp: ''};
    this.statuses = [];
  }

  head(method, cseq, branch) {
    const to = this.remoteTag ? `<${this.requestUri}>;tag=${this.remoteTag}` : `<${this.requestUri}>`;
    return [`${method} ${this.target} SIP/2.0`,
      `Via: SIP/2.0/UDP ${this.agent.host}:${this.agent.port};branch=${branch};rport`,
      'Max-Forwards: 70',
      `From: <sip:jambonz@${this.agent.host}:${this.agent.port}>;tag=${this.localTag}`,
      `To: ${to}`,
      `Call-ID: ${this.callId}`,
      `CSeq: ${cseq} ${method}`];
  }

  async request(method, headers, body) {
    const cseq = ++this.cseq;
    const lines = this.head(method, cseq, `z9hG4bK${token()}`);
    if (method === 'INVITE') lines.push(`Contact: <sip:jambonz@${this.agent.host}:${this.agent.port}>`);
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    lines.push(`Content-Length: ${Buffer.byteLength(body)}`, '', body);
    const response = await this.agent.transact(this, method, cseq, Buffer.from(lines.join('\r\n')));
    const status = Number(response.start.split(' ')[1]);
    this.statuses.push({method, status});
    const tag = /;tag=([^;]+)/.exec(response.headers.to || '');
    if (method === 'INVITE' && status < 300) {
      this.remoteTag = tag ? tag[1] : '';
      const contact = /<([^>]+)>/.exec(response.headers.contact || '');
      if (contact) this.target = contact[1];
      this.remote = {sdp: response.body};
      this.ack = Buffer.from([...this.head('ACK', cseq, `z9hG4bK${token()}`), 'Content-Length: 0', '', ''].join('\r\n'));
      this.agent.send(this.ack);
    }
    if (status >= 300) throw new Error(`${method} refused: ${response.start}`);
    return response;
  }

  modify(sdp, opts = {}) {
    return this.request('INVITE', {...(opts.headers || {}), 'Content-Type': 'application/sdp'}, sdp);
  }

  destroy() {
    this.ended = this.request('BYE', {}, '');
    return this.ended;
  }

  on() { return this; }
}

class SipUac {
  constructor(host, recorder) {
    this.host = host;
    this.recorder = recorder; // {host, port}
    this.waiting = new Map();
    this.dialogs = new Map();
    this.socket = dgram.createSocket('udp4');
    this.socket.on('message', (message) => this.take(parse(message)));
  }

  open() {
    return new Promise((resolve) => this.socket.bind(0, this.host, () => {
      this.port = this.socket.address().port;
      resolve();
    }));
  }

  close() { this.socket.close(); }

  send(bytes) { this.socket.send(bytes, this.recorder.port, this.recorder.host); }

  transact(dialog, method, cseq, bytes) {
    return new Promise((resolve, reject) => {
      const key = `${dialog.callId} ${cseq} ${method}`;
      let interval = T1;
      let timer = null;
      const deadline = setTimeout(() => {
        clearTimeout(timer);
        this.waiting.delete(key);
        reject(new Error(`${method}: no answer`));
      }, 16 * T1);
      const again = () => {
        this.send(bytes);
        timer = setTimeout(again, interval);
        interval = Math.min(2 * interval, 8 * T1);
      };
      this.waiting.set(key, (response) => {
        clearTimeout(timer);
        if (response.start.startsWith('SIP/2.0 1')) return;
        clearTimeout(deadline);
        this.waiting.delete(key);
        resolve(response);
      });
      again();
    });
  }

  take(message) {
    const [number, method] = (message.headers.cseq || '').split(' ');
    const id = message.headers['call-id'];
    if (message.start.startsWith('SIP/2.0')) {
      const waiting = this.waiting.get(`${id} ${number} ${method}`);
      if (waiting) {
        waiting(message);
      } else if (method === 'INVITE' && this.dialogs.get(id) && this.dialogs.get(id).ack) {
        this.send(this.dialogs.get(id).ack); // the 200 again: our ACK was lost
      }
      return;
    }
    if (method === 'ACK') return;
    const copied = ['via', 'from', 'to', 'call-id', 'cseq'].map((name) => `${name}: ${message.headers[name]}`);
    this.send(Buffer.from(['SIP/2.0 200 OK', ...copied, 'Content-Length: 0', '', ''].join('\r\n')));
  }

  async createUAC(uri, opts) {
    const dialog = new Dialog(this, uri);
    this.dialogs.set(dialog.callId, dialog);
    await dialog.request('INVITE', opts.headers || {}, opts.localSdp);
    this.last = dialog;
    return dialog;
  }
}

module.exports = SipUac;
