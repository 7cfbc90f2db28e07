/**
 * Loaded with `--import` into a process and all processes and threads that it starts: every attempt to reach another
 * machine, or to start another program, is written to the file INKDEX_NETWORK_LOG and fails.
 */
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const file = process.env.INKDEX_NETWORK_LOG ?? '';
appendFileSync(`${file}.processes`, `${process.pid}\n`);
const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/u;

function refuse(attempt: string): Error {
  appendFileSync(file, `${attempt}\n`);
  return new Error(`${attempt} was refused: this test allows no network.`);
}

/** The host of `connect(options)`, `connect(port, host)` or `connect(path)`; undefined for a socket file. */
function hostOf(args: readonly unknown[]): string | undefined {
  const given: readonly unknown[] = Array.isArray(args[0]) ? args[0] : args;
  const [first, second] = given;
  if (typeof first === 'object' && first !== null) {
    if ('path' in first && typeof first.path === 'string') return undefined;
    return 'host' in first && typeof first.host === 'string' ? first.host : 'localhost';
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return undefined;
  return typeof second === 'string' ? second : 'localhost';
}

const connect: unknown = Reflect.get(net.Socket.prototype, 'connect');
Object.assign(net.Socket.prototype, {
  connect(this: net.Socket, ...args: readonly unknown[]) {
    const host = hostOf(args);
    if (host !== undefined && !loopback.test(host)) throw refuse(`connection to ${host}`);
    if (typeof connect !== 'function') throw new TypeError('Sockets have no method connect.');
    return Reflect.apply(connect, this, args) as unknown;
  },
});

const lookup = dns.lookup;
Object.assign(dns, {
  lookup(host: string, ...rest: readonly unknown[]) {
    if (!loopback.test(host)) throw refuse(`look-up of ${host}`);
    return Reflect.apply(lookup, dns, [host, ...rest]) as unknown;
  },
});

Object.assign(dgram.Socket.prototype, {
  send() {
    throw refuse('datagram');
  },
});

const spawn = childProcess.spawn;
Object.assign(childProcess, {
  spawn(command: string, ...rest: readonly unknown[]) {
    if (command !== process.execPath) throw refuse(`program ${command}`);
    return Reflect.apply(spawn, childProcess, [command, ...rest]) as unknown;
  },
});
syncBuiltinESMExports();
