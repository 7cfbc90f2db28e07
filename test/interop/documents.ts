import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { z } from 'zod';
import { pageOf } from '../../shared/page/page.ts';
import { writePages } from '../../main/page/writers.ts';
import { photoIdSchema } from '../../shared/contract/photo.ts';
import { wordSchema } from '../../shared/contract/word.ts';
import { quadOfBox, type Box } from '../../shared/geometry.ts';
import { createRandom } from '../../shared/random.ts';
import { writableText } from '../../shared/text.ts';
import { printed } from './python.ts';

const picture = join(import.meta.dirname, '../fixtures/data/photos/images/dn01.jpg');

/** Scripts, the first of which the fonts of a typed PDF have. */
const scripts = [
  ...[
    'Latin',
    'Greek',
    'Cyrillic',
    'Armenian',
    'Hebrew',
    'Arabic',
    'Syriac',
    'Thaana',
    'Devanagari',
    'Bengali',
  ],
  ...['Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Thai', 'Lao'],
  ...['Tibetan', 'Myanmar', 'Georgian', 'Hangul', 'Ethiopic', 'Cherokee', 'Khmer', 'Mongolian', 'Hiragana'],
  ...['Katakana', 'Han', 'Gothic'],
];
/** What no one writes, and what lies beyond scripts. */
const odd = ['\ufffe', '\uffff', '\ufdd0', '\u{1ffff}', '\u{10fffe}', '\u0001', '\u001b', '\u007f', '\u0085'];
const others = [
  '\ud83d\ude42',
  '\u{1f469}\u200d\u{1f4bb}',
  '\u2764\ufe0f',
  '\ud800',
  '\udfff',
  '\u2211',
  '&<"',
  '\\()',
];

/** Letters of each script that stay as they are when a program normalizes them (Unicode Standard, NFKC). */
function letters(): readonly (readonly string[])[] {
  const all = Array.from({ length: 0x20000 }, (_, code) => String.fromCodePoint(code)).filter(
    (each) => /\p{L}/u.test(each) && each.normalize('NFKC') === each,
  );
  return scripts.map((script) => all.filter((each) => new RegExp(`\\p{Script=${script}}`, 'u').test(each)));
}

/**
 * Documents of random words of 32 scripts, emoji and what no one writes, in words and names, as others open them: Word documents
 * in python-docx, typed and searchable PDFs in pdf.js and in poppler's pdftotext. Every character must be there: in the words
 * themselves, or as its sign in a typed PDF. Readers order writing from right to left in their own ways, so that characters are counted.
 *
 * @throws Error naming the first difference, or the program that is missing (Debian: poppler-utils)
 */
export async function compareDocuments(folder: string, count: number): Promise<string> {
  mkdirSync(folder);
  const alphabet = letters();
  const random = createRandom(1);
  const picked = <Item>(from: readonly Item[]): Item | undefined =>
    from[Math.floor(random.next() * from.length)];
  const wordOf = (script: readonly string[]): string =>
    Array.from({ length: 1 + Math.floor(random.next() * 6) }, () => {
      const share = random.next();
      return picked(share < 0.05 ? odd : share < 0.1 ? others : script) ?? '';
    }).join('');
  const documents = Array.from({ length: count }, (_, at) => {
    const texts = alphabet.flatMap((script) => [wordOf(script), wordOf(script)]);
    return { texts, name: `${at} ${texts.toReversed().slice(0, 3).join(' ')}.jpg` };
  });
  for (const [at, { texts, name }] of documents.entries()) {
    const page = pageWith(name, texts);
    const work = { count: 1, onPhoto: () => undefined };
    await writePages('docx', once(page), join(folder, `${at}.docx`), work);
    await writePages('typed-pdf', once(page), join(folder, `${at}-typed.pdf`), work);
    await writePages('pdf', once({ ...page, picture }), join(folder, `${at}.pdf`), work);
  }
  const lines = await printed(
    join(import.meta.dirname, 'documents.py'),
    documents.map((_, at) => join(folder, `${at}.docx`)),
  );
  for (const [at, { texts, name }] of documents.entries()) {
    const words = writableText(texts.join(''));
    const all = writableText(name) + words;
    requireSame(
      `${at}.docx in python-docx`,
      z
        .array(z.string())
        .parse(JSON.parse(lines[at] ?? ''))
        .join(''),
      all,
    );
    const [typed, searchable] = [join(folder, `${at}-typed.pdf`), join(folder, `${at}.pdf`)];
    requireSame(`${at}.pdf in pdf.js`, await inPdfJs(searchable), words);
    requireSame(`${at}.pdf in pdftotext`, await inPoppler(searchable), words);
    requireSame(
      `${at}-typed.pdf in pdftotext`,
      (await inPoppler(typed)).replace(/□ stands for.*/su, ''),
      all,
    );
    const [shown = '', remark] = (await inPdfJs(typed)).split('□ stands for');
    if (remark === undefined) throw new Error(`${at}-typed.pdf does not say which words it cannot show.`);
    requireShown(`${at}-typed.pdf in pdf.js`, shown, all);
  }
  return `Word documents and PDFs with words of ${scripts.length} scripts: ${count} of ${count} are opened as they were written.`;
}

function pageWith(name: string, texts: readonly string[]) {
  const photo = {
    name,
    path: `/photos/${name}`,
    sha256: '',
    takenAt: null,
    width: 1200,
    height: 40 * texts.length,
  };
  const words = texts.map((text, line) => {
    const box: Box = [20, 40 * line, 40 * Array.from(text).length, 24];
    return wordSchema.parse({
      ...{
        id: line + 1,
        photo: photoIdSchema.parse(1),
        line,
        position: 0,
        text,
        confidence: 1,
        box,
        polygon: null,
      },
      ...{
        quad: quadOfBox(box),
        alternatives: [],
        source: 'model',
        boxSource: 'model',
        mark: 'text',
        revision: 0,
      },
      ...{ madeBy: { kind: 'person' }, changedAt: '', changedBy: null },
    });
  });
  return pageOf(photo, words, true);
}

async function* once<Page>(page: Page): AsyncGenerator<Page> {
  yield await Promise.resolve(page);
}

async function inPoppler(path: string): Promise<string> {
  return (await promisify(execFile)('pdftotext', ['-enc', 'UTF-8', path, '-'])).stdout;
}

async function inPdfJs(path: string): Promise<string> {
  const task = getDocument({ data: new Uint8Array(readFileSync(path)), verbosity: 0 });
  const document = await task.promise;
  const pages = Array.from({ length: document.numPages }, async (_, at) => {
    const { items } = await (await document.getPage(at + 1)).getTextContent();
    return items.map((item) => ('str' in item ? item.str : '')).join('');
  });
  const text = (await Promise.all(pages)).join('');
  await task.destroy();
  return text;
}

/** White space, and what readers add or leave out: marks of direction, joiners; pdf.js passes over < in text from right to left. */
const unseen = /[<\s\p{Default_Ignorable_Code_Point}]/gu;

function requireSame(what: string, found: string, wanted: string): void {
  const [has, wants] = [found, wanted].map((text) =>
    Array.from(text.normalize('NFKC').replace(unseen, '')).sort().join(''),
  );
  if (has !== wants) throw new Error(`${what} has ${JSON.stringify(has)}; expected ${JSON.stringify(wants)}`);
}

/** Each character, or its sign. */
function requireShown(what: string, found: string, wanted: string): void {
  const [has = [], wants = []] = [found, wanted].map((text) => Array.from(text.replace(unseen, '')));
  const at = has.findIndex((each, index) => each !== '□' && each !== wants[index]);
  if (has.length !== wants.length || at !== -1)
    throw new Error(`${what} has ${JSON.stringify(found)}; expected ${JSON.stringify(wanted)}`);
}
