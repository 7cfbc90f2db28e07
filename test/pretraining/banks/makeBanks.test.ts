import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeInk } from '../../../main/imaging/formats/decode.ts';
import { writeBoardPhotos } from '../../../pretraining/banks/boardPhotos.ts';
import { differenceHash, readHeldBack, type HeldBack } from '../../../pretraining/banks/heldBack.ts';
import { heldBackPages } from '../../../pretraining/banks/heldBackPages.ts';
import { makeBanks } from '../../../pretraining/banks/makeBanks.ts';
import { readSources, type BankSource } from '../../../pretraining/banks/source.ts';
import { cell, numberCell, readTable, type Row } from '../../../pretraining/tables.ts';
import { barLine, barReader } from '../../support/barWords.ts';

/** Nothing is held back. */
const nothing: HeldBack = { hasOwner: () => false, hasPicture: () => Promise.resolve(false) };
const folder = mkdtempSync(join(tmpdir(), 'inkdex-banks-'));
const mirror = join(folder, 'mirror');
const line = ['ooo', 'ooooooo', 'oo'];
let sources: BankSource[] = [];

beforeAll(async () => {
  const image = await encodeInk(barLine(line));
  const { width } = barLine(line);
  const page = `<?xml version="1.0"?><alto><Description><fileName>one.png</fileName></Description>
    <TextLine BASELINE="0 28 ${width} 28"><Shape><Polygon POINTS="0 1 ${width} 1 ${width} 38 0 38"/></Shape>
    <String CONTENT="${line.join(' ')}"/></TextLine></alto>`;
  const pages = commitOf('some/letters', { 'data/anna/one.xml': page, 'data/anna/one.png': image });
  const writers = Array.from({ length: 10 }, (_, index) => index + 1);
  const single = await encodeInk(barLine(['oooo']));
  const words = commitOf('some/words', {
    'data.csv': `file_name,text,writer_id\n${writers
      .flatMap((writer) => [
        `img/${writer}_0.png,oooo,${writer}`,
        `img/${writer}_1.png,${line.join(' ')},${writer}`,
      ])
      .join('\n')}\n`,
    ...Object.fromEntries(
      writers.flatMap((writer) => [
        [`img/${writer}_0.png`, single],
        [`img/${writer}_1.png`, image],
      ]),
    ),
  });
  const common = { bank: 'french', licence: 'CC-BY-4.0', pages: '', lines: '', hand: '' };
  sources = [
    { ...common, ...pages, name: 'letters', kind: 'pages', under: 'data/', hand: 'data/([^/]+)/' },
    { ...common, ...words, name: 'words', bank: 'german', kind: 'writers', under: 'img/' },
  ];
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function commitOf(
  repository: string,
  files: Readonly<Record<string, string | Buffer>>,
): Pick<BankSource, 'repository' | 'commit'> {
  const clone = join(mirror, repository.replace('/', '+'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), content);
  }
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];
  const git = (...given: readonly string[]): string =>
    execFileSync('git', ['-C', clone, ...who, ...given], { encoding: 'utf8' });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Files');
  return { repository, commit: git('rev-parse', 'HEAD').trim() };
}

describe('Banks of public repositories', () => {
  it('have the words of pages and of writers, with some writers held back', async () => {
    const out = join(folder, 'one');
    const counts = await makeBanks(sources, { mirror, out, reader: barReader, heldBack: nothing });
    expect(counts.get('letters')).toEqual({ images: 1, lines: 1, words: 3, kept: 3, held: 0, hands: 1 });
    expect(counts.get('words')).toMatchObject({ images: 20, kept: 2 * (1 + 3), held: 8, hands: 10 });
    expect(readFileSync(join(out, 'french/labels.tsv'), 'utf8')).toBe(
      [
        'file\ttext\tsource\thand\terrorRate',
        ...line.map((word, place) => `letters/one_000_0${place}.png\t${word}\tletters\tletters/anna\t0.00`),
        '',
      ].join('\n'),
    );
    const [trained, held] = ['german/labels.tsv', 'german/held/labels.tsv'].map(
      (path) =>
        new Set(
          [...readFileSync(join(out, path), 'utf8').matchAll(/\twords\/(writer\d+)\t/gu)].map(
            ([, hand]) => hand,
          ),
        ),
    );
    expect(held?.size).toBe(8);
    expect(trained?.isDisjointFrom(held ?? new Set())).toBe(true);
  });

  it('are the same bytes when they are made again', async () => {
    const folders = ['two', 'three'].map((name) => join(folder, name));
    for (const out of folders)
      await makeBanks(sources, { mirror, out, reader: barReader, heldBack: nothing });
    const [two, three] = folders.map((out) =>
      globSync('**/*.{png,tsv}', { cwd: out })
        .sort()
        .map((path) => [path, readFileSync(join(out, path)).toString('base64')]),
    );
    expect(two?.length).toBeGreaterThan(10);
    expect(three).toEqual(two);
  });

  it('tell what is missing from the mirror', async () => {
    const [source] = sources;
    if (source === undefined) throw new RangeError('There is no source.');
    const make = async (changed: Partial<BankSource>): Promise<unknown> =>
      await makeBanks([{ ...source, ...changed }], {
        mirror,
        out: join(folder, 'none'),
        reader: barReader,
        heldBack: nothing,
      });
    await expect(make({ repository: 'some/other' })).rejects.toMatchObject({ code: 'file-missing' });
    await expect(make({ commit: '0'.repeat(40) })).rejects.toMatchObject({ code: 'data-invalid' });
  });
});

describe('Photos of the labelled boards', () => {
  it('are upright and have the size whose pixels the labels count', async () => {
    const photo = await sharp({ create: { width: 3000, height: 1500, channels: 3, background: 'white' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { repository, commit } = commitOf('some/boards', { 'assets/merge.jpg': photo });
    const labels = join(folder, 'labels');
    mkdirSync(labels);
    const rows = [
      ['page', 'repository', 'file', 'commit', 'turn'],
      ['301.jpg', repository, 'assets/merge.jpg', commit, ''],
      ['302.jpg', repository, 'assets/merge.jpg', commit, '270'],
    ];
    writeFileSync(join(labels, 'sources.tsv'), rows.map((row) => row.join('\t')).join('\n'));
    const out = join(folder, 'boards');
    expect(await writeBoardPhotos(labels, mirror, out, nothing)).toEqual({ written: 2, heldBack: 0 });
    const sizeOf = async (page: string) => {
      const { width, height, orientation } = await sharp(join(out, 'images', page)).metadata();
      return { width, height, orientation };
    };
    expect(await sizeOf('301.jpg')).toEqual({ width: 1000, height: 2000 });
    expect(await sizeOf('302.jpg')).toEqual({ width: 2000, height: 1000 });
  });
});

describe('What is measured on from outside', () => {
  const hashesIn = (owner: string, picture: string): string => {
    const place = mkdtempSync(join(folder, 'held-'));
    writeFileSync(join(place, 'owners.sha256'), `${createHash('sha256').update(owner).digest('hex')}\n`);
    writeFileSync(join(place, 'pictures.dhash'), `${picture}\n`);
    return place;
  };
  const drawn = (seed: number): Promise<Buffer> => {
    // Greys that differ from cell to cell.
    const cells = Buffer.from(Array.from({ length: 300 }, (_, at) => (at * at * seed * 7919) % 251));
    const small = sharp(cells, { raw: { width: 20, height: 15, channels: 1 } });
    return small.resize(400, 300, { kernel: 'nearest' }).jpeg().toBuffer();
  };

  it('goes into no bank: neither the owner in any letters, nor the picture in any rotation or size', async () => {
    const picture = await drawn(3);
    const heldBack = await readHeldBack([
      hashesIn('measured', (await differenceHash(picture)).toString('hex')),
    ]);
    const smaller = await sharp(picture).rotate(90).resize(180).jpeg({ quality: 60 }).toBuffer();
    const { commit } = commitOf('Measured/repo', { 'own.jpg': await drawn(5) });
    const { repository, commit: other } = commitOf('some/copies', {
      'same.jpg': picture,
      'turned.jpg': smaller,
      'another.jpg': await drawn(11),
    });
    const labels = mkdtempSync(join(folder, 'labels-'));
    const rows = [
      ['page', 'repository', 'file', 'commit'],
      ['1.jpg', 'Measured/repo', 'own.jpg', commit],
      ['2.jpg', repository, 'same.jpg', other],
      ['3.jpg', repository, 'turned.jpg', other],
      ['4.jpg', repository, 'another.jpg', other],
    ];
    writeFileSync(join(labels, 'sources.tsv'), rows.map((row) => row.join('\t')).join('\n'));
    const out = mkdtempSync(join(folder, 'out-'));
    expect(await writeBoardPhotos(labels, mirror, out, heldBack)).toEqual({ written: 1, heldBack: 3 });
    expect(globSync('images/*', { cwd: out })).toEqual(['images/4.jpg']);
    expect([...(await heldBackPages(out))]).toEqual(['1.jpg', '2.jpg', '3.jpg']);
    const [source] = sources;
    if (source === undefined) throw new RangeError('There are sources.');
    const counts = await makeBanks([{ ...source, repository: 'MEASURED/letters' }], {
      ...{ mirror, out, reader: barReader, heldBack },
    });
    expect(counts.size).toBe(0);
  });

  it('is not among the photos and repositories that are listed for training', async () => {
    const heldBack = await readHeldBack([join(import.meta.dirname, '../../../pretraining/heldBack')]);
    expect(heldBack.hasOwner('no-such-owner/x')).toBe(false);
    for (const list of ['boards', 'unlabelled', 'kinds']) {
      const path = join(import.meta.dirname, '../../../pretraining', list, 'sources.tsv');
      const rows = await readTable(path, ['repository']);
      expect(
        rows
          .filter((row) => heldBack.hasOwner(cell(row, 'repository')))
          .map((row) => cell(row, 'repository')),
      ).toEqual([]);
    }
  });
});

describe('Our labels of boards', () => {
  it('are words in boxes, and each owner is in one split', async () => {
    const labels = join(import.meta.dirname, '../../../pretraining/boards');
    const columns = ['page', 'split', 'repository', 'file', 'licence'];
    const sources = await readTable(join(labels, 'sources.tsv'), columns);
    const words = await readTable(join(labels, 'words.tsv'), ['page', 'x', 'y', 'w', 'h', 'text']);
    // In this folder each page is by the person whose name the file has.
    const writerOf = (row: Row): string =>
      /pick-a-panel\/([a-z]+)/u.exec(cell(row, 'file'))?.[1] ?? cell(row, 'repository');
    const owners = Map.groupBy(sources, writerOf);
    for (const [owner, rows] of owners) {
      expect(new Set(rows.map((row) => cell(row, 'split'))).size, owner).toBe(1);
    }
    expect(new Set(words.map((row) => cell(row, 'page')))).toEqual(
      new Set(sources.map((row) => cell(row, 'page'))),
    );
    expect(words.filter((row) => !/^\S+$/u.test(cell(row, 'text')))).toEqual([]);
    expect(words.filter((row) => numberCell(row, 'w') < 3 || numberCell(row, 'h') < 3)).toEqual([]);
  });
});

describe('The list of sources', () => {
  it('names repository, commit and licence of each', async () => {
    const all = await readSources();
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(all.every(({ licence }) => licence.startsWith('CC-BY-4.0'))).toBe(true);
  });
});
