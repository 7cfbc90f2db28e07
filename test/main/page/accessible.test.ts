import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { getDocument, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { openSource } from '../../../main/exchange/archives/openSource.ts';
import { writePages } from '../../../main/page/writers.ts';
import type { PageLanguage } from '../../../shared/contract/pageLanguage.ts';
import { fileEndings, type PhotoExportFormat } from '../../../shared/page/exportFormats.ts';
import type { Page } from '../../../shared/page/page.ts';
import { asyncOf } from '../../support/datasetRecords.ts';
import { temporaryFolder } from '../../support/library.ts';
import { pageOf } from '../../support/linesOfPage.ts';

async function written(format: PhotoExportFormat, pages: readonly Page[]): Promise<string> {
  const folder = temporaryFolder();
  const picture = join(folder, 'picture.jpg');
  await sharp({ create: { width: 80, height: 60, channels: 3, background: '#eee' } })
    .jpeg()
    .toFile(picture);
  const path = join(folder, `Mein Heft${fileEndings[format]}`);
  const shown = asyncOf(pages.map((page) => ({ ...page, picture })));
  await writePages(format, shown, path, { count: pages.length, onPhoto: () => undefined });
  return path;
}

const pagesIn = (...languages: readonly (PageLanguage | null)[]): Page[] =>
  languages.map((language, at) => ({
    ...pageOf(`${String(at)}.jpg`, [{ text: 'some words', at: [10, 10] }]),
    language,
  }));

async function factsOfPdf(path: string) {
  const bytes = readFileSync(path);
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const pdf = await task.promise;
  const { info } = await pdf.getMetadata();
  const page = await pdf.getPage(1);
  const tree = await page.getStructTree();
  await task.destroy();
  return { ...info, tree };
}

it.each(['pdf', 'typed-pdf'] as const)(
  'a document says its title and the language of most of its pages, and a page its own: %s',
  async (format) => {
    const path = await written(format, pagesIn('english', 'german', null, 'german'));
    expect(await factsOfPdf(path)).toMatchObject({ Language: 'de', Title: 'Mein Heft' });
    expect(textOf(path)).toContain('/DisplayDocTitle true');
    expect(
      textOf(path)
        .match(/\/Lang \(\w+\)/gu)
        ?.sort(),
    ).toEqual(['de', 'de', 'de', 'en'].map((code) => `/Lang (${code})`));
    expect(textOf(await written(format, pagesIn(null, null)))).not.toContain('/Lang');
  },
);

/** A PDF with its streams, where they are texts. */
function textOf(path: string): string {
  const raw = readFileSync(path, 'latin1');
  return raw.replace(/stream\n(.*?)\nendstream/gsu, (whole, stream: string) => {
    try {
      return inflateSync(Buffer.from(stream, 'latin1')).toString('latin1');
    } catch {
      return whole.slice(0, 0);
    }
  });
}

it('a Word document has a title, and words in the language of their page', async () => {
  const parts = async (...languages: readonly (PageLanguage | null)[]) => {
    const path = await written('docx', pagesIn(...languages));
    copyFileSync(path, `${path}.zip`);
    const folder = await openSource(`${path}.zip`, `${path}-parts`, new AbortController().signal);
    const files = (name: string) => readFileSync(join(folder, name), 'utf8');
    const languagesIn = (name: string) =>
      Array.from(files(name).matchAll(/<w:lang w:val="(.*?)"/gu), ([, code]) => code);
    return {
      title: /<dc:title>(.*?)</u.exec(files('docProps/core.xml'))?.[1],
      usual: languagesIn('word/styles.xml'),
      words: [...new Set(languagesIn('word/document.xml'))],
    };
  };
  const found = await parts('english', 'german', null, 'german');
  expect(found).toEqual({ title: 'Mein Heft', usual: ['de-DE'], words: ['en-US', 'de-DE'] });
  expect(await parts(null)).toMatchObject({ usual: [], words: [] });
});

type Tree = NonNullable<Awaited<ReturnType<PDFPageProxy['getStructTree']>>>;

/** "L(LI LI)": the roles of an element and of those in it. */
function rolesOf({ role, children }: Tree): string {
  const inner = children.flatMap((child) => ('role' in child ? [rolesOf(child)] : []));
  return inner.length === 0 ? role : `${role}(${inner.join(' ')})`;
}

it('the parts of a typed PDF are tagged as what they are', async () => {
  const page = pageOf('board.jpg', [
    { text: 'Problem Domain', at: [10, 10], height: 36 },
    { text: 'both lists', at: [10, 90] },
    { text: '- first of all', at: [10, 220] },
    { text: '- the last', at: [10, 250] },
    { text: 'for (n of list) {', at: [400, 10] },
    { text: 'total += n;', at: [460, 40] },
    { text: '}', at: [400, 70] },
  ]);
  const heights = [40, 20, 20, 20, 60, 20, 20, 20, 40, 20, 20, 20];
  const sections = pageOf(
    's.jpg',
    heights.map((height, row) => ({ text: 'Few words', at: [10, 10 + 80 * row] as const, height })),
  );
  const rows = ['name price stock', 'apples 12 many', 'pears 7 few'];
  const table = pageOf(
    't.jpg',
    rows.map((text, row) => ({ text, at: [10, 10 + 60 * row], apart: 200 })),
  );
  const roles = async (each: Page) => {
    const { tree } = await factsOfPdf(await written('typed-pdf', [each]));
    return rolesOf(tree);
  };
  const items = 'L(LI(Lbl LBody) LI(Lbl LBody))';
  expect(await roles(page)).toBe(`Root(Document(Sect(H1 Figure H2 P ${items} Code Code Code)))`);
  expect(await roles(sections)).toMatch(/H1 Figure H2 (?:P )+H2 (?:P )+H3 P/u);
  const row = 'TR(TD TD TD)';
  expect(await roles(table)).toBe(`Root(Document(Sect(H1 Figure Table(${row} ${row} ${row}))))`);
});
