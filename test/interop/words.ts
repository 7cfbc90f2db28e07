import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonLines } from '../../main/exchange/jsonLines.ts';
import type { OutgoingSample } from '../../main/exchange/exchangeFormat.ts';
import { plainPng } from '../../main/exchange/png.ts';
import { bareLabel } from '../../main/exchange/records.ts';
import { writeWhole } from '../../main/files/writeWhole.ts';
import { quadOfBox, type Box } from '../../shared/geometry.ts';
import { asyncOf } from '../support/datasetRecords.ts';

/** Words with signs that formats and tools treat in their own way. */
const awkward = [
  '"quoted"',
  'true',
  'null',
  'R&D',
  '<b>',
  '50%',
  'été',
  "it's",
  'a;b',
  'naïve',
  '{x}',
  'C:\\new',
];

const size = { width: 1000, height: 700 };
const perLine = 5;
const perPage = 40;

/**
 * Writes a dataset as JSON lines: words in lines of five on pages of forty. The first pages are for training, then
 * validation, then test, so that the order of the keys is also that of splits, pages and lines.
 */
export async function writeWords(folder: string, count: number): Promise<readonly OutgoingSample[]> {
  const licence = readFileSync(join(import.meta.dirname, '../../LICENSE'), 'utf8').split(/\s+/u);
  const samples = Array.from({ length: count }, (_, index): OutgoingSample => {
    const page = `page-${String(Math.floor(index / perPage)).padStart(3, '0')}`;
    const position = index % perLine;
    const line = Math.floor((index % perPage) / perLine);
    const share = index / count;
    const text = (index % 4 === 3 ? awkward : licence)[
      Math.floor(index / 4) % (index % 4 === 3 ? awkward.length : 100)
    ];
    const box: Box = [20 + 190 * position, 20 + 80 * line, 60 + (index % 7) * 15, 30 + (index % 3) * 5];
    return {
      ...bareLabel,
      ...{ key: `w${String(index).padStart(5, '0')}`, level: 'word', text: text ?? 'word' },
      ...{ file: `${page}.png`, path: join(folder, `${page}.png`), ...size, page, line, position },
      quad: quadOfBox(box),
      // A field that only one split has.
      writer: share < 0.7 ? null : 'Ann',
      split: share < 0.7 ? 'train' : share < 0.85 ? 'validation' : 'test',
    };
  });
  for (const [path, words] of Map.groupBy(samples, (sample) => sample.path))
    await writeWhole(path, [picture(words)]);
  await jsonLines.write?.(asyncOf(samples), join(folder, 'words'), {
    ...{ variant: 'plain', onImage: () => undefined, signal: new AbortController().signal },
  });
  return samples;
}

/** A grey stroke where each word is. */
function picture(words: readonly OutgoingSample[]): Buffer {
  const data = new Uint8Array(size.width * size.height).fill(255);
  for (const { quad } of words) {
    const [[left, top], , [right, bottom]] = quad ?? quadOfBox([0, 0, 0, 0]);
    for (let y = top + 5; y < bottom - 5; y += 1) {
      data.fill(90, y * size.width + left + 5, y * size.width + right - 5);
    }
  }
  return plainPng({ ...size, channels: 1, data });
}
