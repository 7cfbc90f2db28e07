import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';

/** What lets a browser in: new ones at every start, so that an old address opens nothing. */
export interface AccessKeys {
  /** Part of the first address that is opened. */
  readonly token: string;
  /** The cookie that the browser gets for it. */
  readonly session: string;
}

/** Who may speak to the browser door. */
export interface Access {
  /** Stands once in the first address that is opened. */
  readonly token: string;
  /** The request names this server, so that a foreign name that leads here (DNS rebinding) is refused. */
  readonly isOurHost: (request: IncomingMessage) => boolean;
  /** The request comes from a page of ours. */
  readonly isOurOrigin: (request: IncomingMessage) => boolean;
  readonly isToken: (given: string) => boolean;
  readonly hasCookie: (request: IncomingMessage) => boolean;
  /** What lets a browser in after the token has been seen. */
  readonly setCookie: string;
  /** A name by which other machines may reach a server that listens everywhere. */
  readonly reachableHost: string;
}

const webPort = 80;

export function createAccessKeys(): AccessKeys {
  return { token: randomBytes(24).toString('base64url'), session: randomBytes(24).toString('base64url') };
}

/**
 * @param host that the server listens on
 * @param port cookies know no ports, so the cookie's name holds it
 */
export function createAccess(
  host: string,
  port: number,
  { token, session }: AccessKeys = createAccessKeys(),
): Access {
  const cookieName = `inkdex-${String(port)}`;
  const names = namesOf(host).map((name) => name.toLowerCase());
  // Browsers leave the port of the web out of a host and an origin.
  const hosts = new Set([
    ...names.map((name) => `${name}:${String(port)}`),
    ...(port === webPort ? names : []),
  ]);
  const isOurs = (name: string | undefined): boolean => name !== undefined && hosts.has(name.toLowerCase());
  return {
    token,
    isOurHost: ({ headers }) => isOurs(headers.host),
    isOurOrigin: ({ headers }) =>
      isOurs(headers.host) && headers.origin?.toLowerCase() === `http://${headers.host?.toLowerCase() ?? ''}`,
    isToken: (given) => isSame(given, token),
    hasCookie: ({ headers }) =>
      cookiesOf(headers.cookie).some(([name, value]) => name === cookieName && isSame(value, session)),
    setCookie: `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`,
    reachableHost: isEverywhere(host) ? (outerAddresses()[0] ?? hostname()) : host,
  };
}

/** Whether only this machine can reach a server that listens there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Every name under which a server that listens on `host` may rightly be asked for. */
function namesOf(host: string): string[] {
  const loopback = ['127.0.0.1', 'localhost', '[::1]'];
  if (isLoopback(host)) return [...loopback, inAddress(host)];
  return [...loopback, inAddress(host), hostname(), ...outerAddresses().map(inAddress)];
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** Addresses by which other machines reach this one. */
function outerAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.filter(({ internal }) => !internal).map(({ address }) => address);
}

/** A host as it stands in an address: IPv6 in brackets. */
export function inAddress(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function isSame(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}

function cookiesOf(header = ''): [string, string][] {
  return header.split(';').map((pair) => {
    const [name = '', ...value] = pair.trim().split('=');
    return [name, value.join('=')];
  });
}
