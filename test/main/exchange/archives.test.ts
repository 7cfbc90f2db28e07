import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { archivedNames, openSource, openingArchives } from '../../../main/exchange/archives/openSource.ts';
import { unpackArchive } from '../../../main/exchange/archives/unpack.ts';
import { usualLimits } from '../../../main/exchange/archives/entryGate.ts';
import { iamWords } from '../../../main/exchange/iam/formats.ts';
import { symbolicLink, tarOf, zipOf, type TarEntry, type ZipEntry } from '../../support/archives.ts';
import { folderOf, readAll, samplesIn, textOf } from '../../support/exchange.ts';
import { blankPng } from '../../support/images.ts';
import { patient } from '../../support/patience.ts';
import { temporaryFolder } from '../../support/library.ts';

const { signal } = new AbortController();

/** Unpacks an archive into `out` of a new folder; returns that folder. */
async function unpack(name: string, bytes: Buffer, limits = usualLimits): Promise<string> {
  const folder = folderOf({ [name]: bytes });
  await unpackArchive(join(folder, name), join(folder, 'out'), signal, limits);
  return folder;
}

const kinds: readonly [string, (entries: readonly (ZipEntry & TarEntry)[]) => Buffer][] = [
  ['a.zip', zipOf],
  ['a.tar', tarOf],
  ['a.tgz', (entries) => gzipSync(tarOf(entries))],
];

describe.each(kinds)('an archive such as %s', (name, pack) => {
  it('is unpacked with its folders', async () => {
    const folder = await unpack(
      name,
      pack([
        { name: 'deep/er/a.txt', content: 'A' },
        { name: 'b.txt', content: 'B' },
      ]),
    );
    expect([textOf(folder, 'out/deep/er/a.txt'), textOf(folder, 'out/b.txt')]).toEqual(['A', 'B']);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['b.txt', 'deep']);
  });

  it.each(['../evil.txt', 'a/../../evil.txt', '/tmp/evil.txt', 'C:\\evil.txt', '..\\evil.txt'])(
    'that contains %s is refused, and nothing is written',
    async (evil) => {
      const folder = folderOf({
        [name]: pack([
          { name: 'good.txt', content: 'x' },
          { name: evil, content: 'x' },
        ]),
      });
      const unpacking = unpackArchive(join(folder, name), join(folder, 'out'), signal);
      await expect(unpacking).rejects.toMatchObject({ code: 'data-invalid' });
      await expect(unpacking).rejects.toThrow(
        name === 'a.zip' ? /points outside|relative path|absolute path/u : /points outside/u,
      );
      expect(readdirSync(folder)).toEqual([name]);
    },
  );

  it('with too many files, or a file twice, is refused', async () => {
    const limits = { ...usualLimits, mostFiles: 2 };
    const files = ['a', 'b', 'c'].map((each) => ({ name: each, content: each }));
    await expect(unpack(name, pack(files), limits)).rejects.toThrow('more than 2 files');
    const folders = ['a/', 'b/', 'c/'].map((each) => ({ name: each, type: '5' as const }));
    await expect(unpack(name, pack(folders), limits)).rejects.toThrow('more than 2 files and folders');
    await expect(unpack(name, pack([...files, ...files]))).rejects.toThrow('twice');
  });

  it('that is cut short is refused, and nothing is left', async () => {
    const whole = pack([
      { name: 'a.txt', content: Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i) % 251)) },
    ]);
    const folder = folderOf({ [name]: whole.subarray(0, whole.length / 2) });
    const unpacking = unpackArchive(join(folder, name), join(folder, 'out'), signal);
    await expect(unpacking).rejects.toMatchObject({ code: 'data-invalid' });
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('is not unpacked over an existing folder, nor after it was stopped', async () => {
    const folder = folderOf({ [name]: pack([{ name: 'a.txt', content: 'x' }]), 'out/mine.txt': 'mine' });
    const path = join(folder, name);
    await expect(unpackArchive(path, join(folder, 'out'), signal)).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(unpackArchive(path, join(folder, 'new'), AbortSignal.abort())).rejects.toThrow('aborted');
    expect(readdirSync(folder).sort()).toEqual([name, 'out']);
  });
});

// A plain tar is as large as its contents.
describe.each(kinds.filter(([name]) => name !== 'a.tar'))('a bomb such as %s', (name, pack) => {
  it('that would expand far beyond its size is refused before anything is written', async () => {
    const bomb = pack([{ name: 'a.txt', content: Buffer.alloc(8 * 1024 * 1024) }]);
    const limits = { mostFiles: 10, mostRatio: 2, harmlessBytes: 1024 };
    await expect(unpack(name, bomb, limits)).rejects.toThrow(/would expand to more than/u);
  });
});

describe('links in archives', () => {
  it('are refused, and their targets are not written', async () => {
    const outside = temporaryFolder();
    const evil = zipOf([{ name: 'link', content: outside, mode: symbolicLink }]);
    await expect(unpack('a.zip', evil)).rejects.toThrow('is a link or a device');
    for (const type of ['1', '2', '3'] as const) {
      const tar = tarOf([
        { name: 'link', type, ...(type === '3' ? {} : { link: outside }) },
        { name: 'link/evil.txt', content: 'x' },
      ]);
      await expect(unpack('a.tar', tar), type).rejects.toThrow('is a link or a device');
    }
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe('a tgz', () => {
  it('that is cut short among thousands of folders is refused, and nothing is left', async () => {
    const entries = Array.from({ length: 4000 }, (_, index) => ({
      name: `deep/${index}/`,
      type: '5' as const,
    }));
    const whole = gzipSync(tarOf(entries));
    const folder = folderOf({ 'a.tgz': whole.subarray(0, whole.length / 2) });
    const unpacking = unpackArchive(join(folder, 'a.tgz'), join(folder, 'out'), signal);
    await expect(unpacking).rejects.toThrow('is damaged or incomplete');
    expect(readdirSync(folder)).toEqual(['a.tgz']);
  });
});

describe('a tgz of a stranger', () => {
  const zeros = Buffer.alloc(20e6);
  const word = tarOf([{ name: 'words/a.txt', content: 'a' }]).subarray(0, 1024);

  it.each([
    ['zeros only', gzipSync(zeros, { level: 9 }), []],
    ['zeros after an entry', gzipSync(Buffer.concat([word, zeros]), { level: 9 }), ['words/a.txt']],
    ['letters only', gzipSync(Buffer.alloc(20e6, 'A'), { level: 9 }), []],
    ['letters after an entry', gzipSync(Buffer.concat([word, Buffer.alloc(20e6, 'A')])), ['words/a.txt']],
    ['another tgz', gzipSync(gzipSync(Buffer.concat([word, zeros]))), []],
  ])(
    'that expands to 20 MB of %s is refused soon, or ends where the tar ends',
    { timeout: patient(5_000) },
    async (what, bytes, names) => {
      const folder = folderOf({ 'a.tgz': bytes });
      const path = join(folder, 'a.tgz');
      expect(await archivedNames(path)).toEqual(names);
      const unpacking = unpackArchive(path, join(folder, 'out'), signal);
      if (what === 'zeros after an entry') await unpacking;
      else await expect(unpacking).rejects.toMatchObject({ code: 'data-invalid' });
    },
  );

  it('that holds more than its entries say is refused before all of it is unpacked', async () => {
    const limits = { mostFiles: 10, mostRatio: 2, harmlessBytes: 1024 };
    const many = gzipSync(
      tarOf(Array.from({ length: 2000 }, (_, each) => ({ name: `${each}/`, type: '5' as const }))),
    );
    await expect(unpack('a.tgz', many, { ...limits, mostFiles: 9_999 })).rejects.toThrow(
      /would expand to more than/u,
    );
  });
});

describe('a zip', () => {
  it('with false sizes is refused before it writes more than it declared', async () => {
    const lie = zipOf([{ name: 'a.txt', content: Buffer.alloc(4 * 1024 * 1024), claimedSize: 10 }]);
    await expect(unpack('a.zip', lie)).rejects.toThrow(/too many bytes/u);
  });
});

describe('a file that is not an archive', () => {
  it('is refused, or left unchanged', async () => {
    const folder = folderOf({ 'a.zip': 'not a zip', 'list.txt': 'a' });
    await expect(unpackArchive(join(folder, 'a.zip'), join(folder, 'out'), signal)).rejects.toThrow(
      'is not an archive',
    );
    expect(await openSource(join(folder, 'list.txt'), temporaryFolder(), signal)).toBe(
      join(folder, 'list.txt'),
    );
    expect(await openSource(folder, temporaryFolder(), signal)).toBe(folder);
  });
});

const iamFiles = {
  list: 'a01-000u-00-00 ok 154 1 1 1 1 XX Hello\n',
  image: blankPng(30, 20),
};

describe('IAM as distributed', () => {
  /** A folder of archives, one per part, two of which begin with a folder of their own name. */
  const handedOut = (): string =>
    folderOf({
      'ascii.tgz': gzipSync(tarOf([{ name: 'words.txt', content: iamFiles.list }])),
      'words.tgz': gzipSync(
        tarOf([
          { name: 'words/', type: '5' },
          { name: 'words/a01/a01-000u/a01-000u-00-00.png', content: iamFiles.image },
        ]),
      ),
      'splits/trainset.txt': 'a01-000u\n',
    });

  it('is read from the folder of its archives', async () => {
    const folder = handedOut();
    expect(await archivedNames(folder)).toEqual(['ascii/', 'words/']);
    expect(await iamWords.recognise(folder)).toBe(0.9);
    const [sample, ...others] = samplesIn(await readAll(openingArchives(iamWords), folder));
    expect([sample?.text, sample?.split, others]).toEqual(['Hello', 'train', []]);
    expect(readdirSync(folder).sort()).toEqual(['ascii.tgz', 'splits', 'words.tgz']);
  });

  it('is read when some archives are already unpacked', async () => {
    const folder = handedOut();
    await unpackArchive(join(folder, 'ascii.tgz'), join(folder, 'ascii'), signal);
    expect(await archivedNames(folder)).toEqual(['words/']);
    expect(samplesIn(await readAll(openingArchives(iamWords), folder))).toHaveLength(1);
  });

  it.each([
    ['iam.zip', 'iam/'],
    ['iam.zip', ''],
    ['iam.tar.gz', 'some/'],
  ])('is read from one archive %s with everything in "%s"', async (name, top) => {
    const entries = [
      { name: `${top}ascii/words.txt`, content: iamFiles.list },
      { name: `${top}words/a01/a01-000u/a01-000u-00-00.png`, content: iamFiles.image },
    ];
    const folder = folderOf({ [name]: name.endsWith('zip') ? zipOf(entries) : gzipSync(tarOf(entries)) });
    const path = join(folder, name);
    expect(await iamWords.recognise(path)).toBe(0.9);
    const [sample] = samplesIn(await readAll(openingArchives(iamWords), path));
    expect(sample?.text).toBe('Hello');
    expect(sample?.path.startsWith(folder)).toBe(false);
  });

  it('that is damaged is refused by the format', async () => {
    const folder = handedOut();
    writeFileSync(join(folder, 'words.tgz'), gzipSync(tarOf([{ name: '../x', content: 'x' }])));
    await expect(readAll(openingArchives(iamWords), folder)).rejects.toThrow('points outside');
    expect(existsSync(join(folder, 'words'))).toBe(false);
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  it('is named in messages, not the folder that it is unpacked into', async () => {
    const folder = folderOf({
      'iam.zip': zipOf([{ name: 'ascii/words.txt', content: 'a01-000u-00-00 ok\n' }]),
    });
    const path = join(folder, 'iam.zip');
    const [record] = await readAll(openingArchives(iamWords), path);
    expect(record).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining(`${path}/ascii`) as string,
    });
    writeFileSync(path, zipOf([{ name: 'a.txt', content: 'x' }]));
    await expect(readAll(openingArchives(iamWords), path)).rejects.toThrow(path);
  });
});
