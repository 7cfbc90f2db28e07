import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alto } from '../../../main/exchange/alto/read.ts';
import { coco } from '../../../main/exchange/coco/read.ts';
import { hocr } from '../../../main/exchange/hocr/read.ts';
import { labelStudio } from '../../../main/exchange/labelStudio/read.ts';
import { pageXml } from '../../../main/exchange/pageXml/read.ts';
import { ppOcrLabel } from '../../../main/exchange/ppOcrLabel.ts';
import type { OutgoingSample } from '../../../main/exchange/exchangeFormat.ts';
import { blankPng } from '../../support/images.ts';
import { samplesOf, withFolder, writeSamples } from '../../support/pageSamples.ts';
import { quadOfBox } from '../../../shared/geometry.ts';

/** What a format carries as it was. */
const exactLabel = {
  key: 'from elsewhere #1',
  quad: quadOfBox([10.083, 10, 40.834, 20]),
  text: 'two\u{1}spaces',
  split: 'validation',
  writer: 'w7',
  page: 'somewhere else',
  line: 4,
  position: 2,
  language: 'fr-CA',
  alternatives: [{ text: 'too  spaces', confidence: 1 / 3 }],
  source: { kind: 'person' },
} as const satisfies Partial<OutgoingSample>;

/** Has values that no format can express itself: twelfths of a pixel, two spaces, a writer, a key. */
function exactSample(folder: string): OutgoingSample {
  const picture = { path: join(folder, 'object'), width: 200, height: 100 };
  return { ...exactLabel, level: 'word', file: 'p.png', polygon: null, mark: 'text', ...picture };
}

/** Where another program may change each format: a file, a text and a place in it. */
const cases = [
  {
    format: pageXml,
    file: 'p.xml',
    text: /two\u{fffd}spaces/gu,
    place: '10,10 51,10 51,30 10,30',
    moved: '20,10 61,10 61,30 20,30',
  },
  {
    format: alto,
    file: 'p.xml',
    text: /two\u{fffd}spaces/gu,
    place: '10.083 10 50.917 10 50.917 30 10.083 30',
    moved: '20 10 61 10 61 30 20 30',
  },
  {
    format: hocr,
    file: 'p.hocr',
    text: /two\u{fffd}spaces/gu,
    place: 'bbox 10 10 51 30',
    moved: 'bbox 20 10 61 30',
  },
  {
    format: coco,
    file: 'annotations.json',
    text: /two\\u0001spaces/gu,
    place: '[[10.083,10,50.917,10,50.917,30,10.083,30]]',
    moved: '[[20,10,61,10,61,30,20,30]]',
  },
  {
    format: labelStudio,
    file: 'tasks.json',
    text: /two\\u0001spaces/gu,
    place: '"x":5.0415',
    moved: '"x":10',
  },
  {
    format: ppOcrLabel,
    file: 'Label.txt',
    text: /two\\u0001spaces/gu,
    place: '[[10.083,10],[50.917,10],[50.917,30],[10.083,30]]',
    moved: '[[20,10],[61,10],[61,30],[20,30]]',
  },
];

describe.each(cases)(
  'The fields carried beside a word in $format.title',
  ({ format, file, text, place, moved }) => {
    async function changed(change: (content: string) => string) {
      return await withFolder(async (folder) => {
        writeFileSync(join(folder, 'object'), blankPng(200, 100));
        const out = join(folder, 'out');
        await writeSamples(format, [exactSample(folder)], out);
        const content = readFileSync(join(out, file), 'utf8');
        const next = change(content);
        writeFileSync(join(out, file), next);
        const [sample] = await samplesOf(format, out);
        return { sample, isChanged: next !== content };
      });
    }

    it('are restored', async () => {
      const { sample } = await changed((content) => content);
      expect(sample).toMatchObject(exactLabel);
    });

    it('are dropped for a text that another program has corrected; the rest is kept', async () => {
      const { sample, isChanged } = await changed((content) => content.replace(text, 'mended'));
      expect(isChanged).toBe(true);
      expect(sample).toMatchObject({ key: 'from elsewhere #1', text: 'mended', writer: 'w7' });
      expect(sample?.quad?.[0]).toEqual([10.083, 10]);
    });

    it('are dropped for a box that another program has moved; the rest is kept', async () => {
      const { sample, isChanged } = await changed((content) => content.replaceAll(place, moved));
      expect(isChanged).toBe(true);
      expect(sample).toMatchObject({ key: 'from elsewhere #1', text: 'two\u{1}spaces', writer: 'w7' });
      expect(sample?.quad?.[0]).toEqual([20, 10]);
    });
  },
);
