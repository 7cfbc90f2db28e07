import { InkdexError } from '../../../shared/result.ts';

const example = 'Expected something like nats://broker.example:4222, or tls://broker.example:4222.';

/**
 * The parts of an address of a broker: one or several URLs with commas between them.
 *
 * @throws InkdexError `bad-arguments`; the message has no password
 */
export function parseAddress(address: string) {
  const urls = address.split(',').map((text) => urlOf(text.trim()));
  const [first] = urls;
  if (first === undefined) throw new InkdexError('bad-arguments', `There is no address. ${example}`);
  return {
    /** `host:port` of each server. */
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
  // The text before an @ may be a password.
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
