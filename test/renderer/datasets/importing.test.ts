import { describe, expect, it } from 'vitest';
import {
  datasetInTheWay,
  describeInto,
  fieldsByColumn,
  firstDraft,
  hasField,
  mapColumn,
  nameFrom,
  orderFormats,
  requestOf,
} from '../../../renderer/datasets/import/importDraft.ts';
import {
  describePreview,
  describeProblems,
  wouldStop,
} from '../../../renderer/datasets/import/describePreview.ts';
import { createImportFlow } from '../../../renderer/datasets/import/importFlow.ts';
import type { Format, TablePreview } from '../../../shared/contract/datasetCalls.ts';
import type { DatasetRequest } from '../../../shared/contract/datasetWork.ts';
import { InkdexError } from '../../../shared/result.ts';
import { datasetFixture, jobFixture } from '../../support/datasetFixtures.ts';

const format = (name: string, ...recipes: string[]): Format => ({
  name,
  title: name.toUpperCase(),
  recipes: Object.fromEntries((recipes.length === 0 ? ['plain'] : recipes).map((recipe) => [recipe, ''])),
  variants: ['plain'],
  canRead: name !== 'pdf',
  canWrite: true,
  losses: [],
});
const formats = [format('tsv'), format('iam', 'strict', 'seed'), format('coco'), format('pdf')];
const table: TablePreview = {
  columns: ['file', 'label', 'who'],
  fields: [
    { field: 'file', column: 'file' },
    { field: 'text', column: 'label' },
    { field: 'writer', column: null },
  ],
  rows: [['1.png', 'ink', 'anna']],
};

describe('the import form', () => {
  it.each([
    ['/data/iam-like', 'iam-like'],
    ['/data/words.zip', 'words'],
    ['/data/my.notes/', 'my.notes'],
    ['C:\\scans\\Anna.csv', 'Anna'],
    ['.zip', '.zip'],
  ])('calls %s "%s"', (path, name) => {
    expect(nameFrom(path)).toBe(name);
  });

  it('offers recognised formats first, then the others by title, and no export-only formats', () => {
    const { likely, others } = orderFormats(formats, [{ format: 'iam' }]);
    expect(likely.map(({ name }) => name)).toEqual(['iam']);
    expect(others.map(({ name }) => name)).toEqual(['coco', 'tsv']);
  });

  it('requests what the person chose and leaves the rest to the host', () => {
    const draft = firstDraft('/data/iam', formats, [{ format: 'iam' }], null);
    expect(requestOf(draft, '/data/iam', false)).toEqual({
      name: 'iam',
      format: 'iam',
      path: '/data/iam',
      recipe: 'strict',
      columns: null,
      mode: 'new',
      keepGood: false,
      splitRule: null,
      licence: null,
    });
    expect(requestOf({ ...draft, into: 'replace' }, '/data/iam', true)?.mode).toBe('replace');
    expect(requestOf({ ...draft, name: '  ' }, '/data/iam', false)).toBeNull();
    expect(
      requestOf({ ...draft, split: { ...draft.split, kind: 'hash', test: 'x' } }, '/data/iam', false),
    ).toBeNull();
  });

  it('guesses no format for photos without labels, and requests nothing', () => {
    const draft = firstDraft('/data/photos', formats, [], null);
    expect(draft.format).toBe('');
    expect(requestOf(draft, '/data/photos', false)).toBeNull();
  });

  it('finds an existing dataset with the same name', () => {
    const datasets = [datasetFixture(1, { name: 'iam' }), datasetFixture(2)];
    expect(datasetInTheWay({ name: ' iam ' }, datasets)?.id).toBe(1);
    expect(datasetInTheWay({ name: 'IAM words' }, datasets)).toBeUndefined();
  });

  it('says that the contents of a dataset stay only if samples are added', () => {
    const there = datasetFixture(1, { samples: 8 });
    expect(describeInto('add', there)).toBe('The new samples are added to its 8 samples.');
    expect(describeInto('replace', there)).toBe('Its current contents are replaced. Its versions stay.');
  });
});

describe('the columns of a table', () => {
  it('are mapped by their names until a person maps them', () => {
    expect([...fieldsByColumn(table, {})]).toEqual([
      ['file', 'file'],
      ['label', 'text'],
    ]);
    const mapped = mapColumn({}, 'who', 'writer');
    expect(fieldsByColumn(table, mapped).get('who')).toBe('writer');
    const moved = fieldsByColumn(table, mapColumn(mapped, 'who', 'text'));
    expect([...moved]).toEqual([
      ['file', 'file'],
      ['who', 'text'],
    ]);
    expect(hasField(moved, ['writer'])).toBe(false);
  });

  it('can be unmapped', () => {
    expect(mapColumn(mapColumn({}, 'who', 'writer'), 'who', '')).toEqual({});
  });
});

describe('a preview', () => {
  const empty = { levels: [], images: 0, texts: [], problems: [], isWhole: true };
  it.each([
    ['These files have no samples in this format.', empty],
    ['Counting takes longer here. The import says how many samples there are.', { ...empty, isWhole: false }],
    ['1 word on 1 image.', { ...empty, levels: [{ level: 'word' as const, count: 1 }], images: 1 }],
    [
      'More than 1,200 words, 30 lines and 2 pages on 12 images.',
      {
        ...empty,
        levels: [
          { level: 'word' as const, count: 1200 },
          { level: 'line' as const, count: 30 },
          { level: 'page' as const, count: 2 },
        ],
        images: 12,
        isWhole: false,
      },
    ],
  ])('says: %s', (sentence, preview) => {
    expect(describePreview(preview)).toBe(sentence);
  });

  it('names each reason once, and says whether the import would stop', () => {
    const problem = { reason: 'invalid', count: 1, first: 'a.csv, line 3', isFatal: true };
    const left = { reason: 'image missing', count: 4, first: 'b.png', isFatal: false };
    const preview = { ...empty, problems: [problem, left] };
    expect(describeProblems(preview)).toEqual([
      '1 record: invalid. a.csv, line 3.',
      '4 records: image missing. The first: b.png.',
    ]);
    expect(wouldStop(preview, false)).toBe(true);
    expect(wouldStop(preview, true)).toBe(false);
    expect(wouldStop({ ...empty, problems: [left] }, false)).toBe(false);
  });
});

describe('an import', () => {
  function begin(refusal: InkdexError | null = null) {
    const started: DatasetRequest[] = [];
    const told: string[] = [];
    const flow = createImportFlow(
      {
        listFormats: () => Promise.resolve(formats),
        recogniseFormat: ({ path }) => {
          if (path === '/nowhere') throw new InkdexError('file-missing', 'There is nothing at /nowhere.');
          return Promise.resolve([{ format: path.includes('table') ? 'tsv' : 'iam', likelihood: 1 }]);
        },
        previewTable: ({ format: name }) => Promise.resolve(name === 'tsv' ? table : null),
      },
      (request) => {
        started.push(request);
        return refusal === null ? Promise.resolve(jobFixture(7).id) : Promise.reject(refusal);
      },
      (name, { message }) => told.push(`${name}: ${message}`),
    );
    return { flow, started, told };
  }

  it('goes from a path to a recognised format to a job', async () => {
    const { flow, started } = begin();
    flow.getState().open();
    await flow.getState().choose('/data/table');
    const { draft } = flow.getState();
    expect(draft).toMatchObject({ name: 'table', format: 'tsv', recipe: 'plain' });
    expect(flow.getState().table).toEqual(table);
    const ask = draft === null ? null : requestOf(draft, '/data/table', false);
    expect(ask).not.toBeNull();
    if (ask !== null) await flow.getState().begin(ask);
    expect(started).toEqual([{ work: 'import', ask }]);
    expect(flow.getState().job).toBe(7);
    flow.getState().back();
    expect(flow.getState()).toMatchObject({ job: null, draft: { name: 'table' } });
  });

  it('resets recipe and columns when another format is chosen', async () => {
    const { flow } = begin();
    flow.getState().open('notes');
    await flow.getState().choose('/data/table');
    flow.getState().change({ columns: { writer: 'who' } });
    flow.getState().change({ format: 'iam' });
    expect(flow.getState().draft).toMatchObject({ name: 'notes', recipe: 'strict', columns: {} });
    await expect.poll(() => flow.getState().table).toBeNull();
  });

  it('stays at the choice of files and says why there is nothing to import', async () => {
    const { flow } = begin();
    flow.getState().open();
    await flow.getState().take(Promise.reject(new InkdexError('bad-arguments', 'Drop one folder.')));
    expect(flow.getState().error?.message).toBe('Drop one folder.');
    await flow.getState().choose('/nowhere');
    expect(flow.getState()).toMatchObject({
      path: null,
      error: { message: 'There is nothing at /nowhere.' },
    });
  });

  it.each([
    ['does not reopen a dialog that was closed before it started', null, []],
    [
      'that is refused after its dialog was closed is reported elsewhere',
      new InkdexError('library-busy', 'Another Inkdex has it.'),
      ['table: Another Inkdex has it.'],
    ],
  ])('%s', async (_what, refusal, expected) => {
    const { flow, started, told } = begin(refusal);
    flow.getState().open();
    await flow.getState().choose('/data/table');
    const { draft } = flow.getState();
    const ask = draft === null ? null : requestOf(draft, '/data/table', false);
    if (ask === null) throw new Error('The draft cannot be imported.');
    const begun = flow.getState().begin(ask);
    flow.getState().close();
    await begun;
    expect(started).toHaveLength(1);
    expect(flow.getState()).toMatchObject({ isOpen: false, job: null, error: null });
    expect(told).toEqual(expected);
  });

  it('forgets dropped files when its dialog is closed in the meantime', async () => {
    const { flow } = begin();
    flow.getState().open();
    let arrive: (path: string) => void = () => undefined;
    const taken = flow.getState().take(
      new Promise((resolve) => {
        arrive = resolve;
      }),
    );
    flow.getState().close();
    arrive('/data/table');
    await taken;
    expect(flow.getState()).toMatchObject({ isOpen: false, path: null, draft: null });
  });
});
