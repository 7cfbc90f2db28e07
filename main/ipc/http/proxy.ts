import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** How browsers reach a server that is behind a reverse proxy. */
export interface PublicAddress {
  /** The address that people open, with a slash at its end; null if they reach this server without a proxy. */
  readonly url: URL | null;
  /** IP addresses and networks (`10.0.0.0/8`) of proxies whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
}

/** A proxy on this machine. */
export const noProxy: PublicAddress = { url: null, trustedProxies: ['127.0.0.1', '::1'] };

/** The address that people open: http or https, without name, query and fragment. */
export const publicUrlSchema = z
  .url({ protocol: /^https?$/u, error: 'expected an address that begins with https:// or http://' })
  .transform((text) => new URL(text.endsWith('/') ? text : `${text}/`))
  .refine(
    ({ username, search, hash }) => username === '' && search === '' && hash === '',
    'expected an address without a name, "?" and "#"',
  );

/** An IP address, or a network such as `10.0.0.0/8`. */
export const networkSchema = z.string().refine((text) => {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/u.test(prefix) && Number(prefix) <= bits);
  return bits > 0 && isPrefix && rest.length === 0;
}, 'expected an IP address such as 10.0.0.1 or a network such as 10.0.0.0/8');

/** What a trusted proxy says about a request; what it does not say is taken from the connection. */
export function createForwarding(trustedProxies: readonly string[]) {
  const trusted = new BlockList();
  for (const text of trustedProxies) {
    const [address = '', prefix] = text.split('/');
    if (prefix === undefined) trusted.addAddress(address, familyOf(address));
    else trusted.addSubnet(address, Number(prefix), familyOf(address));
  }
  const isTrusted = (address: string): boolean =>
    isIP(address) !== 0 && trusted.check(address, familyOf(address));
  const peerOf = ({ socket }: IncomingMessage): string => plainAddress(socket.remoteAddress ?? '');
  return {
    /** Whether the browser's connection is encrypted, as far as a trusted proxy says so. */
    isHttps(request: IncomingMessage): boolean {
      return isTrusted(peerOf(request)) && listOf(request, 'x-forwarded-proto').at(-1) === 'https';
    },
    /** The IP address of the client: the last in `X-Forwarded-For` that is not a trusted proxy. */
    clientOf(request: IncomingMessage): string {
      let client = peerOf(request);
      for (const address of listOf(request, 'x-forwarded-for').reverse()) {
        if (!isTrusted(client)) break;
        client = isIP(plainAddress(address)) === 0 ? client : plainAddress(address);
      }
      return client;
    },
    peerOf,
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** An IPv4 address that a socket for both families shows as IPv6, as IPv4. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/iu, '');
}

function listOf({ headers }: IncomingMessage, name: string): string[] {
  const given = headers[name];
  const text = Array.isArray(given) ? given.join(',') : (given ?? '');
  return text.split(',').map((part) => part.trim());
}
