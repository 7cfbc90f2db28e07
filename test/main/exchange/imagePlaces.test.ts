import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { imagePlaces } from '../../../main/exchange/imagePlaces.ts';
import { temporaryFolder } from '../../support/library.ts';

it('an image whose folder would have the name of another image lies in a folder of another name', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  for (const name of ['page', 'word', 'other']) writeFileSync(join(from, name), name);
  let put = 0;
  const images = imagePlaces(to, {
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
