import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { credsAuthenticator, type NodeConnectionOptions } from '@nats-io/transport-node';
import { InkdexError } from '../../shared/result.ts';
import type { BrokerAddress } from '../../shared/contract/broker.ts';

/** The parts of an address of a broker, as one or several URLs with commas between them. */
interface ParsedAddress {
  /** `host:port` of each server. */
  readonly servers: readonly string[];
  readonly isTls: boolean;
  readonly user: string;
  readonly password: string;
}

const example = 'Expected something like nats://broker.example:4222, or tls://broker.example:4222.';

/** @throws InkdexError `bad-arguments`; the message has no password */
export function parseAddress(address: string): ParsedAddress {
  const urls = address.split(',').map((text) => urlOf(text.trim()));
  const [first] = urls;
  if (first === undefined) throw new InkdexError('bad-arguments', `There is no address. ${example}`);
  return {
    servers: urls.map(({ hostname: host, port }) => `${host}:${port === '' ? '4222' : port}`),
    isTls: urls.some(({ protocol }) => protocol === 'tls:'),
    user: decodeURIComponent(first.username),
    password: decodeURIComponent(first.password),
  };
}

function urlOf(text: string): URL {
  const url = URL.parse(text);
  const isKnown = url !== null && ['nats:', 'tls:'].includes(url.protocol) && url.hostname !== '';
  const isBare = ['', '/'].includes(url?.pathname ?? '') && url?.search === '' && url.hash === '';
  if (isKnown && isBare) return url;
  // Whatever stands before an @ may be a password.
  const shown = JSON.stringify(text.replace(/^.*@/u, '…@'));
  throw new InkdexError('bad-arguments', `${shown} is not the address of a NATS server. ${example}`);
}

/** The address for people and logs: without user, password or token. */
export function shownAddress(address: string): string {
  const { servers, isTls } = parseAddress(address);
  return servers.map((server) => `${isTls ? 'tls' : 'nats'}://${server}`).join(', ');
}

/** The same address with the user, password or token of another one. */
export function withSecretOf(address: string, other: string): string {
  const secret = /^(?:\w+:\/\/)?(.*@)/u.exec(other.split(',')[0] ?? '')?.[1] ?? '';
  return address.replace('://', () => `://${secret}`);
}

/**
 * Options for the NATS client.
 *
 * @throws InkdexError `bad-arguments`, `file-missing` for a file that cannot be read
 */
export function connectionOptions({
  address,
  credentials,
  certificate,
}: BrokerAddress): NodeConnectionOptions {
  const { servers, isTls, user, password } = parseAddress(address);
  const withTls = isTls || certificate !== null;
  return {
    servers: [...servers],
    name: `inkdex on ${hostname()}`,
    // What is under way when a connection ends is then told at once, and nothing waits for the next connection.
    reconnect: false,
    timeout: 5000,
    pingInterval: 10_000,
    maxPingOut: 2,
    ...(withTls && { tls: certificate === null ? {} : { ca: textOf(certificate, 'CA certificate') } }),
    ...(credentials !== null && {
      authenticator: credsAuthenticator(Buffer.from(textOf(credentials, 'credentials'))),
    }),
    ...(credentials === null &&
      user !== '' &&
      (password === '' ? { token: user } : { user, pass: password })),
  };
}

function textOf(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    const found = thrown instanceof Error ? thrown.message : String(thrown);
    throw new InkdexError(
      'file-missing',
      `The file with the ${what} cannot be read (${found}). Choose it again.`,
      {
        cause: thrown,
      },
    );
  }
}
