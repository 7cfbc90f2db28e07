import { spawnSync } from 'node:child_process';
import fs, {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { tableColumns } from '../../../../main/datasets/package/croissant.ts';
import { metadataToml, parseMetadataToml } from '../../../../main/datasets/package/packageFiles.ts';
import { besides } from '../../../../main/files/partialFiles.ts';
import { libraryPaths } from '../../../../main/store/library/libraryPaths.ts';
import { objectFile } from '../../../../shared/fileNames.ts';
import { anyCharacter } from '../../../support/anyCharacter.ts';
import { asSamples, formatOf, importing, incoming, unwatched } from '../../../support/datasetRecords.ts';
import {
  edit,
  freeze,
  frozenWords,
  samplesOf,
  wordFiles,
  type FrozenWords,
} from '../../../support/frozenWords.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { datasetFiles, imageFolder, openDatasets } from '../../../support/openDatasets.ts';

const everything = [
  'croissant.json',
  'images',
  'manifest.jsonl',
  'metadata.toml',
  'samples.csv',
  'version.json',
];

async function exported({ datasets, version }: FrozenWords, url: string | null = null): Promise<string> {
  const path = join(temporaryFolder(), 'package');
  await datasets.exportNow({ version, dataset: null, format: 'inkdex', path, url }, unwatched);
  return path;
}

describe('a package', () => {
  it('contains a whole version: imported elsewhere it is the same version', async () => {
    const opened = await frozenWords();
    const [first] = samplesOf(opened, opened.dataset);
    const odd = edit(first, { text: 'a "quote",\u2028 and\nmore', split: 'test', writer: 'Ann, of course' });
    opened.datasets.calls.editSamples({ dataset: opened.dataset, edits: [odd] });
    const version = await freeze(opened, opened.dataset);
    const path = await exported({ ...opened, version });
    expect(readdirSync(path).sort()).toEqual(everything);
    expect(readdirSync(join(path, 'images'))).toHaveLength(wordFiles.length);

    const { datasets } = openDatasets();
    const guesses = await datasets.calls.recogniseFormat({ path });
    expect(guesses).toEqual([{ format: 'inkdex', likelihood: 1 }]);
    const taken = await datasets.importNow(importing(path, { format: 'inkdex' }), unwatched);
    const frozen = await datasets.freezeNow(
      { dataset: taken.dataset, author: null, note: '', tags: [] },
      unwatched,
    );
    expect(frozen.version).toBe(version);
  });

  it('names what is missing without its images, or when nothing is at its path', async () => {
    const opened = await frozenWords();
    const path = await exported(opened);
    rmSync(join(path, 'images'), { recursive: true });
    const { datasets } = openDatasets();
    await expect(datasets.importNow(importing(path, { format: 'inkdex' }), unwatched)).rejects.toMatchObject({
      code: 'file-missing',
      message: expect.stringContaining(join(path, 'images')) as string,
    });
    await expect(datasets.calls.recogniseFormat({ path: join(path, 'nowhere') })).rejects.toMatchObject({
      code: 'file-missing',
    });
  });

  it('says that git changed the line ends of its texts', async () => {
    const opened = await frozenWords();
    const { datasets } = openDatasets();
    const path = await exported(opened);
    for (const name of ['manifest.jsonl', 'metadata.toml'].map((file) => join(path, file)))
      writeFileSync(name, readFileSync(name, 'utf8').replaceAll('\n', '\r\n'));
    await expect(datasets.importNow(importing(path, { format: 'inkdex' }), unwatched)).rejects.toThrow(
      /line ends were changed to CRLF, as git does on Windows: put "\* -text"/u,
    );
    const manifest = join(path, 'manifest.jsonl');
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8').replaceAll('\r\n', '\n').replace('"word"', '"wort"'),
    );
    await expect(datasets.importNow(importing(path, { format: 'inkdex' }), unwatched)).rejects.toThrow(
      'Download both files again.',
    );
  });

  it('describes itself in metadata.toml, with exactly three keys', async () => {
    const opened = await frozenWords();
    const path = await exported(opened, 'https://example.org/words');
    expect(parse(readFileSync(join(path, 'metadata.toml'), 'utf8'))).toEqual({
      url: 'https://example.org/words/manifest.jsonl',
      filename: 'manifest.jsonl',
      sha256: opened.version,
    });
  });

  it('is refused when a byte of its manifest or of an image was changed', async () => {
    const opened = await frozenWords();
    const { datasets } = openDatasets();
    const path = await exported(opened);
    const [image = ''] = readdirSync(join(path, 'images'));
    appendFileSync(join(path, 'images', image), 'x');
    const importingIt = (): Promise<unknown> =>
      datasets.importNow(importing(path, { format: 'inkdex' }), unwatched);
    await expect(importingIt()).rejects.toThrow('line ');
    await expect(importingIt()).rejects.toThrow('was changed');

    const manifest = join(path, 'manifest.jsonl');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"word"', '"wort"'));
    await expect(importingIt()).rejects.toThrow(opened.version);
    writeFileSync(join(path, 'metadata.toml'), 'url = "x"\nfilename = "manifest.jsonl"\n');
    await expect(importingIt()).rejects.toThrow('expected exactly the keys url, filename and sha256');
    expect(datasets.calls.listDatasets()).toEqual([]);
  });

  it('belongs to the named dataset, with its licence, when several have the version', async () => {
    const images = imageFolder(wordFiles);
    const opened = openDatasets([
      formatOf('test', () => asSamples(wordFiles.map((file) => incoming(images, file)))),
    ]);
    const { datasets } = opened;
    const made = async (name: string, licence: string) => {
      const { dataset } = await datasets.importNow(importing(images, { name, licence }), unwatched);
      return { dataset, version: await freeze(opened, dataset) };
    };
    const first = await made('first', 'CC0-1.0');
    const second = await made('second', 'CC-BY-4.0');
    expect(second.version).toBe(first.version);
    const path = join(temporaryFolder(), 'package');
    const ask = { format: 'inkdex', path, url: null };
    const nobodys = datasets.exportNow({ ...second, ...ask, dataset: null }, unwatched);
    await expect(nobodys).rejects.toMatchObject({ code: 'bad-arguments' });
    await datasets.exportNow({ ...second, ...ask }, unwatched);
    const record: unknown = JSON.parse(readFileSync(join(path, 'version.json'), 'utf8'));
    expect(record).toMatchObject({ dataset: 'second', licence: 'CC-BY-4.0' });
  });

  it('removes what a killed export to the same path left', async () => {
    const { datasets, version } = await frozenWords();
    const parent = temporaryFolder();
    const left = join(parent, basename(besides('x')).replace(/-\d+-/u, `-${spawnSync('true').pid}-`));
    mkdirSync(join(left, 'images'), { recursive: true });
    fs.utimesSync(left, 0, 0);
    const ask = { version, dataset: null, format: 'inkdex', url: null, path: join(parent, 'package') };
    await datasets.exportNow(ask, unwatched);
    expect(readdirSync(parent)).toEqual(['package']);
  });

  it('is not left incomplete when it is stopped at its last image, and can be resumed', async () => {
    const { datasets, version } = await frozenWords();
    const parent = temporaryFolder();
    const ask = { version, dataset: null, format: 'inkdex', url: null, path: join(parent, 'package') };
    const stopping = new AbortController();
    const onProgress = (done: number, total: number | null): void => {
      if (done === total) stopping.abort();
    };
    await expect(datasets.exportNow(ask, { signal: stopping.signal, onProgress })).rejects.toThrow('abort');
    expect(readdirSync(parent)).toEqual([]);
    await datasets.exportNow(ask, unwatched);
    expect(readdirSync(parent)).toEqual(['package']);
  });

  it.skipIf(process.platform !== 'linux')('reports a missing permission, and what to do', async () => {
    const { datasets, version } = await frozenWords();
    const ask = { version, dataset: null, format: 'inkdex', url: null, path: '/sys/inkdex/package' };
    await expect(datasets.exportNow(ask, unwatched)).rejects.toMatchObject({
      code: 'permission-denied',
      message:
        'No permission to read or write "/sys/inkdex/package". Change its permissions, or choose another folder.',
    });
  });

  it('never overwrites, is never incomplete, and contains no damaged image', async () => {
    const opened = await frozenWords();
    const { datasets, version, folder } = opened;
    const parent = temporaryFolder();
    const ask = { version, dataset: null, format: 'inkdex', url: null };
    const there = datasets.exportNow({ ...ask, path: parent }, unwatched);
    await expect(there).rejects.toMatchObject({ code: 'conflict' });
    const [object = ''] = datasetFiles(folder).objects;
    writeFileSync(join(libraryPaths(folder).objects, objectFile(object)), 'rot');
    const path = join(parent, 'package');
    await expect(datasets.exportNow({ ...ask, path }, unwatched)).rejects.toMatchObject({
      code: 'data-invalid',
    });
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(parent)).toEqual([]);
    const wrong = datasets.exportNow({ ...ask, path, format: 'papyrus' }, unwatched);
    await expect(wrong).rejects.toMatchObject({ code: 'bad-arguments' });
  });
});

/** The checks of the Croissant validator (mlcroissant 1.1). */
const reference = z.object({ '@id': z.string() });
const fileObject = z.object({
  '@type': z.literal('cr:FileObject'),
  '@id': z.string(),
  name: z.string().min(1),
  contentUrl: z.string().min(1),
  encodingFormat: z.string().min(1),
  sha256: z.string().length(64),
});
const fileSet = z.object({
  '@type': z.literal('cr:FileSet'),
  '@id': z.string(),
  name: z.string().min(1),
  encodingFormat: z.string().min(1),
  includes: z.string().min(1),
});
const field = z.object({
  '@type': z.literal('cr:Field'),
  '@id': z.string().startsWith('samples/'),
  name: z.string().min(1),
  dataType: z.string(),
  source: z.object({ fileObject: reference, extract: z.object({ column: z.string() }) }),
});
const described = z.object({
  '@context': z.record(z.string(), z.unknown()),
  '@type': z.literal('sc:Dataset'),
  conformsTo: z.literal('http://mlcommons.org/croissant/1.1'),
  name: z.string().min(1),
  description: z.string().min(1),
  license: z.string().min(1),
  url: z.string().min(1),
  creator: z.object({ '@type': z.literal('sc:Person'), name: z.string().min(1) }),
  datePublished: z.iso.datetime(),
  version: z.string().regex(/^\d\.\d\.\d$/u),
  distribution: z.array(z.discriminatedUnion('@type', [fileObject, fileSet])).min(1),
  recordSet: z
    .array(
      z.object({
        '@type': z.literal('cr:RecordSet'),
        '@id': z.string(),
        key: reference,
        field: z.array(field),
      }),
    )
    .min(1),
});

describe('Croissant', () => {
  it('has all that the specification requires, unique names, and columns that exist', async () => {
    const opened = await frozenWords();
    const path = await exported(opened);
    const found = described.parse(JSON.parse(readFileSync(join(path, 'croissant.json'), 'utf8')));
    const fields = found.recordSet.flatMap((set) => set.field);
    const ids = [...found.distribution, ...found.recordSet, ...fields].map((node) => node['@id']);
    expect(new Set(ids).size).toBe(ids.length);
    const [header] = readFileSync(join(path, 'samples.csv'), 'utf8').split('\n');
    expect(header?.split(',')).toEqual(Object.keys(tableColumns));
    for (const { source } of fields) {
      expect(ids).toContain(source.fileObject['@id']);
      expect(header?.split(',')).toContain(source.extract.column);
    }
    for (const set of found.recordSet) expect(ids).toContain(set.key['@id']);
    for (const file of found.distribution) {
      if (file['@type'] === 'cr:FileObject') expect(existsSync(join(path, file.contentUrl))).toBe(true);
      else expect(file).toMatchObject({ encodingFormat: 'image/png', includes: 'images/*.png' });
    }
  });
});

describe('metadata.toml', () => {
  it('restores everything that was written', () => {
    const metadata = fc.record({
      url: fc.string({ unit: anyCharacter }),
      filename: fc.string({ minLength: 1 }),
      sha256: fc.string({
        unit: fc.constantFrom(...Array.from('0123456789abcdef')),
        minLength: 64,
        maxLength: 64,
      }),
    });
    fc.assert(
      fc.property(metadata, (given) => {
        expect(parseMetadataToml(metadataToml(given), 'metadata.toml')).toEqual(given);
      }),
    );
  });

  it.each([
    ['another key', 'url = "a"\nfilename = "b"\nsha256 = "SHA"\nlicence = "c"'],
    ['a repeated key', 'url = "a"\nurl = "b"\nfilename = "b"\nsha256 = "SHA"'],
    ['a number', 'url = 1\nfilename = "b"\nsha256 = "SHA"'],
    ['an invalid hash', 'url = "a"\nfilename = "b"\nsha256 = "abc"'],
    ['invalid TOML', '<html>'],
  ])('is refused with %s', (_what, text) => {
    const given = text.replace('SHA', 'a'.repeat(64));
    expect(() => parseMetadataToml(given, 'metadata.toml')).toThrow(
      'expected exactly the keys url, filename and sha256',
    );
  });
});

it('a lossless format gives the same version when its files are imported again', async () => {
  const opened = await frozenWords();
  const path = imageFolder(wordFiles);
  const again = openDatasets([
    formatOf('test', () => asSamples(wordFiles.map((file) => incoming(path, file)))),
  ]);
  const { dataset } = await again.datasets.importNow(importing(path), unwatched);
  expect(await freeze(again, dataset)).toBe(opened.version);
});
