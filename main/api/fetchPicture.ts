import { readFile, rm } from 'node:fs/promises';
import { BlockList, isIPv6 } from 'node:net';
import { join } from 'node:path';
import { fetchFile, type MayConnect } from '../exchange/download/fetchFile.ts';
import { InkdexError } from '../../shared/result.ts';
import { Refusal, tooBusy } from './refusal.ts';

export type FetchPicture = (url: string, signal: AbortSignal) => Promise<Buffer>;

const longestMs = 15_000;
const stallMs = 5000;
const mostAtOnce = 8;

const noFetch =
  'Inkdex fetches nothing from the network unless it is started with --api-fetch. Send the picture itself: POST ' +
  '"image": "data:image/png;base64,..."';

/**
 * Fetches pictures that clients name by their addresses, each within 15 seconds.
 *
 * @param folder for files while they arrive
 * @param mayConnect null where nothing may be fetched
 */
export function createFetchPicture(
  folder: string,
  mostBytes: number,
  mayConnect: MayConnect | null,
): FetchPicture {
  let fetching = 0;
  let number = 0;
  return async (url, gone) => {
    if (mayConnect === null) throw new InkdexError('bad-arguments', `image_url: ${noFetch}`);
    if (!/^https?:$/u.test(URL.parse(url)?.protocol ?? '')) {
      const found = JSON.stringify(url.slice(0, 80));
      throw new InkdexError(
        'bad-arguments',
        `image_url is ${found}; expected an address that begins with http.`,
      );
    }
    if (fetching >= mostAtOnce) throw tooBusy(`${fetching} pictures are being fetched already.`, 1);
    fetching += 1;
    number += 1;
    const path = join(folder, `fetched-${number}`);
    const late = AbortSignal.timeout(longestMs);
    const options = { stallMs, mostBytes, isChecked: false, onBytes: () => undefined, mayConnect };
    try {
      await fetchFile(url, path, { ...options, signal: AbortSignal.any([gone, late]) });
      return await readFile(path);
    } catch (error) {
      if (error instanceof InkdexError || gone.aborted) throw error;
      const why = late.aborted ? `it took longer than ${longestMs / 1000} s` : reasonOf(error);
      throw new Refusal(502, `The picture at ${url} could not be fetched: ${why}.`);
    } finally {
      fetching -= 1;
      await rm(path, { force: true });
    }
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Networks that are not open to everybody, by the registries of IANA: this machine, networks at home and at work, those of
 * clouds, multicast; of IPv6, within the global ones, IPv4 in disguise and examples.
 */
const closed = new BlockList();
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  closed.addSubnet(address, bits);
}
for (const [address, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  closed.addSubnet(address, bits, 'ipv6');
}
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

/** Whether everybody on the internet may reach an IP address. */
export function isPublicAddress(address: string): boolean {
  return isIPv6(address)
    ? global.check(address, 'ipv6') && !closed.check(address, 'ipv6')
    : !closed.check(address);
}
