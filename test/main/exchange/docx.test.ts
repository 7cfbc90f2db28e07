import { DOMParser, type Element } from '@xmldom/xmldom';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSource } from '../../../main/exchange/archives/openSource.ts';
import { writeDocx } from '../../../main/exchange/photos/writePhotos.ts';
import type { PhotoPage } from '../../../main/exchange/photos/photoPage.ts';
import { photoIdSchema } from '../../../shared/contract/photo.ts';
import { wordSchema, type Word } from '../../../shared/contract/word.ts';
import { quadOfBox, type Box } from '../../../shared/geometry.ts';
import { temporaryFolder } from '../../support/library.ts';

interface Written {
  readonly text: string;
  readonly at: readonly [x: number, y: number];
  readonly height?: number;
  readonly confidence?: number;
}

let lastId = 0;

function pageOf(name: string, lines: readonly Written[], isReadable = true): PhotoPage<Word> {
  const photo = { name, path: `/photos/${name}`, sha256: '', takenAt: null, width: 800, height: 600 };
  const placed = lines.map(({ text, at: [x, y], height = 20, confidence = 1 }, line) =>
    text.split(' ').map((word, position): Word => {
      const box: Box = [x + 60 * position, y, 50, height];
      lastId += 1;
      return wordSchema.parse({
        ...{ id: lastId, photo: photoIdSchema.parse(1), line, position, text: word, confidence, box },
        ...{ quad: quadOfBox(box), alternatives: [], source: 'model', boxSource: 'model', mark: 'text' },
        ...{ madeBy: { kind: 'person' }, changedAt: '', changedBy: null, polygon: null, revision: 0 },
      });
    }),
  );
  return { photo, lines: placed, isReadable };
}

interface Paragraph {
  readonly style: string | null;
  readonly isNumbered: boolean;
  /** Line breaks as line feeds. */
  readonly text: string;
  readonly highlighted: string[];
  readonly fonts: ReadonlySet<string | null>;
}

async function paragraphsOf(...pages: readonly PhotoPage<Word>[]): Promise<Paragraph[]> {
  const folder = temporaryFolder();
  const path = join(folder, 'notes.docx');
  let photos = 0;
  await writeDocx(given(pages), path, () => (photos += 1));
  expect(photos).toBe(pages.length);
  const zip = join(folder, 'notes.zip');
  copyFileSync(path, zip);
  const parts = await openSource(zip, join(folder, 'scratch'), new AbortController().signal);
  const xml = new DOMParser().parseFromString(
    readFileSync(join(parts, 'word/document.xml'), 'utf8'),
    'text/xml',
  );
  const all = (of: Element, name: string): Element[] => [...of.getElementsByTagName(name)];
  const { documentElement: root } = xml;
  if (root === null) throw new Error('The document is empty.');
  return all(root, 'w:p').map((paragraph) => {
    const runs = all(paragraph, 'w:r');
    const textOf = (run: Element): string =>
      `${'\n'.repeat(all(run, 'w:br').length)}${all(run, 'w:t')
        .map(({ textContent }) => textContent)
        .join('')}`;
    return {
      style: all(paragraph, 'w:pStyle')[0]?.getAttribute('w:val') ?? null,
      isNumbered: all(paragraph, 'w:numPr').length > 0,
      text: runs.map(textOf).join(''),
      highlighted: runs.filter((run) => all(run, 'w:highlight').length > 0).map((run) => textOf(run).trim()),
      fonts: new Set(runs.map((run) => all(run, 'w:rFonts')[0]?.getAttribute('w:ascii') ?? null)),
    };
  });
}

async function* given<Page>(pages: readonly Page[]): AsyncGenerator<Page> {
  for (const page of pages) yield await Promise.resolve(page);
}

it('a page becomes a Word document with headings, text, lists and code', async () => {
  const page = pageOf('board.jpg', [
    { text: 'Problem Domain', at: [10, 10], height: 36 },
    { text: 'both lists', at: [10, 90] },
    { text: 'all of it', at: [10, 120] },
    { text: '- first of all', at: [10, 220] },
    { text: 'things to do', at: [40, 250] },
    { text: '- the last', at: [10, 280] },
    { text: 'for (n of list) {', at: [400, 10] },
    { text: 'total += n;', at: [460, 40] },
    { text: '}', at: [400, 70] },
  ]);
  const paragraphs = await paragraphsOf(page);
  expect(paragraphs.map(({ style, isNumbered, text }) => [style, isNumbered, text])).toEqual([
    ['Title', false, 'board.jpg'],
    ['Heading2', false, 'Problem Domain'],
    [null, false, 'both lists\nall of it'],
    ['ListParagraph', true, 'first of all\nthings to do'],
    ['ListParagraph', true, 'the last'],
    ['Code', false, 'for (n of list) {'],
    ['Code', false, '    total += n;'],
    ['Code', false, '}'],
  ]);
  expect(paragraphs.at(-1)?.fonts).toEqual(new Set(['Courier New']));
});

it('words of which the model is not sure are highlighted in a Word document', async () => {
  const page = pageOf('a.jpg', [
    { text: 'sure words', at: [10, 10] },
    { text: 'unsure', at: [10, 40], confidence: 0.2 },
  ]);
  const [, text] = await paragraphsOf(page);
  expect(text?.highlighted).toEqual(['unsure']);
});

it('a Word document has all photos, and says of which the writing cannot be read', async () => {
  const first = pageOf('a.jpg', [{ text: 'hello', at: [10, 10] }]);
  const paragraphs = await paragraphsOf(first, pageOf('b.jpg', [], false));
  expect(paragraphs.map(({ text }) => text)).toEqual([
    'a.jpg',
    'hello',
    'b.jpg',
    'The writing on this photo cannot be read.',
  ]);
});
