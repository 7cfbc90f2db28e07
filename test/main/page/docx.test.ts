import { DOMParser, type Element } from '@xmldom/xmldom';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import sharp from 'sharp';
import { openSource } from '../../../main/exchange/archives/openSource.ts';
import { writePages, writeTypedBy } from '../../../main/page/writers.ts';
import { pageOf as pageOfPhoto, type Page } from '../../../shared/page/page.ts';
import { temporaryFolder } from '../../support/library.ts';
import { asyncOf } from '../../support/datasetRecords.ts';
import { pageOf, type Written } from '../../support/linesOfPage.ts';

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

async function paragraphsOf(...pages: readonly Page[]): Promise<Paragraph[]> {
  const folder = temporaryFolder();
  const path = join(folder, 'notes.docx');
  let photos = 0;
  await writePages('docx', asyncOf(pages), path, { count: pages.length, onPhoto: () => (photos += 1) });
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
async function typed(...pages: readonly Page[]): Promise<TypedText[]> {
  const path = join(temporaryFolder(), 'notes.pdf');
  await writePages('typed-pdf', asyncOf(pages), path, { count: pages.length, onPhoto: () => undefined });
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

/** The numbers that Word shows for the items of a document: one up for each item of an instance, from its start. */
async function numbersIn(...lists: readonly (readonly string[])[]): Promise<number[]> {
  const path = join(temporaryFolder(), 'notes.docx');
  const pages = lists.map((texts, photo) =>
    pageOf(
      `${String(photo)}.jpg`,
      texts.map((text, row) => ({ text, at: [10, 10 + 30 * row] })),
    ),
  );
  await writePages('docx', asyncOf(pages), path, { count: pages.length, onPhoto: () => undefined });
  const parts = await partsOf(path);
  const read = (name: string): string => readFileSync(join(parts, `word/${name}.xml`), 'utf8');
  const numbering = new DOMParser().parseFromString(read('numbering'), 'text/xml');
  const valueIn = (of: Element | undefined, tag: string): string | null | undefined =>
    of?.getElementsByTagName(tag)[0]?.getAttribute('w:val');
  const abstracts = [...numbering.getElementsByTagName('w:abstractNum')];
  const starts = [...numbering.getElementsByTagName('w:num')].map((instance) => {
    const list = abstracts.find(
      (each) => each.getAttribute('w:abstractNumId') === valueIn(instance, 'w:abstractNumId'),
    );
    const start = valueIn(instance, 'w:startOverride') ?? valueIn(list, 'w:start');
    return [instance.getAttribute('w:numId'), Number(start)] as const;
  });
  const next = new Map(starts);
  const document = new DOMParser().parseFromString(read('document'), 'text/xml');
  return [...document.getElementsByTagName('w:numPr')].map((item) => {
    const instance = valueIn(item, 'w:numId') ?? null;
    const number = next.get(instance) ?? NaN;
    next.set(instance, number + 1);
    return number;
  });
}

it('a numbered list of a Word document has the numbers that are written, whatever their order', async () => {
  expect(await numbersIn(['3. make a list', '4. sort it', '5. print it'])).toEqual([3, 4, 5]);
  expect(await numbersIn(['1. first', '3. third', '7. seventh', '8. eighth'])).toEqual([1, 3, 7, 8]);
  expect(await numbersIn(['3. three', '2. two', '1. go'])).toEqual([3, 2, 1]);
  expect(await numbersIn(['1. one', '2. two', '1. again', '2. more'], ['2. two', '3. three'])).toEqual([
    ...[1, 2, 1, 2],
    ...[2, 3],
  ]);
  expect(await numbersIn(['0. nothing', '1. one', '1. one'])).toEqual([0, 1, 1]);
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

it('a typed PDF marks each word that its fonts lack, keeps the words beside it, and counts them', async () => {
  const lines = ['茶 Việt plan', 'שלום na\u{200d}me'].map((text, row) => ({
    text,
    at: [10, 10 + 30 * row] as const,
  }));
  const items = await typed(pageOf('会.jpg', lines), pageOf('b.jpg', [{ text: 'minutes', at: [10, 10] }]));
  const text = items.map(({ str }) => str).join(' ');
  expect(text).toMatch(
    /^□\.jpg □ +Vi□t +plan □□□□ +name b\.jpg minutes □ stands for .+ in 4 words\. .+ have them\.$/su,
  );
});

it('no control, no half of a character and no non-character reaches a document, in words and names', async () => {
  const odd = ['\u{fffe}', '\u{1}', '\u{9b}', '\ud800', '\u{10ffff}', '\u{fdd0}']
    .map((each) => `a${each}b`)
    .join('');
  const raw = pageOf(`${odd}.jpg`, [{ text: `${odd} plan`, at: [10, 10] }]);
  const page = { ...pageOfPhoto(raw.photo, raw.lines.flat(), true), isReadable: true };
  const clean = 'a\u{fffd}b'.repeat(6);
  expect((await paragraphsOf(page)).map(({ text }) => text)).toEqual([`${clean}.jpg`, `${clean} plan`]);
});

it('of more than 200,000 words is not given to the process for documents', async () => {
  const { photo, lines, ...page } = pageOf('a.jpg', [{ text: 'ink', at: [0, 0] }]);
  async function* pagesOf(...counts: readonly number[]) {
    for (const count of counts)
      yield await Promise.resolve({
        ...page,
        photo,
        lines: Array.from({ length: count }, () => lines.flat()),
      });
  }
  const asked: string[] = [];
  const write = writeTypedBy(({ format }) => Promise.resolve(void asked.push(format)));
  const of = (...counts: readonly number[]) =>
    write('docx', pagesOf(...counts), { title: '', file: '' }, () => undefined);
  await of(1, 1);
  const said = 'Found 200,001 words for one document; expected at most 200,000.';
  await expect(of(1, 200_000)).rejects.toThrow(said);
  expect(asked).toEqual(['docx']);
});
