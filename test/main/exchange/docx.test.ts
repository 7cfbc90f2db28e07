import { DOMParser, type Element } from '@xmldom/xmldom';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import sharp from 'sharp';
import { openSource } from '../../../main/exchange/archives/openSource.ts';
import { writeDocuments } from '../../../main/exchange/photos/writePhotos.ts';
import type { PhotoPage, TypedPage } from '../../../main/exchange/photos/photoPage.ts';
import { photoIdSchema } from '../../../shared/contract/photo.ts';
import { wordSchema, type Word } from '../../../shared/contract/word.ts';
import { quadOfBox, type Box } from '../../../shared/geometry.ts';
import { temporaryFolder } from '../../support/library.ts';

interface Written {
  readonly text: string;
  readonly at: readonly [x: number, y: number];
  readonly height?: number;
  readonly confidence?: number;
  /** From one word to the next. */
  readonly apart?: number;
}

let lastId = 0;

function pageOf(name: string, lines: readonly Written[], isReadable = true): PhotoPage<Word> {
  const photo = { name, path: `/photos/${name}`, sha256: '', takenAt: null, width: 800, height: 600 };
  const placed = lines.map(({ text, at: [x, y], height = 20, confidence = 1, apart = 60 }, line) =>
    text.split(' ').map((word, position): Word => {
      const box: Box = [x + apart * position, y, 50, height];
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

/** The folder of the files in a document. */
async function partsOf(path: string): Promise<string> {
  const zip = `${path}.zip`;
  copyFileSync(path, zip);
  return await openSource(zip, `${path}-parts`, new AbortController().signal);
}

async function paragraphsOf(...pages: readonly PhotoPage<Word>[]): Promise<Paragraph[]> {
  const folder = temporaryFolder();
  const path = join(folder, 'notes.docx');
  let photos = 0;
  await writeDocuments('docx', given(pages), path, () => (photos += 1));
  expect(photos).toBe(pages.length);
  const parts = await partsOf(path);
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

interface TypedText {
  readonly str: string;
  readonly height: number;
  readonly left: number;
  /** How many pictures its page has. */
  readonly pictures: number;
}

/** The texts of a typed PDF, as pdf.js finds them. */
async function typed(...pages: readonly TypedPage[]): Promise<TypedText[]> {
  const path = join(temporaryFolder(), 'notes.pdf');
  await writeDocuments('typed-pdf', given(pages), path, () => undefined);
  const pdf = await getDocument({ data: new Uint8Array(readFileSync(path)), verbosity: 0 }).promise;
  const numbers = Array.from({ length: pdf.numPages }, (_, index) => index + 1);
  const found = numbers.map(async (number) => {
    const page = await pdf.getPage(number);
    const { fnArray } = await page.getOperatorList();
    const pictures = fnArray.filter((operator) => operator === OPS.paintImageXObject).length;
    const { items } = await page.getTextContent();
    return items.flatMap((item): TypedText[] => {
      if (!('str' in item) || item.str.trim() === '') return [];
      return [{ str: item.str, height: item.height, left: Number(item.transform[4]), pictures }];
    });
  });
  return (await Promise.all(found)).flat();
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

it('a list of a Word document begins with the number that is written', async () => {
  const path = join(temporaryFolder(), 'notes.docx');
  const lines = ['3. make a list', '4. sort it', '5. print it'].map((text, row): Written => {
    return { text, at: [10, 10 + 30 * row] };
  });
  await writeDocuments('docx', given([pageOf('a.jpg', lines)]), path, () => undefined);
  const parts = await partsOf(path);
  expect(readFileSync(join(parts, 'word/numbering.xml'), 'utf8')).toContain('<w:start w:val="3"/>');
});

/** Rows of a table with three columns, and below it nothing. */
const rows = ['name price stock', 'apples 12 many', 'pears 7 few'].map((text, row): Written => {
  return { text, at: [10, 10 + 60 * row], apart: 200 };
});

it('rows of cells become a table of a Word document, and of a typed PDF', async () => {
  const texts = (await paragraphsOf(pageOf('a.jpg', rows))).map(({ text }) => text);
  expect(texts).toEqual(['a.jpg', 'name', 'price', 'stock', 'apples', '12', 'many', 'pears', '7', 'few']);
  expect((await typed(pageOf('a.jpg', rows))).map(({ str }) => str)).toEqual(texts);
});

it('a page becomes a typed PDF with its photo, larger headings, and code that keeps its indent', async () => {
  const picture = join(temporaryFolder(), 'picture.jpg');
  await sharp({ create: { width: 80, height: 60, channels: 3, background: '#eee' } })
    .jpeg()
    .toFile(picture);
  const page = pageOf('board.jpg', [
    { text: 'Problem Domain', at: [10, 10], height: 36 },
    { text: 'both “lists” → Ωμέγα', at: [10, 90] },
    { text: '- first of all', at: [10, 220] },
    { text: '- the last', at: [10, 250], confidence: 0.1 },
    { text: 'for (n of list) {', at: [400, 10] },
    { text: 'total += n;', at: [460, 40] },
    { text: '}', at: [400, 70] },
  ]);
  const items = await typed({ ...page, picture }, pageOf('b.jpg', [], false));
  const text = items.map(({ str }) => str).join('\n');
  for (const part of [
    'both',
    '“lists”',
    '→',
    'Ωμέγα',
    '•',
    'first',
    'The writing on this photo cannot be read.',
  ])
    expect(text).toContain(part);
  const heightOf = (part: string): number => items.find(({ str }) => str.includes(part))?.height ?? 0;
  expect(heightOf('Problem')).toBeGreaterThan(heightOf('both'));
  const leftOf = (part: string): number => items.find(({ str }) => str.includes(part))?.left ?? 0;
  expect(leftOf('total') - leftOf('for')).toBeCloseTo(4 * 6);
  expect(items.some(({ pictures }) => pictures === 1)).toBe(true);
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

it('a typed PDF says that it has no font for a Chinese text, which the pages beside it keep', async () => {
  const chinese = pageOf('board.jpg', [{ text: '今天的会议 plan', at: [10, 10] }]);
  const items = await typed(chinese, pageOf('b.jpg', [{ text: 'minutes', at: [10, 10] }]));
  const text = items.map(({ str }) => str).join(' ');
  expect(text).toMatch(/^board\.jpg This PDF has no font for this text\. .+ b\.jpg minutes$/u);
});
