import type { Result } from './results.ts';

/*
 * Figures of documents. `<!-- table NAME -->` and `<!-- end -->` stand around a table, `<!-- figure NAME -->` and `<!-- end -->`
 * around a figure in a sentence; `npm run figures` writes what stands between from the results.
 */

type Results = Readonly<Record<string, Result>>;

/** A figure of a result. @throws Error for one that it does not have */
function cell(results: Results, name: string, title: string, row: string, column: string): string {
  const table = results[name]?.tables.find((each) => each.title.startsWith(`${title}:`));
  const at = table?.header.indexOf(column) ?? -1;
  const found = table?.rows.find(([first = '']) => first.startsWith(row))?.[at];
  if (found === undefined || at === -1)
    throw new Error(`There is no figure ${name}, ${title}, ${row}, ${column}.`);
  return found;
}

/** Pages and words of a set. */
function sizeOf(results: Results, title: string): readonly [pages: string, words: string] {
  const table = results['measure-pages']?.tables.find((each) => each.title.startsWith(`${title}:`));
  const [, pages = '', words = ''] = /: (\d+) pages, (\d+) words/u.exec(table?.title ?? '') ?? [];
  return [pages, Number(words).toLocaleString('en')];
}

const pageOf = (results: Results, title: string, row: string, column: string): string =>
  cell(results, 'measure-pages', title, row, column);
const bold = (text: string): string => `**${text}**`;

const readers = [
  ['Inkdex', 'Inkdex'],
  ['RapidOCR', 'RapidOCR 3.10, PP-OCRv6'],
  ['Tesseract', 'Tesseract 5.3'],
] as const;
const sets = [
  ['boards dev', 'boards dev'],
  ['dev2', 'boards2 and boards3 dev2'],
  ['three photos', 'photos'],
] as const;

function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

function pageRow(results: Results, set: string, reader: string): string[] {
  const figure = (column: string): string => pageOf(results, set, reader, column);
  const [f1, found] = [figure('F1'), figure('found')];
  const isOurs = reader === 'Inkdex';
  return [figure('precision'), figure('recall'), isOurs ? bold(f1) : f1, isOurs ? bold(found) : found];
}

/** What stands between the marks of a table, by its name. */
export const documentTables: Readonly<Record<string, (results: Results) => string>> = {
  'reader at default settings': (results) =>
    tableOf(
      ['reader at default settings', 'precision', 'recall', 'F1', 'search terms found'],
      readers.map(([reader, name]) => [name, ...pageRow(results, 'boards dev', reader)]),
    ),
  pages: (results) =>
    tableOf(
      ['pages', 'reader', 'precision', 'recall', 'F1', 'search terms found'],
      sets.flatMap(([name, set]) =>
        readers.map(([reader], index) => {
          const row = pageRow(results, set, reader);
          const more = reader === 'Inkdex' ? ` (${pageOf(results, set, reader, 'with alternatives')})` : '';
          return [index === 0 ? name : '', reader, ...row.slice(0, -1), `${row.at(-1) ?? ''}${more}`];
        }),
      ),
    ),
  'words by the 80 % rule': (results) =>
    tableOf(
      ['pages', 'reader', 'F1', 'search terms found', 'words (80 %)', 'characters'],
      [
        ...sets,
        ['walls', 'walls of sticky notes'] as const,
        ['notes', 'notes'] as const,
        ['other kinds', 'dev3, pages of other kinds'] as const,
      ].flatMap(([name, set]) =>
        ['Inkdex', 'Inkdex --fast', 'RapidOCR'].map((reader, index) => [
          index === 0 ? name : '',
          reader,
          ...['F1', 'found', 'words 80 %', 'characters'].map((column) =>
            pageOf(results, set, reader, column),
          ),
        ]),
      ),
    ),
  'detection of the shipped models': (results) =>
    tableOf(
      ['', 'pages', 'words', 'precision', 'recall', 'F1'],
      [
        ['boards dev, writers that trained no model', 'boards dev'],
        ['dev2, other writers that trained no model', 'boards2 and boards3 dev2'],
        ['the middle of each board dev, enlarged twice', 'boards dev, twice as near'],
        ['enlarged three times', 'boards dev, three times as near'],
        ['four boards side by side', 'boards dev, four side by side'],
        ['four boards one below the other', 'boards dev, four one below the other'],
        ['three photos of notes and a sketch', 'photos'],
      ].map(([name = '', set = '']) => [
        name,
        ...sizeOf(results, set),
        ...['precision', 'recall', 'F1'].map((column) => pageOf(results, set, 'Inkdex', column)),
      ]),
    ),
  'order of a text': (results) => {
    const columns = ['in lines', 'line to line', 'blocks', 'headings F1', 'items F1', 'code F1'];
    const orders = ['Inkdex', 'without bullets', 'top to bottom'] as const;
    return tableOf(
      ['photos', 'order', ...columns],
      [
        ['25 that may choose constants', 'boards and notes that may choose'] as const,
        ['17 that only measure', 'boards and notes that only measure'] as const,
        ['4 of running text', 'running text'] as const,
      ].flatMap(([name, title]) =>
        orders.map((order, index) => [
          index === 0 ? name : '',
          order,
          ...columns.map((column) => cell(results, 'measure-order', title, order, column)),
        ]),
      ),
    );
  },
  'when pages were measured': (results) => {
    const { date = '', commit = '', models = {} } = results['measure-pages'] ?? {};
    const [detector = '', recogniser = ''] = ['detector', 'recogniser'].map(
      (role) => models[`resources/models/starter-${role}.onnx`]?.slice(0, 8) ?? '',
    );
    return `\`npm run measure -- pages\` · ${date}, commit ${commit}, detector \`${detector}\`, recogniser \`${recogniser}\` · RapidOCR 3.10.0\n(PP-OCRv6 small), Tesseract 5.3.0`;
  },
};

/** What stands between the marks of a figure in a sentence, by its name. */
export const documentFigures: Readonly<Record<string, (results: Results) => string>> = {
  'found with alternatives': (results) => pageOf(results, 'boards dev', 'Inkdex', 'with alternatives'),
};

/** A document with its figures as the results have them. @throws Error for a mark of no known table or figure */
export function withFigures(document: string, results: Results): string {
  return document
    .replace(
      /(<!-- table (.+?) -->\n).*?(\n<!-- end -->)/gsu,
      (_, start: string, name: string, end: string) => {
        const table = documentTables[name];
        if (table === undefined) throw new Error(`There is no table "${name}".`);
        return `${start}\n${table(results)}\n${end}`;
      },
    )
    .replace(/(<!-- figure (.+?) -->).*?(<!-- end -->)/gu, (_, start: string, name: string, end: string) => {
      const figure = documentFigures[name];
      if (figure === undefined) throw new Error(`There is no figure "${name}".`);
      return `${start}${figure(results)}${end}`;
    });
}

/** The documents with figures between marks. */
export const documentsWithFigures = [
  'README.md',
  'BENCHMARKS.md',
  'resources/models/starter-detector.md',
] as const;
