import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { imagePlaces, placeFor } from '../../../main/exchange/imagePlaces.ts';
import { temporaryFolder } from '../../support/library.ts';

it('an image whose folder would have the name of another image is put into a folder of another name', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  for (const name of ['page', 'word', 'other']) writeFileSync(join(from, name), name);
  let put = 0;
  const images = imagePlaces(to, {
    variant: 'plain',
    onImage: () => {
      put += 1;
    },
    signal: new AbortController().signal,
  });
  expect(await images.put(join(from, 'page'), 'scans/scan')).toBe('scans/scan');
  expect(await images.put(join(from, 'word'), 'scans/scan/a.png')).toBe('scans/scan~2/a.png');
  expect(await images.put(join(from, 'other'), 'scans/scan/a.png')).toBe('scans/scan~2/a~2.png');
  expect(await images.put(join(from, 'word'), 'scans/scan/a.png')).toBe('scans/scan~2/a.png');
  expect(readFileSync(join(to, 'scans/scan~2/a~2.png'), 'utf8')).toBe('other');
  expect(put).toBe(3);
});

it.each([
  ['aux.png', '_aux.png'],
  ['Con', '_Con'],
  ['nul.tar.gz', '_nul.tar.gz'],
  ['lpt\u{b9} .png', '_lpt\u{b9} .png'],
  ['com1/console.png', '_com1/console.png'],
])('%j, which Windows reserves for a device, becomes %j', (file, place) => {
  expect(placeFor(file)).toBe(place);
});

it.each([
  [' scan.png', '_scan.png'],
  ['\u{3000}scan.png\u{a0}', '_scan.png'],
  ['scans. /scan.png . ', 'scans/scan.png'],
])('%j becomes %j, which readers of lists do not trim', (file, place) => {
  expect(placeFor(file)).toBe(place);
});

it('a shortened name is valid on every system, and ends with a whole character', () => {
  const [long, dotted] = [
    placeFor(`${'a '.repeat(150)}.${'\u{1f4c4}'.repeat(30)}`),
    placeFor('. '.repeat(150)),
  ];
  expect(long.isWellFormed()).toBe(true);
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(200);
  expect(placeFor(long)).toBe(long);
  expect(dotted).toBe('_');
  expect(placeFor('b '.repeat(150))).toMatch(/b$/u);
});
