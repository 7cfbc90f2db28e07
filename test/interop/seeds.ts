import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ShortForm } from '../bench/shortForms.ts';
import { zipOf } from '../support/archives.ts';
import { hdf5File } from '../support/hdf5File.ts';
import { emnistMat } from '../support/matFile.ts';

/** The lines of SEEDS.md as commands, and the data that they name. */

const root = join(import.meta.dirname, '../..');
const data = join(root, 'test/fixtures/data');

export interface SeedForms {
  readonly forms: readonly ShortForm[];
  /** How many lines the table has, and how many of them say that something is absent. */
  readonly lines: number;
  readonly absent: number;
  readonly env: NodeJS.ProcessEnv;
}

/** @param folder an empty one, in which the commands run */
export async function seedForms(folder: string): Promise<SeedForms> {
  await writeData(join(folder, 'made'));
  writePrograms(join(folder, 'bin'));
  const rows = readFileSync(join(import.meta.dirname, 'SEEDS.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const cells =
        /^\| (?<name>[A-D]\d+) \| (?<what>.+?) \| (?<run>`.+`|absent) +\| (?<then>.+?) +\|$/u.exec(
          line.replaceAll(/ {2,}/gu, ' '),
        )?.groups;
      return cells === undefined ? [] : [cells];
    });
  const present = rows.filter(({ run }) => run !== 'absent');
  const commands = new Map<string, { names: string[]; keys: string[] }>();
  for (const { name = '', run = '', then = '' } of present) {
    const command = run.slice(1, -1).replaceAll('\\|', '|');
    const known = commands.get(command) ?? { names: [], keys: [] };
    commands.set(command, { names: [...known.names, name], keys: [...known.keys, then.slice(1, -1)] });
  }
  const forms = [...commands].map(([run, { names, keys }]) => ({
    named: `${names.join(', ')}: ${run.slice(0, 100)}`,
    run,
    prints: new RegExp(
      keys.map((key) => `(?=[^]*${key.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&')})`).join(''),
      'u',
    ),
  }));
  const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`, INKDEX_ROOT: root };
  return { forms, lines: rows.length, absent: rows.length - present.length, env };
}

/** `inkdex`; `serving`, which runs a client beside its API, and `sharing` beside a server of the made files. */
function writePrograms(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const programs = {
    inkdex: `exec "${process.execPath}" "${join(root, 'main/cli.ts')}" "$@"`,
    sharing: `cd made && python3 -m http.server --bind 127.0.0.1 18080 > /dev/null 2>&1 &
server=$!
trap 'kill $server' EXIT
until curl -s http://127.0.0.1:18080/ > /dev/null; do kill -0 $server || exit 1; sleep 0.1; done
"$@"`,
    serving: `options=""
while [ "$1" != "--" ]; do options="$options $1"; shift; done
shift
rm -f serving.log
inkdex serve --no-open --port 0 --api --api-open $options > serving.log 2>&1 &
server=$!
trap 'kill $server; wait $server' EXIT
until grep -qs "The API is at" serving.log; do kill -0 $server || { cat serving.log; exit 1; }; sleep 0.1; done
"$@"`,
  };
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
}

async function writeData(folder: string): Promise<void> {
  const word = join(data, 'iam-like/words/a01/a01-000u/a01-000u-00-01.png');
  const encoded = readFileSync(word).toString('base64');
  const notes = Buffer.from('handwriting\n');
  const sha256 = createHash('sha256').update(notes).digest('hex');
  const experiment = {
    dataset: 'iam',
    network: 'crnn',
    network_args: { channels: [8, 8, 16, 16, 24, 24, 64], hidden: 16 },
    train_args: { epochs: 1, batch_size: 16 },
    dataset_args: { subsample_fraction: 0.9 },
  };
  const averaged = { ...experiment, train_args: { epochs: 1, averageDecay: 0.9, evaluations: 1 } };
  const pixels = Array.from({ length: 32 }, (_, row) =>
    Array.from({ length: 100 }, (_column, column) =>
      Array.from({ length: 3 }, () => (row > 8 && row < 24 && column % 16 === 8 ? -1 : 1)),
    ),
  );
  const metadata = (hash: string): string =>
    `url = "http://127.0.0.1:18080/notes.txt"\nfilename = "notes.txt"\nsha256 = "${hash}"\n`;
  const files: Readonly<Record<string, string | Buffer>> = {
    'latin1/labels.txt': Buffer.from(`made/latin1/word.png été\n`, 'latin1'),
    'latin1/word.png': readFileSync(word),
    'changed/metadata.toml': metadata('0'.repeat(64)),
    'changed/notes.txt': notes,
    'metadata.toml': metadata(sha256),
    'notes.txt': notes,
    'page_01.jpg': readFileSync(join(data, 'pages/images/page_01.jpg')),
    'dataturks.json': `${JSON.stringify({ content: 'http://127.0.0.1:18080/page_01.jpg', annotation: null })}\n`,
    'texts.txt': 'the quick brown fox\njumps over the lazy dog\n',
    'list.txt': `${join(folder, 'missing.png')}\n${word}\n`,
    'line.png': readFileSync(word),
    'colour.png': await colouredWord(word),
    'iam_lines.h5': linesFile(),
    'boxes.json': JSON.stringify({ [join(data, 'photos/images/dn01.jpg')]: [[null, 40, 61, 266, 101]] }),
    'experiment.json': JSON.stringify(experiment),
    'experiments.json': JSON.stringify({ experiment_group: 'Two', experiments: [experiment, experiment] }),
    'configured.json': JSON.stringify(averaged),
    'aocr.json': JSON.stringify({ signature_name: 'serving_default', inputs: { input: { b64: encoded } } }),
    'predict.json': JSON.stringify({ image: `data:image/png;base64,${encoded}` }),
    'crnn.json': JSON.stringify({ inputs: [pixels] }),
  };
  const made = [...Object.entries(files), ...emnistFiles(), ...chineseFiles(), ...dataTurksFiles()];
  for (const [name, content] of made) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** A word in an ink that differs from its ground in colour only: both have the luminance (R + 2 G + B) / 4 = 160. */
async function colouredWord(word: string): Promise<Buffer> {
  const [ground, ink] = [
    [200, 120, 200],
    [40, 200, 200],
  ];
  const slopes = ground.map((level, channel) => (level - (ink[channel] ?? 0)) / 255);
  return await sharp(word).linear(slopes, ink).png().toBuffer();
}

/** Three lines of strokes, as text-recognizer-pro keeps them. */
function linesFile(): Buffer {
  const [height, width, length] = [28, 952, 97];
  const array = (lines: number) => ({
    shape: [lines, height, width],
    values: Uint8Array.from({ length: lines * height * width }, (_, at) => (at % 19 < 3 ? 255 : 0)),
    compression: 'lzf' as const,
  });
  // An "a", then padding.
  const labels = (lines: number) => ({
    shape: [lines, length],
    values: Uint8Array.from({ length: lines * length }, (_, at) => (at % length === 0 ? 36 : 79)),
  });
  return hdf5File({ x_train: array(2), y_train: labels(2), x_test: array(1), y_test: labels(1) });
}

/** Two samples of each digit and letter in EMNIST's files, one in MATLAB's: strokes that differ from class to class. */
function emnistFiles(): [string, Buffer | string][] {
  const codes = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', (each) =>
    each.charCodeAt(0),
  );
  const labels = [...codes.keys(), ...codes.keys()];
  const images = labels.map((label, sample) =>
    Uint8Array.from({ length: 784 }, (_, at) => {
      const [row, column] = [Math.floor(at / 28), at % 28];
      const isInk = (row * (1 + (label % 7)) + column * (1 + (label % 5)) + sample) % 13 < 3;
      return isInk && row > 3 && row < 24 && column > 3 && column < 24 ? 255 : 0;
    }),
  );
  const test = { images: images.slice(0, codes.length), labels: labels.slice(0, codes.length) };
  const mat = emnistMat({ test }, codes, true);
  const header = (...words: number[]): Buffer => Buffer.from(Uint32Array.from(words).buffer).swap32();
  return [
    ...['train', 'test'].flatMap((split): [string, Buffer][] => [
      [
        `emnist/emnist-byclass-${split}-images-idx3-ubyte`,
        Buffer.concat([header(0x803, labels.length, 28, 28), ...images]),
      ],
      [
        `emnist/emnist-byclass-${split}-labels-idx1-ubyte`,
        Buffer.concat([header(0x801, labels.length), Buffer.from(labels)]),
      ],
    ]),
    ['matlab.zip', zipOf([{ name: 'matlab/emnist-byclass.mat', content: mat }])],
    ['emnist/emnist-byclass-mapping.txt', codes.map((code, place) => `${place} ${code}\n`).join('')],
    ['character.png', readFileSync(join(data, 'iam-like/words/a01/a01-000u/a01-000u-00-00.png'))],
  ];
}

/** Words with Chinese labels, and their list. */
function chineseFiles(): [string, Buffer | string][] {
  const folder = join(data, 'iam-like/words/a01/a01-000u');
  const names = readdirSync(folder);
  const texts = ['学习', '手写', '文字', '识别'];
  const list = names.map((name, place) => `${name} ${texts[place % texts.length] ?? ''}\n`).join('');
  return [
    ['chinese/labels.txt', list],
    ...names.map((name): [string, Buffer] => [`chinese/${name}`, readFileSync(join(folder, name))]),
  ];
}

/** Six pages with two lines each, as DataTurks exports them. */
function dataTurksFiles(): [string, Buffer | string][] {
  const [width, height] = [719, 300];
  const lines = [
    { text: 'la maison bleue au bord', box: [40, 40, 639, 67] },
    { text: 'de la rivière dort', box: [40, 150, 580, 96] },
  ] as const;
  const annotation = lines.map(({ text, box: [x, y, w, h] }) => ({
    label: ['line'],
    shape: 'rectangle',
    points: [
      [x / width, y / height],
      [(x + w) / width, y / height],
      [(x + w) / width, (y + h) / height],
      [x / width, (y + h) / height],
    ],
    notes: text,
    imageWidth: width,
    imageHeight: height,
  }));
  const names = Array.from({ length: 6 }, (_, page) => `page_${page}.jpg`);
  const page = readFileSync(join(data, 'pages/images/page_01.jpg'));
  const records = names.map(
    (name) => `${JSON.stringify({ content: `http://example.org/${name}`, annotation })}\n`,
  );
  return [
    ['fsdl/fsdl_handwriting.json', records.join('')],
    // A page that is there twice counts once: bytes after the picture's end make it another file.
    ...names.map((name): [string, Buffer] => [`fsdl/${name}`, Buffer.concat([page, Buffer.from(name)])]),
  ];
}
