import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncomingRecord } from '../../../main/exchange/exchangeFormat.ts';
import type { VersionId } from '../../../shared/contract/dataset.ts';
import type { Point, Quad } from '../../../shared/geometry.ts';
import { manifestHeader, parseManifestLine } from '../../../shared/manifest.ts';
import { controlCharacter } from '../../../shared/text.ts';
import { anyCharacter } from '../../support/anyCharacter.ts';
import { asSamples, formatOf, importing, incoming, unwatched } from '../../support/datasetRecords.ts';
import { edit, samplesOf } from '../../support/frozenWords.ts';
import { datasetFiles, imageFolder, openDatasets } from '../../support/openDatasets.ts';
import { temporaryFolder } from '../../support/library.ts';

const files = ['a.png', 'deep/b.png', 'c.png'];
const freezing = { author: 'me', note: '', tags: [] };

/** Freezes each list of records as a separate dataset in one library. */
function versions(path: string): (records: IncomingRecord[]) => Promise<VersionId> {
  let given: IncomingRecord[] = [];
  let made = 0;
  const { datasets } = openDatasets([formatOf('test', () => given)]);
  return async (records) => {
    given = records;
    made += 1;
    const { dataset } = await datasets.importNow(importing(path, { name: `set ${made}` }), unwatched);
    return (await datasets.freezeNow({ dataset, ...freezing }, unwatched)).version;
  };
}

const text = fc
  .string({ minLength: 1, maxLength: 12, unit: anyCharacter })
  .filter((word) => word.trim() !== '');
const label = fc.record({
  text: text.filter((word) => controlCharacter(word) === null).map((word) => word.normalize('NFC')),
  split: fc.constantFrom('train', 'validation', 'test', null),
  writer: fc.option(text, { nil: null }),
  page: fc.option(text, { nil: null }),
  language: fc.constantFrom('en', 'fr-CA', null),
  line: fc.option(fc.nat(50), { nil: null }),
  mark: fc.constantFrom('text', 'illegible', 'not-text'),
  file: fc.constantFrom(...files),
});
const labels = fc.uniqueArray(fc.record({ key: text, label }), {
  minLength: 1,
  maxLength: 12,
  selector: ({ key }) => key,
});

describe('a version', () => {
  it('is the same whenever, wherever and in whatever order its samples were imported', async () => {
    const folder = imageFolder(files);
    const [here, elsewhere] = [versions(folder), versions(folder)];
    await fc.assert(
      fc.asyncProperty(labels, async (chosen) => {
        const samples = asSamples(
          chosen.map(({ key, label: { file, ...rest } }) => incoming(folder, file, { ...rest, key })),
        );
        const version = await here(samples);
        expect(await here(samples)).toBe(version);
        expect(await elsewhere(samples.toReversed())).toBe(version);
        const changed = samples.map((record) =>
          record.kind === 'sample' ? { ...record, sample: { ...record.sample, line: 77 } } : record,
        );
        expect(await here(changed)).not.toBe(version);
      }),
      { numRuns: 8 },
    );
  });

  it('has a manifest of every sample in UTF-16 order, which names the images by their hashes', async () => {
    const folder = imageFolder(files);
    // U+FF5E comes before U+1F600 in code points, after it in UTF-16.
    const keys = ['\u{1F600}', '\uFF5E', 'b', 'B'];
    const records = asSamples(keys.map((key) => incoming(folder, 'a.png', { key, text: 'e\u0301' })));
    const { datasets } = openDatasets([formatOf('test', () => records)]);
    const { dataset } = await datasets.importNow(importing(folder), unwatched);
    const { version, samples, images } = await datasets.freezeNow({ dataset, ...freezing }, unwatched);
    expect({ samples, images }).toEqual({ samples: 4, images: 1 });
    const [header, ...lines] = readFileSync(datasets.filesOf(version).manifest, 'utf8').split('\n');
    expect(header).toBe(manifestHeader);
    expect(lines.pop()).toBe('');
    const held = lines.map((line, index) => parseManifestLine(line, index + 2));
    expect(held.map(({ key }) => key)).toEqual(['B', 'b', '\u{1F600}', '\uFF5E']);
    expect(held[0]).toMatchObject({ text: '\u00e9', source: { kind: 'import', name: 'test' } });
  });
});

it('An import stores a writer or page under one name, in whatever Unicode form and with whatever spaces it is given', async () => {
  const path = imageFolder(files);
  const names = ['Zo\u00e9', ' Zoe\u0301', ' '];
  const opened = openDatasets([
    formatOf('test', () =>
      asSamples(
        files.map((file, index) =>
          incoming(path, file, { writer: names[index] ?? '', page: names[index] ?? '' }),
        ),
      ),
    ),
  ]);
  const { dataset } = await opened.datasets.importNow(importing(path), unwatched);
  const samples = samplesOf(opened, dataset);
  const named = new Map(samples.map(({ key, writer, page }) => [key, [writer, page]]));
  expect(files.map((file) => named.get(file))).toEqual([
    ['Zo\u00e9', 'Zo\u00e9'],
    ['Zo\u00e9', 'Zo\u00e9'],
    [null, null],
  ]);
  const third = samples.find(({ key }) => key === 'c.png');
  opened.datasets.calls.editSamples({ dataset, edits: [edit(third, { writer: 'Zoe\u0301 ' })] });
  const writers = samplesOf(opened, dataset).map(({ writer }) => writer);
  expect(new Set(writers)).toEqual(new Set(['Zo\u00e9']));
});

describe('an import with an error', () => {
  const folder = (): string => imageFolder(files);
  const cases: [string, (path: string) => IncomingRecord, string][] = [
    [
      'a record that its reader rejected',
      () => ({ kind: 'invalid', message: 'words.txt, line 7: expected 9 columns, found 2' }),
      'words.txt, line 7',
    ],
    ['a missing image', (path) => sampleOf(incoming(path, 'gone.png')), 'gone.png'],
    ['a file that is not an image', (path) => sampleOf(incoming(path, 'note.png')), 'note.png'],
    [
      'a box outside its image',
      (path) => sampleOf(incoming(path, 'a.png', { key: 'far', quad: boxAt(50, 10, 300, 40) })),
      'width 250, height 30 is outside its image of 40 x 20 pixels',
    ],
    [
      'a box of NaN',
      (path) => sampleOf(incoming(path, 'a.png', { key: 'nan', quad: boxAt(Number.NaN, 0, 9, 9) })),
      'nan',
    ],
    [
      'an image with another hash than its source expects',
      (path) => sampleOf(incoming(path, 'a.png', { key: 'hash', sha256: 'f'.repeat(64) })),
      'SHA-256',
    ],
    ['a repeated key', (path) => sampleOf(incoming(path, 'a.png', { key: 'c.png' })), 'c.png'],
    [
      'half of a character',
      (path) => sampleOf(incoming(path, 'a.png', { key: 'x', text: '\ud800' })),
      'surrogate',
    ],
    ['a link that points outside the folder', (path) => sampleOf(incoming(path, 'link.png')), 'link.png'],
    ['dots that point outside the folder', (path) => sampleOf(incoming(path, '../out.png')), 'out.png'],
  ];

  function sampleOf(sample: ReturnType<typeof incoming>): IncomingRecord {
    return { kind: 'sample', sample, place: `list.txt, line 3 (${sample.key})` };
  }

  it.each(cases)(
    'imports nothing for %s, and all other samples when invalid ones are skipped',
    async (_what, make, said) => {
      const path = folder();
      const outside = join(temporaryFolder(), 'outside.png');
      writeFileSync(outside, readFileSync(join(path, 'c.png')));
      writeFileSync(join(path, '../out.png'), readFileSync(join(path, 'c.png')));
      symlinkSync(outside, join(path, 'link.png'));
      writeFileSync(join(path, 'note.png'), 'this is no picture');
      const good = asSamples(['deep/b.png', 'c.png'].map((file) => incoming(path, file)));
      const records = [...good, make(path), ...asSamples([incoming(path, 'a.png', { key: 'last' })])];
      const opened = openDatasets([formatOf('test', () => records)]);
      const { datasets } = opened;

      const refused = datasets.importNow(importing(path), unwatched);
      await expect(refused).rejects.toMatchObject({ code: 'data-invalid' });
      await expect(refused).rejects.toThrow(said);
      expect(datasets.calls.listDatasets()).toEqual([]);
      await datasets.settled();
      expect(datasetFiles(opened.folder)).toEqual({ objects: [], versions: [] });
      expect(opened.db.prepare('SELECT count(*) AS rows FROM sample').get()).toEqual({ rows: 0 });

      const taken = await datasets.importNow(importing(path, { keepGood: true }), unwatched);
      expect(taken.samples).toBe(3);
      expect(Object.values(taken.skipped)).toEqual([1]);
      expect(taken.leftOut[0]?.place).toContain(said);
    },
  );

  it('cuts what exceeds an image by more than a rounding error to it, and says how many', async () => {
    const path = folder();
    const slanted: Quad = [
      [-10, 10],
      [10, -10],
      [14, -6],
      [-6, 14],
    ];
    const arrow: Point[] = [
      [30, 4],
      [50, 10],
      [30, 16],
    ];
    const quads: Record<string, Quad> = {
      left: boxAt(-15, 4, 20, 10),
      corner: boxAt(30, 10, 300, 40),
      all: boxAt(-9, -9, 99, 99),
      slanted,
    };
    const rounded = boxAt(-1, 0, 41, 21);
    const records = asSamples([
      ...Object.entries(quads).map(([key, quad]) => incoming(path, 'a.png', { key, quad })),
      incoming(path, 'a.png', { key: 'rounded', quad: rounded }),
      incoming(path, 'a.png', { key: 'arrow', quad: boxAt(30, 4, 50, 16), polygon: arrow }),
    ]);
    const opened = openDatasets([formatOf('test', () => records)]);
    const taken = await opened.datasets.importNow(importing(path), unwatched);
    expect(taken).toMatchObject({ samples: 6, cut: 5, skipped: {} });
    const held = new Map(samplesOf(opened, taken.dataset).map((sample) => [sample.key, sample]));
    expect(held.get('left')).toMatchObject({ quad: boxAt(0, 4, 20, 10), polygon: null });
    expect(held.get('corner')).toMatchObject({ quad: boxAt(30, 10, 40, 20), polygon: null });
    expect(held.get('all')).toMatchObject({ quad: boxAt(0, 0, 40, 20), polygon: null });
    expect(held.get('rounded')?.quad).toEqual(rounded);
    expect(held.get('slanted')?.polygon).toEqual([
      [0, 0],
      [8, 0],
      [0, 8],
    ]);
    expect(held.get('arrow')).toMatchObject({
      quad: [
        [30, 4],
        [40, 7],
        [40, 13],
        [30, 16],
      ],
      polygon: null,
    });
  });

  it('counts what the recipe leaves out by reason', async () => {
    const path = folder();
    const skipped = (reason: string): IncomingRecord => ({ kind: 'skipped', reason, place: 'line 1' });
    const records = [
      skipped('err'),
      skipped('too short'),
      skipped('err'),
      ...asSamples([incoming(path, 'a.png')]),
    ];
    const { datasets } = openDatasets([formatOf('test', () => records)]);
    const taken = await datasets.importNow(importing(path), unwatched);
    expect(taken).toMatchObject({ name: 'words', samples: 1, skipped: { err: 2, 'too short': 1 } });
  });

  it('reports an empty import, and an unknown format, recipe or path', async () => {
    const path = folder();
    const { datasets } = openDatasets([formatOf('test', () => [])]);
    await expect(datasets.importNow(importing(path), unwatched)).rejects.toMatchObject({
      code: 'data-invalid',
    });
    const wrong = [{ format: 'abacus' }, { recipe: 'goulash' }];
    for (const change of wrong) {
      await expect(datasets.importNow(importing(path, change), unwatched)).rejects.toMatchObject({
        code: 'bad-arguments',
      });
    }
    await expect(datasets.importNow(importing(join(path, 'nowhere')), unwatched)).rejects.toMatchObject({
      code: 'file-missing',
    });
  });

  it('refuses a text with a character that no one writes, and names it', async () => {
    const path = folder();
    for (const [sign, name] of [
      ['\u0002', 'U+0002'],
      ['\u009d', 'U+009D'],
    ] as const) {
      const { datasets } = openDatasets([
        formatOf('test', () => asSamples([incoming(path, 'a.png', { text: `wo${sign}rd` })])),
      ]);
      await expect(datasets.importNow(importing(path), unwatched)).rejects.toMatchObject({
        code: 'data-invalid',
        message: expect.stringContaining(`has the control character ${name}`) as string,
      });
    }
  });

  it('leaves nothing when it is stopped', async () => {
    const path = folder();
    const stop = new AbortController();
    const opened = openDatasets([
      formatOf('test', function* () {
        yield* asSamples([incoming(path, 'a.png')]);
        stop.abort();
        yield* asSamples([incoming(path, 'c.png')]);
      }),
    ]);
    const options = { signal: stop.signal, onProgress: () => undefined };
    await expect(opened.datasets.importNow(importing(path), options)).rejects.toThrow();
    await opened.datasets.settled();
    expect(datasetFiles(opened.folder).objects).toEqual([]);
    expect(opened.datasets.calls.listDatasets()).toEqual([]);
  });
});

function boxAt(x: number, y: number, right: number, bottom: number): Quad {
  return [
    [x, y],
    [right, y],
    [right, bottom],
    [x, bottom],
  ];
}
