import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutgoingSample } from '../../main/exchange/exchangeFormat.ts';
import { bareLabel } from '../../main/exchange/records.ts';
import { quadOfBox } from '../../shared/geometry.ts';
import { blankPng } from './images.ts';

/** A word on a picture of 200 x 100 pixels, which is put into the folder. */
export function plainWord(folder: string, given: Partial<OutgoingSample>): OutgoingSample {
  const path = join(folder, 'object');
  const [width, height] = [200, 100];
  writeFileSync(path, blankPng(width, height));
  const word = { ...bareLabel, key: 'w', level: 'word', file: 'p.png', text: 'one' } as const;
  return { ...word, quad: quadOfBox([10, 10, 40, 20]), path, width, height, ...given };
}
