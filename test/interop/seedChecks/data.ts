import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { textsOf, samplesOf, type LineChecks, type Seen } from '../seedCheck.ts';

/** The section "Data" of SEEDS.md. Files of other writers: `makeSeedFiles.py`. */

const iam = join(import.meta.dirname, '../../fixtures/data/iam-like/ascii/words.txt');

/** The words of IAM's list: whether they are well segmented, and their text. */
function iamWords(): { isSegmented: boolean; text: string }[] {
  return Array.from(readFileSync(iam, 'utf8').matchAll(/^\S+-\d\d (ok|err) (?:\S+ ){6}(.+)$/gmu), (row) => ({
    isSegmented: row[1] === 'ok',
    text: row[2] ?? '',
  }));
}

/** CRNN_OCR_lite's filter, as its IAM_preprocessing.py says it. */
function asSeed(text: string): string {
  return text.toLowerCase().replaceAll(/\W+|_/gu, ' ').replaceAll(/\s+/gu, '-');
}

const segmented = (): string[] => iamWords().flatMap(({ isSegmented, text }) => (isSegmented ? [text] : []));
const characters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const turkLines = ['la maison bleue au bord', 'de la rivière dort'];

/** Whether the left edge of an "L" has most of its ink, and its foot: it stands upright and is not mirrored. */
async function isUprightL(picture: Buffer): Promise<boolean> {
  const { data, info } = await sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const ground = data[0] ?? 0;
  const inked = Array.from(data.keys()).filter((at) => Math.abs((data[at] ?? 0) - ground) > 100);
  const columns = inked.map((at) => at % width);
  const rows = inked.map((at) => Math.floor(at / width));
  const edge = Math.min(...columns) + 2;
  const foot = Math.max(...rows) - 2;
  const isThere = height === 28 && inked.length > 20;
  const leftShare = columns.filter((column) => column <= edge).length / inked.length;
  return isThere && leftShare > 0.5 && rows.filter((row) => row >= foot).length > inked.length / 4;
}

/** The payloads of a TFRecord file, by the lengths in it. */
function recordsIn(file: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(file.readBigUInt64LE(at));
    records.push(file.subarray(at + 12, at + 12 + length));
    at += length + 16;
  }
  return records;
}

/** A feature of bytes as protocol buffers encode it: name, then a list with one value. */
function featureBytes(name: string, value: string): Buffer {
  const field = (tag: number, content: Buffer): Buffer =>
    Buffer.concat([Buffer.of(tag, content.length), content]);
  const list = field(0x0a, field(0x0a, Buffer.from(value)));
  return Buffer.concat([field(0x0a, Buffer.from(name)), field(0x12, list)]);
}

const sorted = (texts: readonly string[]): string[] => [...texts].sort();

function sameTexts(seen: Seen, name: string, expected: readonly string[]): void {
  deepEqual(sorted(textsOf(seen, name)), sorted(expected));
}

export const dataChecks: LineChecks = {
  C1: {
    by: 'value',
    takes:
      'a word of words.txt has another label than by the filter of CRNN_OCR_lite, or another number of words passes',
    holds(seen) {
      const labels = iamWords().map(({ text }) => asSeed(text));
      sameTexts(
        seen,
        'c1',
        labels.filter((text) => text.replaceAll('-', '').length >= 2),
      );
    },
  },
  A1: {
    by: 'value',
    takes:
      'labels.txt has not a line "path text" for each well segmented word of words.txt, or they come back otherwise',
    holds(seen) {
      const lines = seen.file('paths/labels.txt').toString('utf8').trimEnd().split('\n');
      const labels = lines.map((line) => /^(\S+)\s(.*)$/u.exec(line));
      deepEqual(sorted(labels.map((parts) => parts?.[2] ?? '')), sorted(segmented()));
      for (const parts of labels) ok(seen.file('paths', parts?.[1] ?? '').length > 100);
      sameTexts(seen, 'a1', segmented());
    },
  },
  A2: {
    by: 'value',
    takes: 'a label in Latin-1 (e9 74 e9) is not read as "été", or its path is taken from the list\'s folder',
    holds(seen) {
      deepEqual(textsOf(seen, 'a2'), ['été']);
    },
  },
  A3: {
    by: 'writer',
    takes:
      "TFRecords that TensorFlow wrote are not read as their three labels, or Inkdex's have another encoding of label",
    needs: ['A1'],
    holds(seen) {
      deepEqual(textsOf(seen, 'a3'), ['QUICK', 'BROWN', 'LAZY DOG']);
      const records = recordsIn(seen.file('aocr/train.tfrecords'));
      equal(records.length, 27);
      equal(records.filter((each) => each.includes(featureBytes('label', 'quick'))).length, 1);
    },
  },
  A4: {
    by: 'value',
    takes: 'labels become upper case or lower case: "The" is there once, "THE" never, "the" three times',
    needs: ['A1'],
    holds(seen) {
      const texts = textsOf(seen, 'iam');
      deepEqual(
        ['The', 'THE', 'the'].map((text) => texts.filter((each) => each === text).length),
        [1, 0, 3],
      );
    },
  },
  A22: {
    by: 'value',
    takes: 'a bad line stops the list, is not counted, or the good one after them is not "quick"',
    holds(seen) {
      deepEqual(textsOf(seen, 'a22'), ['quick']);
      match(seen.output, /^skipped\t2\tinvalid$/mu);
    },
  },
  B1: {
    by: 'value',
    takes: 'the file is not fetched as it is, or one with another SHA-256 is taken',
    holds(seen) {
      equal(seen.file('downloads/notes.txt').toString(), 'handwriting\n');
      match(seen.output, /SHA-256 25725634\w+, expected 0{64}\. The file was discarded/u);
    },
  },
  B2: {
    by: 'value',
    takes:
      'the SHA-256 is not that of "handwriting" and a line feed by sha256sum, or is not written into the file',
    holds(seen) {
      const hash = '25725634f97fa84c8fa91a4ec6c587ea8b5094b33cb83808cd52c0fe04c273c0';
      ok(seen.output.includes(hash));
      ok(seen.file('made/changed/metadata.toml').includes(`sha256 = "${hash}"`));
    },
  },
  B3: {
    by: 'writer',
    takes:
      "a class of gzipped IDX files by Python has more samples than the mean class: 40 of '1', 2 of the others",
    holds(seen) {
      const samples = samplesOf(seen, 'emnist').filter(({ split }) => split === 'train');
      const counts = Array.from(characters, (text) => samples.filter((each) => each.text === text).length);
      deepEqual([Math.min(...counts), Math.max(...counts)], [1, 2]);
      ok((counts[1] ?? 0) <= 2);
    },
  },
  B4: {
    by: 'writer',
    takes: "scipy's .mat is not read as 62 letters and 10 digits, or an L lies on its side or is mirrored",
    async holds(seen) {
      const samples = samplesOf(seen, 'b4');
      const ofSplit = (split: string): string =>
        samples.flatMap((each) => (each.split === split ? [each.text] : [])).join('');
      deepEqual([ofSplit('train'), ofSplit('test')], [characters, '0123456789']);
      seen.inkdex('dataset', 'freeze', 'b4');
      seen.inkdex('dataset', 'export', 'path-label', 'b4', 'glyphs');
      const [, path = ''] = /^(\S+) L$/mu.exec(seen.file('glyphs/labels.txt').toString('utf8')) ?? [];
      ok(await isUprightL(seen.file('glyphs', path)));
    },
  },
  B5: {
    by: 'value',
    takes:
      'a line has a text that is not in texts.txt, or is not as wide as its characters of 28 pixels at most',
    needs: ['B3'],
    holds(seen) {
      const source = 'the quick brown fox jumps over the lazy dog';
      for (const { text, width, height, level } of samplesOf(seen, 'lines')) {
        ok(source.includes(text), text);
        deepEqual([height, level], [28, 'line']);
        ok(width <= 28 * text.length && width > 5 * text.length, `${text}: ${width}`);
      }
    },
  },
  B6: {
    by: 'writer',
    takes:
      "XML as IAM writes it is not read with its places, writer and words, or Inkdex's has other boxes than words.tsv",
    holds(seen) {
      const words = samplesOf(seen, 'forms').filter(({ level }) => level === 'word');
      deepEqual(
        words.map(({ text, quad }) => [text, quad?.[0], quad?.[2]]),
        [
          [`"Don't`, [40, 40], [100, 90]],
          ['sleep', [140, 45], [230, 85]],
        ],
      );
      const xml = seen.file('iam/xml/x00-001.xml').toString('utf8');
      match(
        xml,
        /<word id="x00-001-01-00" tag="XX" text="two">\s+<cmp x="58" y="118" width="67" height="37"\/>/u,
      );
    },
  },
  B7: {
    by: 'writer',
    takes:
      "h5py's file with LZF is not read as its three lines in the 80 classes, or a line has other pixels",
    holds(seen) {
      const lines = samplesOf(seen, 'b7');
      deepEqual(
        lines.map(({ text, split, width, height }) => [text, split, width, height]).sort(),
        [
          ["(quick & 'lazy')", 'test', 952, 28],
          ['Hello, world', 'train', 952, 28],
          ['Is it 42?', 'train', 952, 28],
        ].sort(),
      );
    },
  },
  B8: {
    by: 'value',
    takes:
      'a line of DataTurks has another text or box than its share of the page, or is written with other shares',
    holds(seen) {
      const [first] = samplesOf(seen, 'b8').filter(({ text }) => text === turkLines[0]);
      deepEqual(first?.quad, [
        [40, 40],
        [679, 40],
        [679, 107],
        [40, 107],
      ]);
      sameTexts(seen, 'b8', Array<string[]>(6).fill(turkLines).flat());
      const json = seen.file('fsdl/fsdl_handwriting.jsonl').toString('utf8').split('\n')[0] ?? '';
      ok(json.includes(`[${40 / 719},0.5]`), json);
      ok(json.includes('"notes":"de la rivière dort"'), json);
    },
  },
  B9: {
    by: 'value',
    takes: 'the fetched page is not the served one, byte for byte',
    holds(seen) {
      ok(seen.file('turks/images/page_01.jpg').equals(seen.file('made/page_01.jpg')));
    },
  },
  C2: {
    by: 'value',
    takes:
      'files named by hand have other labels than between their underscores, or Inkdex names files otherwise',
    needs: ['A1'],
    holds(seen) {
      sameTexts(seen, 'c2', ['quick', 'Brown', 'fox-s']);
      ok(seen.file('named/_quick_a01-000u-00-01.png').length > 100);
    },
  },
  C3: {
    by: 'value',
    takes:
      'names and lists made by hand as MJSynth has them are read with other labels or splits, or written otherwise',
    needs: ['A1'],
    holds(seen) {
      const found = samplesOf(seen, 'c3').map(({ text, split }) => [text, split]);
      deepEqual(found.sort(), [
        ['brown', 'train'],
        ['fox-s', 'test'],
        ['quick', 'train'],
      ]);
      match(seen.file('mj/annotation_train.txt').toString(), /^\.\/1\/1\/2_quick_1\.png 1$/mu);
    },
  },
  D1: {
    by: 'value',
    takes:
      'labels are the words in the names and not the lines of the lexicon, or the lexicon is written otherwise',
    needs: ['A1'],
    holds(seen) {
      const found = samplesOf(seen, 'd1').map(({ text, split }) => [text, split]);
      deepEqual(found.sort(), [
        ['one', 'train'],
        ['two', 'train'],
        ['zero', 'test'],
      ]);
      deepEqual(seen.file('synth/lexicon.txt').toString('utf8').split('\n').slice(0, 3), [
        'The',
        'quick',
        'brown',
      ]);
    },
  },
  D2: {
    by: 'writer',
    takes: "TensorFlow's records are read by another map of characters, or a blue picture becomes red",
    needs: ['A1'],
    async holds(seen) {
      const samples = samplesOf(seen, 'd2');
      deepEqual(samples.map(({ text, split, width }) => [text, split, width]).sort(), [
        ['fox', 'test', 100],
        ['zebra', 'train', 100],
      ]);
      seen.inkdex('dataset', 'freeze', 'd2');
      seen.inkdex('dataset', 'export', 'path-label', 'd2', 'zebras');
      const [, path = ''] = /^(\S+) zebra$/mu.exec(seen.file('zebras/labels.txt').toString('utf8')) ?? [];
      const { channels } = await sharp(seen.file('zebras', path)).stats();
      deepEqual(
        channels.slice(0, 3).map(({ mean }) => mean),
        [0, 0, 255],
      );
      notEqual(recordsIn(seen.file('crnn/tfrecords/train_1.tfrecords')).length, 0);
    },
  },
};
