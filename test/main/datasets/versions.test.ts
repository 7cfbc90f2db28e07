import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manifestPath, objectPath } from '../../../main/datasets/files.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { owner } from '../../../shared/contract/account.ts';
import { closeSet, insertSet } from '../../../main/store/datasets/datasetSets.ts';
import { insertDataset } from '../../../main/store/datasets/datasets.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { VersionId } from '../../../shared/contract/dataset.ts';
import type { ExchangeFormat } from '../../../main/exchange/exchangeFormat.ts';
import { asSamples, formatOf, importing, incoming, unwatched } from '../../support/datasetRecords.ts';
import { edit, freeze, frozenWords, samplesOf, wordFiles } from '../../support/frozenWords.ts';
import { datasetFiles, imageFolder, openDatasets } from '../../support/openDatasets.ts';
import { freeLock } from '../../support/lock.ts';

describe('verify', () => {
  it('names every object and manifest with a changed byte', async () => {
    const opened = await frozenWords();
    const { datasets, folder, version } = opened;
    const paths = libraryPaths(folder);
    const { objects } = datasetFiles(folder);
    const places = [
      ...objects.map((name) => ({ kind: 'object', name, path: objectPath(paths, name) })),
      { kind: 'manifest', name: version, path: manifestPath(paths, version) },
    ];
    expect(await datasets.verifyNow(version, unwatched)).toEqual({ version, objects: 4, bad: [] });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (place, at, flip) => {
          const { path, ...expected } = place;
          const sound = readFileSync(path);
          const damaged = Buffer.from(sound);
          damaged[at % damaged.length] = (damaged[at % damaged.length] ?? 0) ^ flip;
          writeFileSync(path, damaged);
          const { bad } = await datasets.verifyNow(version, unwatched);
          writeFileSync(path, sound);
          expect(bad).toMatchObject([expected]);
          expect(path.replaceAll('\\', '/')).toContain(bad[0]?.path);
        },
      ),
      { numRuns: 40 },
    );
    expect((await datasets.verifyNow(version, unwatched)).bad).toEqual([]);
  });

  it('names missing and truncated files, and the first changed line of a manifest', async () => {
    const opened = await frozenWords();
    const { datasets, db, folder, version } = opened;
    const paths = libraryPaths(folder);
    const [object = ''] = datasetFiles(folder).objects;
    rmSync(objectPath(paths, object));
    const manifest = manifestPath(paths, version);
    const lines = readFileSync(manifest, 'utf8').split('\n');
    writeFileSync(
      manifest,
      lines.map((line, index) => (index === 2 ? line.replace('word', 'ward') : line)).join('\n'),
    );
    const { bad } = await datasets.verifyNow(version, unwatched);
    expect(bad.map(({ kind, name }) => ({ kind, name }))).toEqual([
      { kind: 'manifest', name: version },
      { kind: 'object', name: object },
    ]);
    expect(bad[0]?.problem).toContain('line 3');
    expect(bad[1]?.problem).toContain('missing');
    await expect.poll(openFiles).not.toContain(manifest);

    db.prepare("UPDATE sample SET line = replace(line, 'word', 'ward') WHERE key = 'c.png'").run();
    expect((await datasets.verifyNow(version, unwatched)).bad.map(({ kind }) => kind)).toContain('index');
    db.prepare("DELETE FROM set_sample WHERE sample = (SELECT id FROM sample WHERE key = 'c.png')").run();
    const lacking = (await datasets.verifyNow(version, unwatched)).bad.find(({ kind }) => kind === 'index');
    expect(lacking?.problem).toContain('Found 3 samples in the database, but expected 4');
  });

  it('is refused for an unknown version', async () => {
    const { datasets, version } = await frozenWords();
    const other = version.replace(/^./u, (digit) => (digit === '0' ? '1' : '0'));
    expect(() => datasets.calls.getVersion({ version: other as VersionId })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });
});

describe('freeze', () => {
  it.each([
    ['a person', { name: 'Leo', role: 'label' as const }, 'Leo'],
    ['an admin who is not the owner', { name: 'Ada', role: 'admin' as const }, 'Ada'],
    ['the owner', owner, 'Ada (admin)'],
  ])('is signed by %s with the own name, whatever the call says', (_who, caller, author) => {
    const authors: unknown[] = [];
    const { datasets, db } = openDatasets([], {
      queue: (_title, request) => {
        authors.push(request.work === 'freeze' ? request.ask.author : null);
        throw new InkdexError('cancelled', 'Only who signs matters here.');
      },
    });
    const contents = insertSet(db);
    closeSet(db, contents);
    const dataset = insertDataset(db, {
      ...{ name: 'words', contents, origin: { kind: 'mixed' }, splitRule: { kind: 'given' } },
      ...{ licence: '', models: [], at: '2026-01-01T00:00:00.000Z' },
    });
    const ask = { dataset, author: 'Ada (admin)', note: '', tags: [] };
    expect(() => datasets.calls.freezeDataset(ask, caller)).toThrow(
      expect.objectContaining({ code: 'cancelled' }),
    );
    expect(authors).toEqual([author]);
  });

  it('records author, time and parent, and gives the same version when nothing has changed', async () => {
    const opened = await frozenWords();
    const { datasets, dataset, version } = opened;
    expect(await freeze(opened, dataset, 'again')).toBe(version);
    expect(datasets.calls.listVersions({ dataset })).toMatchObject([
      {
        version,
        dataset: 'words',
        parent: null,
        author: 'me',
        note: '',
        tags: ['tidy'],
        samples: 4,
        images: 4,
        models: [],
      },
    ]);
    const [first] = samplesOf(opened, dataset);
    datasets.calls.editSamples({ dataset, edits: [edit(first, { text: 'other' })] });
    expect(datasets.calls.getDataset({ dataset })).toMatchObject({ head: version, isChanged: true });
    const second = await freeze(opened, dataset, 'mended');
    expect(datasets.calls.listVersions({ dataset }).map(({ version: id, parent }) => [id, parent])).toEqual([
      [second, version],
      [version, null],
    ]);
    expect(datasets.calls.getDataset({ dataset })).toMatchObject({ head: second, isChanged: false });
    expect(datasetFiles(opened.folder).versions).toEqual([`${version}.jsonl`, `${second}.jsonl`].sort());
  });

  it('refuses a dataset with a damaged image, and importing it again repairs it', async () => {
    const opened = await frozenWords();
    const { datasets, dataset, folder, version } = opened;
    const [object = ''] = datasetFiles(folder).objects;
    writeFileSync(objectPath(libraryPaths(folder), object), 'rot');
    await expect(freeze(opened, dataset)).rejects.toThrow(object);
    const path = imageFolder(wordFiles);
    const again = openDatasets(
      [formatOf('test', () => asSamples(wordFiles.map((file) => incoming(path, file))))],
      {
        folder,
        lock: freeLock,
      },
    );
    await again.datasets.importNow(importing(path), unwatched);
    expect(await freeze(opened, dataset)).toBe(version);
    expect((await datasets.verifyNow(version, unwatched)).bad).toEqual([]);
  });

  it('contains what existed when it began, whatever is edited meanwhile', async () => {
    const opened = await frozenWords();
    const { datasets, dataset, version } = opened;
    const [first, second] = samplesOf(opened, dataset);
    datasets.calls.editSamples({ dataset, edits: [edit(first, { text: 'one' })] });
    const edits = [edit(second, { text: 'two' })];
    let edited: unknown;
    const { version: during } = await datasets.freezeNow(
      { dataset, author: 'me', note: '', tags: [] },
      {
        ...unwatched,
        onProgress() {
          edited ??= datasets.calls.editSamples({ dataset, edits });
        },
      },
    );
    expect(datasets.calls.getDataset({ dataset })).toMatchObject({ head: during, isChanged: true });
    expect(samplesOf(opened, dataset).map(({ text }) => text)).toEqual(['one', 'two', 'word', 'word']);
    const asked = { before: { version: during }, after: { dataset }, kind: null, offset: 0, limit: 9 };
    const diff = datasets.calls.diffContents(asked);
    expect(diff.changes.map(({ key }) => key)).toEqual(['b.png']);
    const after = await freeze(opened, dataset);
    await datasets.settled();
    for (const each of [version, during, after]) {
      expect((await datasets.verifyNow(each, unwatched)).bad).toEqual([]);
    }
    expect(datasetFiles(opened.folder).versions).toHaveLength(3);
  });
});

describe('a dataset that is deleted', () => {
  it('takes its files with it, except those that another dataset has too', async () => {
    const opened = await frozenWords();
    const { datasets, dataset, folder, version } = opened;
    const path = imageFolder(wordFiles);
    const keeping = openDatasets([formatOf('test', () => asSamples([incoming(path, 'a.png')]))], {
      folder,
      lock: freeLock,
    });
    const kept = await keeping.datasets.importNow(importing(path, { name: 'kept' }), unwatched);
    await freeze(opened, kept.dataset);
    datasets.calls.deleteDataset({ dataset });
    await datasets.settled();
    expect(datasetFiles(folder)).toMatchObject({
      objects: [expect.any(String)],
      versions: [expect.any(String)],
    });
    expect(() => datasets.calls.getVersion({ version })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    datasets.calls.deleteDataset({ dataset: kept.dataset });
    await datasets.settled();
    expect(datasetFiles(folder)).toEqual({ objects: [], versions: [] });
    writeFileSync(join(libraryPaths(folder).versions, 'stray.tmp'), 'half a manifest');
  });

  it('is exported, verified and read to the end if that had begun, and only then are its files deleted', async () => {
    const path = imageFolder(['a.png']);
    // More than a page of the database, all with one picture.
    const keys = Array.from({ length: 1500 }, (_, index) => `k${index}`);
    let meanwhile = (): Promise<unknown> => Promise.resolve();
    const written: string[] = [];
    const format: ExchangeFormat = {
      ...formatOf('test', () => asSamples(keys.map((key) => incoming(path, 'a.png', { key })))),
      losses: [],
      async write(samples) {
        for await (const { key } of samples) {
          written.push(key);
          if (written.length === 1) await meanwhile();
        }
      },
    };
    const opened = openDatasets([format], {
      readWith: {
        async readWords(images) {
          await meanwhile();
          return images.map(() => [{ text: 'word', confidence: 1 }]);
        },
      },
    });
    const { datasets, folder } = opened;
    const doing = [
      (version: VersionId) =>
        datasets.exportNow(
          { version, dataset: null, format: 'test', path: join(folder, 'out'), url: null },
          unwatched,
        ),
      (version: VersionId) => datasets.readNow({ version }, unwatched),
      (version: VersionId) =>
        datasets.verifyNow(version, { ...unwatched, onProgress: () => void meanwhile() }),
    ];
    const outcomes: unknown[] = [];
    for (const work of doing) {
      const { dataset } = await datasets.importNow(importing(path), unwatched);
      const version = await freeze(opened, dataset);
      let isDeleted = false;
      meanwhile = async () => {
        if (isDeleted) return;
        isDeleted = true;
        datasets.calls.deleteDataset({ dataset });
        await datasets.settled();
        expect(datasetFiles(folder).versions).toHaveLength(1);
      };
      outcomes.push(await work(version));
      await datasets.settled();
      expect(datasetFiles(folder)).toEqual({ objects: [], versions: [] });
    }
    expect(written).toHaveLength(1500);
    expect(outcomes).toMatchObject([{ samples: 1500 }, 1, { objects: 1, bad: [] }]);
  });
});

/** Paths of the files that this process has open; empty when the system does not tell. */
function openFiles(): string[] {
  const folder = '/proc/self/fd';
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    try {
      return readlinkSync(join(folder, name));
    } catch {
      // It was closed meanwhile.
      return [];
    }
  });
}
