import { cell, figureOf, tableOf, whenMeasured, wholeResult, type Results } from './resultFigures.ts';

/*
 * Figures of documents. `<!-- result NAME -->` and `<!-- end -->` stand around all tables of a result as the command printed
 * them, `<!-- table NAME -->` around a table that is made from results, `<!-- figure NAME -->` around a figure in a sentence;
 * `npm run figures` writes what stands between.
 */

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
const otherSets = [
  ['walls', 'walls of sticky notes'],
  ['notes', 'notes'],
  ['other kinds', 'dev3, pages of other kinds'],
] as const;
/** Pages made of the boards dev. */
const madePages = [
  ['the middle of each board, enlarged twice', 'boards dev, twice as near'],
  ['enlarged three times', 'boards dev, three times as near'],
  ['four boards side by side', 'boards dev, four side by side'],
  ['four boards one below the other', 'boards dev, four one below the other'],
] as const;

function pageRow(results: Results, set: string, reader: string): string[] {
  const figure = (column: string): string => pageOf(results, set, reader, column);
  const [f1, found] = [figure('F1'), figure('found')];
  const isOurs = reader === 'Inkdex';
  return [figure('precision'), figure('recall'), isOurs ? bold(f1) : f1, isOurs ? bold(found) : found];
}

const wordFigure = (results: Results, row: string, column: string, after = 0): string =>
  figureOf(results, 'measure-words', ['as written', row, column, after]);

/** CER and exact, greedy and with the decoder; among ten best; ECE. */
function wordFigures(results: Results, row: string): string[] {
  const rates = ['CER greedy', 'CER decoder'].flatMap((column) => [
    wordFigure(results, row, column),
    wordFigure(results, row, column, 1),
  ]);
  return [...rates, wordFigure(results, row, 'ten best'), wordFigure(results, row, 'ECE')];
}

/** Some of CER, exact, among ten best and ECE of words in their order, by how many columns they stand after the CER. */
function inOrder(results: Results, row: string, column: string, places: readonly number[]): string[] {
  return places.map((after) =>
    figureOf(results, 'measure-neighbours', ['words in order', row, column, after]),
  );
}

/** Words, and their rows alone and in order; null where there is none. */
const wordRows = [
  ['iam-like testset_v', 'iam-like testset_v', 'iam-like testset_v'],
  ['copiste_fr', 'copiste_fr, kept', 'copiste_fr, kept'],
  ['copiste_fr, own text', null, 'copiste_fr, kept, own text'],
  ['boards dev', 'boards dev', 'boards dev'],
  ['boards dev, code only', 'boards dev, code', null],
] as const;

const mixedPages = [
  'form, print of 26 pixels',
  'form, print of 18 pixels',
  'slide with remarks',
  'print of 20 pixels with a remark',
  'print of 12 pixels with a remark',
];

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
  'pages made from boards': (results) =>
    tableOf(
      ['pages', 'precision', 'recall', 'F1', 'search terms found'],
      madePages.map(([name = '', set = '']) => [
        name,
        ...['precision', 'recall', 'F1'].map((column) => pageOf(results, set, 'Inkdex', column)),
        `${pageOf(results, set, 'Inkdex', 'found')} (${pageOf(results, set, 'Inkdex', 'with alternatives')})`,
      ]),
    ),
  'time of a page': (results) =>
    tableOf(
      ['pages', 'Inkdex', 'Inkdex --fast', 'RapidOCR', 'RapidOCR / Inkdex'],
      [...sets, ...otherSets].map(([name, set]) => {
        const [own = '', fast = '', theirs = ''] = ['Inkdex', 'Inkdex --fast', 'RapidOCR'].map((reader) =>
          pageOf(results, set, reader, 'ms a page'),
        );
        return [name, `${own} ms`, `${fast} ms`, `${theirs} ms`, (Number(theirs) / Number(own)).toFixed(1)];
      }),
    ),
  'words beside RapidOCR': (results) =>
    tableOf(
      ['words', 'CER RapidOCR', 'exact', 'CER folded', 'CER Inkdex greedy', 'CER Inkdex decoder'],
      ['iam-like testset_v', 'copiste_fr, kept', 'boards dev'].map((set) => {
        const theirs = (column: string, after = 0): string =>
          figureOf(results, 'measure-words', ['other readers', `${set}, RapidOCR 3.10.0`, column, after]);
        return [
          set.replace(', kept', ''),
          ...[theirs('CER'), theirs('CER', 1), theirs('CER folded')],
          ...[wordFigure(results, set, 'CER greedy'), bold(wordFigure(results, set, 'CER decoder'))],
        ];
      }),
    ),
  models: (results) => {
    const { models = {} } = results['measure-pages'] ?? {};
    return tableOf(
      ['file', 'SHA-256 begins with'],
      Object.entries(models).map(([file, hash]) => [`\`${file}\``, `\`${hash.slice(0, 8)}\``]),
    );
  },
  'words by the 80 % rule': (results) =>
    tableOf(
      ['pages', 'reader', 'F1', 'search terms found', 'words (80 %)', 'characters'],
      [...sets, ...otherSets].flatMap(([name, set]) =>
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
        ...madePages,
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
  words: (results) =>
    tableOf(
      [
        ...['words', 'CER greedy', 'exact', 'CER decoder', 'exact', 'among ten best', 'ECE'],
        ...['in context: CER', 'exact', 'ECE'],
      ],
      wordRows.map(([label, alone, ordered]) => [
        label,
        ...(alone === null
          ? ['', '', ...inOrder(results, ordered, 'CER alone', [0, 1, 2, 3])]
          : wordFigures(results, alone)),
        ...(ordered === null ? ['', '', ''] : inOrder(results, ordered, 'CER in context', [0, 1, 3])),
      ]),
    ),
  'words of the shipped models': (results) =>
    tableOf(
      [
        'words with manual boxes',
        'words',
        'CER greedy',
        'exact',
        'CER decoder',
        'exact',
        'among ten best',
        'ECE',
      ],
      [
        ['iam-like testset_v (English pen strokes)', 'iam-like testset_v'],
        ['copiste_fr, held-out pages (French scans)', 'copiste_fr, kept'],
        ['boards dev (whiteboards, notebooks)', 'boards dev'],
        ['boards dev, code only', 'boards dev, code'],
      ].map(([label = '', set = '']) => [
        label,
        Number(wordFigure(results, set, 'words')).toLocaleString('en'),
        ...wordFigures(results, set),
      ]),
    ),
  'when words were measured': (results) =>
    `${whenMeasured(results, 'measure-words')}; in context \`npm run measure -- neighbours\``,
  'boards taken for no writing': (results) => {
    const turns = ['0', '30', '45', '60', '90', '180', '270'];
    const row = (label: string, column: string): string[] => [
      label,
      ...turns.map((turn) => figureOf(results, 'measure-kinds', ['turned by', `${turn} degrees`, column])),
    ];
    return tableOf(
      ['turned by degrees', ...turns],
      [
        row('boards', 'boards'),
        row('without levelled writing', 'no writing, as it stands'),
        row('as Inkdex takes them', 'no writing'),
      ],
    );
  },
  'lines that lean': (results) =>
    tableOf(
      ['moved lines', 'search terms found', 'of the moved lines'],
      [
        ['level', 'level'],
        ['leaning 15-75 degrees', 'leaning'],
        ['upright', 'upright'],
      ].map(([label = '', row = '']) => [
        label,
        ...['found', 'found of the moved lines'].map((column) =>
          figureOf(results, 'measure-leaning', ['moved lines', row, column]),
        ),
      ]),
    ),
  'print and handwriting': (results) =>
    tableOf(
      ['page', 'words', 'F1 of print', '80 % rule', 'F1 of handwriting', 'boxes of noise'],
      mixedPages.map((page) => {
        const figure = (of: string, column: string): string =>
          figureOf(results, 'measure-mixed', ['', `${page}: ${of}`, column]);
        const words = Number(figure('print', 'words')) + Number(figure('handwriting', 'words'));
        return [
          page,
          words.toLocaleString('en'),
          ...[figure('print', 'F1'), figure('print', '80 % rule')],
          ...[figure('handwriting', 'F1'), figure('print', 'noise')],
        ];
      }),
    ),
  ...Object.fromEntries(
    [
      ['kinds', 'kinds'],
      ['leaning', 'leaning lines'],
      ['mixed', 'mixed pages'],
    ].map(([name = '', what = '']) => [
      `when ${what} were measured`,
      (results: Results): string => whenMeasured(results, `measure-${name}`),
    ]),
  ),
  'when pages were measured': (results) =>
    `${whenMeasured(results, 'measure-pages')} · RapidOCR 3.10.0\n(PP-OCRv6 small), Tesseract 5.3.0`,
};

/** Of boards dev, and of dev2. */
function onBoards(figure: (set: string) => string): string {
  return ['boards dev', 'boards2 and boards3 dev2'].map(figure).join(', ');
}

/** What stands between the marks of a figure in a sentence, by its name. */
export const documentFigures: Readonly<Record<string, (results: Results) => string>> = {
  'found with alternatives': (results) => pageOf(results, 'boards dev', 'Inkdex', 'with alternatives'),
  'look-alikes': (results) => onBoards((set) => figureOf(results, 'measure-lookalikes', ['', set, 'right'])),
};

/** A document with its figures as the results have them. @throws Error for a mark of no known table or figure */
export function withFigures(document: string, results: Results): string {
  return document
    .replace(
      /(<!-- result (\S+) -->\n).*?(<!-- end -->)/gsu,
      (_, start: string, name: string, end: string) => `${start}\n${wholeResult(results, name)}\n\n${end}`,
    )
    .replace(
      /(<!-- table (.+?) -->\n).*?(<!-- end -->)/gsu,
      (_, start: string, name: string, end: string) => {
        const table = documentTables[name];
        if (table === undefined) throw new Error(`There is no table "${name}".`);
        return `${start}\n${table(results)}\n\n${end}`;
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
  'resources/models/starter-recogniser.md',
  'shared/contract/BULK.md',
] as const;
