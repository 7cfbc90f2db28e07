import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';
import { owner, type Caller } from '../../../shared/contract/account.ts';
import { secretHeader, secretProtocolPrefix, secretQuery } from '../../../shared/contract/wire.ts';
import { sessionDays } from '../../../shared/contract/session.ts';
import { describeDevice } from './device.ts';
import { createForwarding, noProxy, type PublicAddress } from './proxy.ts';

/** People who sign in with a token. */
export interface People {
  /** Who has a token; undefined for an unknown or revoked one. */
  readonly find: (token: string) => Caller | undefined;
  /** Whether anybody has a token. */
  readonly areThere: () => boolean;
  /** Whether there is a person who may do everything. */
  readonly haveAdmin: () => boolean;
}

const nobody: People = { find: () => undefined, areThere: () => false, haveAdmin: () => false };

/** Browsers that have signed in, as `main/store/library/sessions.ts` keeps them. */
export interface SignedInBrowsers {
  /** Signs a browser in and returns its secret. @param token null for the owner */
  readonly begin: (token: string | null, device: string) => string;
  readonly find: (secret: string) => Caller | null;
  readonly end: (secret: string) => void;
  readonly endOwners: () => void;
}

/** For a library in which nothing can be stored: until the server ends. */
export function sessionsOfOneStart(people: People): SignedInBrowsers {
  const tokens = new Map<string, string | null>();
  return {
    begin(token) {
      const secret = createSecret();
      tokens.set(secret, token);
      return secret;
    },
    find(secret) {
      const token = tokens.get(secret);
      if (token === undefined) return null;
      return token === null ? owner : (people.find(token) ?? null);
    },
    end: (secret) => void tokens.delete(secret),
    endOwners: () => undefined,
  };
}

export interface AccessOptions {
  /** Part of the first address that the owner opens, which works once. Default: a new one. */
  readonly token?: string;
  readonly people?: People;
  readonly sessions?: SignedInBrowsers;
  readonly public?: PublicAddress;
}

/** What a browser that has signed in gets. */
interface SignedIn {
  readonly caller: Caller;
  /** What its page sends with every request; empty if it has a cookie instead. */
  readonly secret: string;
  /** The value of `Set-Cookie`, on an encrypted connection only. */
  readonly cookie: string | null;
}

/** Decides who may use the server. */
export type Access = ReturnType<typeof createAccess>;

const webPort = 80;

/** 192 random bits. */
export function createSecret(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Finds the caller of each request, call and event anew, so that a revoked token ends at once. Programs and people have tokens
 * in one table: those of programs have scopes, those of people a role.
 *
 * @param host the host that the server listens on
 */
export function createAccess(host: string, port: number, options: AccessOptions = {}) {
  const { people = nobody, public: place = noProxy } = options;
  const { sessions = sessionsOfOneStart(people) } = options;
  const { url } = place;
  const forwarding = createForwarding(place.trustedProxies);
  let { token = createSecret() } = options;
  const names = namesOf(host).map((name) => name.toLowerCase());
  // Browsers omit port 80 in the host and the origin.
  const hosts = new Set([...names.map((name) => `${name}:${port}`), ...(port === webPort ? names : [])]);
  const isDirect = (name: string): boolean => hosts.has(name);
  const isPublic = (name: string): boolean => name === url?.host;
  const mayOwnerSignIn = (): boolean => url === null || !people.haveAdmin();
  // An owner who signed in before there was an admin does so with a token from now on.
  if (!mayOwnerSignIn()) sessions.endOwners();
  /** A browser on this machine may go past the proxy, without encryption and cookies. */
  const hasCookie = (request: IncomingMessage): boolean =>
    url?.protocol === 'https:' && isPublic(hostOf(request));
  const secretOf = (request: IncomingMessage): string =>
    hasCookie(request) ? cookieIn(request) : givenSecret(request);
  return {
    /** The address to open: with a token for the owner, unless this server is public and has an admin. */
    address(): string {
      const base = url?.href ?? `http://${inAddress(shownHost(host))}:${port}/`;
      return mayOwnerSignIn() ? `${base}?token=${token}` : base;
    },
    /** Whether the request names this server as its host. Other names mean DNS rebinding. */
    isOurHost: (request: Pick<IncomingMessage, 'headers'>): boolean =>
      isDirect(hostOf(request)) || isPublic(hostOf(request)),
    /** Whether the request comes from one of our pages. */
    isOurOrigin(request: IncomingMessage): boolean {
      const [name, origin] = [hostOf(request), request.headers.origin?.toLowerCase()];
      return isPublic(name) ? origin === url?.origin : isDirect(name) && origin === `http://${name}`;
    },
    /** Why a request for the public address came on the wrong way; null if it did not. */
    problemOf(request: IncomingMessage): string | null {
      if (!hasCookie(request) || forwarding.isHttps(request)) return null;
      return (
        `This request came without encryption, so signing in is refused. Open ${url?.href ?? ''}. If you did: the reverse proxy ` +
        `has the address ${forwarding.peerOf(request)}. Name it with --trusted-proxy, and let it send X-Forwarded-Proto: https.`
      );
    },
    /**
     * Signs in the owner with the token of the address, which is then replaced, or a person with a token. Null for a wrong or
     * used one.
     */
    signIn(given: string, request: IncomingMessage): SignedIn | null {
      const isOwner = mayOwnerSignIn() && isSame(given, token);
      if (isOwner) token = createSecret();
      const caller = isOwner ? owner : people.find(given);
      if (caller === undefined) return null;
      sessions.end(secretOf(request));
      const secret = sessions.begin(isOwner ? null : given, describeDevice(request.headers['user-agent']));
      return hasCookie(request)
        ? { caller, secret: '', cookie: cookieOf(secret) }
        : { caller, secret, cookie: null };
    },
    /** Signs out. Returns the value of `Set-Cookie` for it; null without cookies. */
    signOut(request: IncomingMessage): string | null {
      sessions.end(secretOf(request));
      return hasCookie(request) ? cookieOf('', 0) : null;
    },
    /** Who has signed in with a secret. Null if it is wrong, has ended, or the token was revoked. */
    callerOf: sessions.find,
    /** The secret of a request, in its cookie where it came encrypted; empty if it has none. */
    secretOf,
    clientOf: (request: IncomingMessage): string => forwarding.clientOf(request),
    /** Whether people can sign in with tokens. */
    takesTokens: people.areThere,
  };
}

/** `__Host-`: browsers take it from this host alone, and only encrypted. */
const cookieName = '__Host-inkdex';
/** In seconds; then a person signs in again. */
const cookieAge = sessionDays * 24 * 60 * 60;

function cookieOf(secret: string, age = cookieAge): string {
  return `${cookieName}=${secret}; Path=/; Max-Age=${age}; Secure; HttpOnly; SameSite=Strict`;
}

function cookieIn({ headers }: IncomingMessage): string {
  const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? '';
}

/** The secret in the header, in the address of a picture, or among the subprotocols of a WebSocket. */
function givenSecret(request: IncomingMessage): string {
  const { [secretHeader]: header, 'sec-websocket-protocol': offered = '' } = request.headers;
  if (typeof header === 'string') return header;
  const protocols = offered.split(',').map((protocol) => protocol.trim());
  const found = protocols.find((protocol) => protocol.startsWith(secretProtocolPrefix));
  if (found !== undefined) return found.slice(secretProtocolPrefix.length);
  const address = addressOf(request);
  // Only pictures cannot have a header.
  return address?.pathname.startsWith('/photo/') === true
    ? (address.searchParams.get(secretQuery) ?? '')
    : '';
}

function hostOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  return headers.host?.toLowerCase() ?? '';
}

/** A name by which people can reach a server, also one that listens on all addresses. */
export function shownHost(host: string): string {
  return isEverywhere(host) ? (outerAddresses()[0] ?? hostname()) : host;
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

/** The URL of a request; null if it is not a path on this server. Never throws, on any input of a client. */
export function addressOf(request: IncomingMessage): URL | null {
  const path = request.url ?? '';
  // "//elsewhere/" and "http://elsewhere/" would be URLs of another host.
  return path.startsWith('/') && !path.startsWith('//') ? URL.parse(path, 'http://inkdex') : null;
}
