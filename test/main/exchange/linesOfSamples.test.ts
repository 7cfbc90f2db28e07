import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alto } from '../../../main/exchange/alto/read.ts';
import type { OutgoingSample } from '../../../main/exchange/exchangeFormat.ts';
import { hocr } from '../../../main/exchange/hocr/read.ts';
import { labelStudio } from '../../../main/exchange/labelStudio/read.ts';
import { pageXml } from '../../../main/exchange/pageXml/read.ts';
import { linesOfSamples } from '../../../main/exchange/pages/linesOfSamples.ts';
import { placedLines } from '../../../main/exchange/pdf/textLayer.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import { recordsOf, samplesOf, withFolder, writeSamples } from '../../support/pageSamples.ts';
import { plainWord } from '../../support/plainWord.ts';

/** Two lines of two words, in another order. */
function loose(folder: string): OutgoingSample[] {
  const word = (key: string, text: string, x: number, y: number): OutgoingSample =>
    plainWord(folder, { key, text, quad: quadOfBox([x, y, 40, 20]) });
  return [
    word('a', 'four', 60, 52),
    word('b', 'two', 60, 12),
    word('c', 'three', 10, 50),
    word('d', 'one', 10, 10),
  ];
}

const textsOf = (lines: readonly OutgoingSample[][]): string[][] =>
  lines.map((line) => line.map(({ text }) => text));

describe('Words without lines', () => {
  it.each([pageXml, alto, hocr])(
    'are lines in reading order in $title, and read as they were',
    async (format) => {
      await withFolder(async (folder) => {
        const path = join(folder, 'out');
        await writeSamples(format, loose(folder), path);
        const lines = await samplesOf(format, path, 'lines');
        const inOrder = lines.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
        expect(inOrder.map(({ text }) => text)).toEqual(['one two', 'three four']);
        expect(await samplesOf(format, path)).toMatchObject(
          ['a', 'b', 'c', 'd'].map((key) => ({ key, line: null, position: null })),
        );
      });
    },
  );

  it('are regions in reading order in Label Studio', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'out');
      await writeSamples(labelStudio, loose(folder), path);
      const records = await recordsOf(labelStudio, path);
      const texts = records.map((record) => (record.kind === 'sample' ? record.sample.text : ''));
      expect(texts).toEqual(['one', 'two', 'three', 'four']);
    });
  });

  it('are lines in a PDF', async () => {
    await withFolder((folder) => {
      const texts = placedLines(loose(folder)).map((line) => line.map(({ text }) => text));
      expect(texts).toEqual([
        ['one', 'two'],
        ['three', 'four'],
      ]);
      return Promise.resolve();
    });
  });

  it('join the numbered line beside them', async () => {
    await withFolder((folder) => {
      const [four, two, three, one] = loose(folder);
      if (!four || !two || !three || !one) throw new Error('Four words were made.');
      const lines = linesOfSamples([four, two, { ...three, line: 7 }, { ...one, line: 2 }]);
      expect(textsOf(lines)).toEqual([
        ['one', 'two'],
        ['three', 'four'],
      ]);
      return Promise.resolve();
    });
  });

  it('stand before the line below them, and drawings and whole images at the end', async () => {
    await withFolder((folder) => {
      const [, , three, one] = loose(folder);
      if (!three || !one) throw new Error('Four words were made.');
      const line: OutgoingSample = { ...three, key: 'l', level: 'line', text: 'a line' };
      const drawing: OutgoingSample = { ...one, key: 'n', text: 'drawing', mark: 'not-text' };
      const image: OutgoingSample = { ...one, key: 'i', text: 'image', quad: null };
      expect(textsOf(linesOfSamples([image, drawing, line, one]))).toEqual([
        ['one'],
        ['a line'],
        ['image'],
        ['drawing'],
      ]);
      return Promise.resolve();
    });
  });
});
