import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import { pdfBytes, type PdfSheet } from '../../../main/exchange/pdf/write.ts';
import { mapQuad, quadOfBox, type Box, type Point } from '../../../shared/geometry.ts';
import { withFolder } from '../../support/pageSamples.ts';

type Page = Pick<PdfSheet, 'width' | 'height' | 'lines'>;

const letters = ['stone', 'garden', 'by', 'window', 'a', 'plan', 'yellow', 'of', 'three', 'lamps'];

/** Boxes around letters with and without tails, gaps up to two heights, lines that fall a little, columns side by side. */
function pageOf(columns: readonly number[], rows: number): Page {
  const lines = columns.flatMap((from, column) =>
    Array.from({ length: rows }, (_line, row) => {
      let left = from + 13 * (row % 3);
      return [0, 1, 2].map((index) => {
        const seed = 31 * column + 7 * row + 3 * index;
        const text = `${letters[seed % letters.length]}${column}${row}${index}`;
        const height = 44 + ((seed * 17) % 36);
        const top = 40 + 90 * row + ((seed * 13) % 15) + index * 4 - height / 4;
        const box: Box = [left, top, 24 * text.length, height];
        left += box[2] + 18 + ((seed * 29) % 90);
        return { text, quad: quadOfBox(box) };
      });
    }),
  );
  return { width: 2400, height: 90 * rows + 80, lines };
}

/** The page turned clockwise by quarter turns. */
function turned({ width, height, lines }: Page, turns: number): Page {
  if (turns === 0) return { width, height, lines };
  const turn = ([x, y]: Point): Point => [height - y, x];
  const words = lines.map((line) => line.map(({ text, quad }) => ({ text, quad: mapQuad(quad, turn) })));
  return turned({ width: height, height: width, lines: words }, turns - 1);
}

interface Found {
  readonly whole: string;
  /** Of what pdf.js joins. */
  readonly transforms: readonly (readonly number[])[];
  /** By the options of pdftotext. */
  readonly poppler: readonly (readonly [option: string, text: string])[];
}

const noPoppler = spawnSync('pdftotext', ['-v']).error !== undefined;

async function found(page: Page): Promise<Found> {
  const bytes = await pdfBytes([{ jpeg: null, ...page }]);
  const poppler = await withFolder((folder) => {
    const path = join(folder, 'page.pdf');
    writeFileSync(path, bytes);
    const modes = noPoppler ? [] : ['-q', '-layout', '-raw'];
    return Promise.resolve(
      modes.map(
        (mode) => [mode, spawnSync('pdftotext', [mode, path, '-'], { encoding: 'utf8' }).stdout] as const,
      ),
    );
  });
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const { items } = await (await (await task.promise).getPage(1)).getTextContent();
  const texts = items.flatMap((item) => ('str' in item ? [item] : []));
  await task.destroy();
  return {
    whole: texts.map(({ str, hasEOL }) => str + (hasEOL ? '\n' : '')).join(''),
    transforms: texts.filter(({ str }) => str.trim() !== '').map(({ transform }) => transform.map(Number)),
    poppler,
  };
}

describe('The words of a line in a searchable PDF', () => {
  const pages = [
    ['a board', pageOf([60], 8)],
    ['two columns', pageOf([40, 1200], 6)],
    ['notes beside each other', pageOf([40, 820, 1600], 3)],
  ] as const;
  const cases = pages.flatMap(([name, page]) => [0, 1, 2, 3].map((turns) => [name, turns, page] as const));

  it.each(cases)('are in order for pdf.js and poppler: %s, turned %i times', async (_name, turns, page) => {
    const expected = page.lines.map((words) => words.map(({ text }) => text).join(' '));
    const { whole, poppler } = await found(turned(page, turns));
    expect(whole.split('\n')).toEqual(expected);
    for (const [mode, text] of poppler) {
      // With `-raw`, each turned word is a line of its own.
      const flat = text.replace(mode === '-raw' && turns > 0 ? /\s+/gu : / +/gu, ' ');
      expect(expected.filter((line) => !flat.includes(line))).toEqual([]);
      if (mode === '-raw') expect(flat.trim().split(/\s+/u)).toEqual(expected.join(' ').split(' '));
    }
  });

  it.each([
    ['שלום', 'עולם', 'טוב'],
    ['مرحبا', 'بالعالم', '٣٤'],
    ['חדר', 'סוף'],
    ['שלום עולם', 'room 3'],
  ])('are in order where they run from right to left: %s %s %s', async (...texts) => {
    const line = texts.map((text, index) => ({ text, quad: quadOfBox([640 - 200 * index, 50, 160, 40]) }));
    const { whole, poppler } = await found({ width: 842, height: 421, lines: [line] });
    const words = texts.join(' ').split(' ').toSorted();
    expect(whole.split(/\s+/u).toSorted()).toEqual(words);
    for (const [mode, text] of poppler) {
      // Without the marks of direction that poppler writes; `-raw` has the words from the left.
      const plain = text.replaceAll(/[\u202a-\u202e]/gu, '').trim();
      expect(plain.split(/\s+/u).toSorted()).toEqual(words);
      if (mode === '-q')
        expect(plain.split(/\s+/u)[0]).toBe(words.find((word) => texts.join(' ').startsWith(word)));
    }
  });

  it('of another direction within a line are whole', async () => {
    const text = 'say שלום עולם twice';
    const { whole, poppler } = await found({
      ...{ width: 842, height: 421 },
      lines: [[{ text, quad: quadOfBox([50, 50, 700, 40]) }]],
    });
    for (const each of [whole, ...poppler.map(([, found]) => found)]) {
      for (const word of text.split(' ')) expect(each).toContain(word);
    }
  });

  it('are on one baseline and of one height, which narrow letters lower', async () => {
    const boxes: readonly Box[] = [
      [100, 50, 200, 40],
      [330, 40, 100, 90],
      [470, 60, 30, 50],
    ];
    for (const [length, height] of [
      [1, 30],
      [5, 30],
      [6, 25],
    ] as const) {
      const line = boxes.map((box) => ({ text: 'x'.repeat(length), quad: quadOfBox(box) }));
      const { whole, transforms } = await found({ width: 842, height: 421, lines: [line] });
      expect(whole).toBe(line.map(({ text }) => text).join(' '));
      for (const [, , , up, , y] of transforms) {
        expect(up).toBeCloseTo(height);
        expect(y).toBeCloseTo(421 - 85 - height / 2);
      }
    }
  });

  it('are all there in the order that a person gave, also from right to left and over each other', async () => {
    const texts = ['third', 'second', 'first'];
    for (const step of [-300, -40, 0]) {
      const line = texts.map((text, index) => ({ text, quad: quadOfBox([700 + step * index, 50, 120, 40]) }));
      const { whole, poppler } = await found({ width: 842, height: 421, lines: [line] });
      expect(whole.replaceAll(/\s+/gu, '')).toBe(texts.join(''));
      for (const [mode, text] of poppler)
        if (mode === '-raw') expect(text.trim().split(/\s+/u)).toEqual(texts);
    }
  });
});
