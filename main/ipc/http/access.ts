import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';

/** The secrets that give a browser access. New ones at every start, so that old ones are worthless. */
export interface AccessKeys {
  /** Part of the first address that the user opens. It works once; the next one replaces it. */
  readonly token: string;
  /** What a page gets in exchange, and sends with every request. */
  readonly session: string;
}

/** Decides who may use the server. */
export interface Access {
  /** Part of the first address that the user opens. */
  readonly token: () => string;
  /** Whether the request names this server as its host. Other names mean DNS rebinding. */
  readonly isOurHost: (request: Pick<IncomingMessage, 'headers'>) => boolean;
  /** Whether the request comes from one of our pages. */
  readonly isOurOrigin: (request: IncomingMessage) => boolean;
  /** Exchanges the token for the secret, and replaces the token. Null for a wrong or used one. */
  readonly redeem: (token: string) => string | null;
  readonly isSecret: (given: string) => boolean;
  /** A name by which other machines can reach a server that listens on all addresses. */
  readonly reachableHost: string;
}

const webPort = 80;

export function createAccessKeys(): AccessKeys {
  return { token: createSecret(), session: createSecret() };
}

/** 192 random bits. */
function createSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** @param host the host that the server listens on */
export function createAccess(
  host: string,
  port: number,
  { token: firstToken, session }: AccessKeys = createAccessKeys(),
): Access {
  let token = firstToken;
  const names = namesOf(host).map((name) => name.toLowerCase());
  // Browsers omit port 80 in the host and the origin.
  const hosts = new Set([...names.map((name) => `${name}:${port}`), ...(port === webPort ? names : [])]);
  const isOurs = (name: string | undefined): boolean => name !== undefined && hosts.has(name.toLowerCase());
  return {
    token: () => token,
    isOurHost: ({ headers }) => isOurs(headers.host),
    isOurOrigin: ({ headers }) =>
      isOurs(headers.host) && headers.origin?.toLowerCase() === `http://${headers.host?.toLowerCase() ?? ''}`,
    redeem(given) {
      if (!isSame(given, token)) return null;
      token = createSecret();
      return session;
    },
    isSecret: (given) => isSame(given, session),
    reachableHost: isEverywhere(host) ? (outerAddresses()[0] ?? hostname()) : host,
  };
}

/** Whether only this machine can reach a server that listens on `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Every valid host name for requests to a server that listens on `host`. */
function namesOf(host: string): string[] {
  const loopback = ['127.0.0.1', 'localhost', '[::1]'];
  if (isLoopback(host)) return [...loopback, inAddress(host)];
  return [...loopback, inAddress(host), hostname(), ...outerAddresses().map(inAddress)];
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** The addresses of this machine in its networks. */
function outerAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.filter(({ internal }) => !internal).map(({ address }) => address);
}

/** A host as part of a URL: IPv6 in brackets. */
export function inAddress(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function isSame(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}

/** The URL of a request; null if it is not a path on this server. Never throws, whatever a client sends. */
export function addressOf(request: IncomingMessage): URL | null {
  const path = request.url ?? '';
  // "//elsewhere/" and "http://elsewhere/" would be URLs of another host.
  return path.startsWith('/') && !path.startsWith('//') ? URL.parse(path, 'http://inkdex') : null;
}
