import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { writeIamFolder } from '../support/iamFolder.ts';
import { lineTexts, writeLinePages } from '../support/linePages.ts';

const root = join(import.meta.dirname, '../..');
const data = join(root, 'test/fixtures/data');
const others = join(root, 'test/fixtures/seeds');

/** Makes the data and programs that the lines name, and what they find in their environment. @param folder an empty one */
export async function seedSettings(folder: string): Promise<NodeJS.ProcessEnv> {
  await writeSeedData(join(folder, 'made'));
  writePrograms(join(folder, 'bin'));
  return { PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`, INKDEX_ROOT: root };
}

/**
 * `inkdex`; `serving`, which runs a client beside its API, `sharing` beside a server of the made files, and `stopping`, which
 * presses Ctrl-C when a command has printed a text.
 */
function writePrograms(folder: string): void {
  mkdirSync(folder, { recursive: true });
  // Exported programs find ONNX Runtime.
  symlinkSync(join(root, 'node_modules'), join(folder, '../node_modules'), 'dir');
  const programs = {
    inkdex: `exec "${process.execPath}" "${join(root, 'main/cli.ts')}" "$@"`,
    // The Node that runs this, which runs TypeScript.
    node: `exec "${process.execPath}" "$@"`,
    stopping: `text="$1"
shift
"$@" > stopped.log 2>&1 &
child=$!
until grep -q "$text" stopped.log; do kill -0 $child || break; sleep 0.1; done
kill -INT $child
wait $child
cat stopped.log`,
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

/** Made data: small files of other writers (`makeSeedFiles.py`), and texts as the older systems have them. */
async function writeSeedData(folder: string): Promise<void> {
  cpSync(others, folder, { recursive: true });
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
  const smaller = {
    ...experiment,
    network_args: { channels: [8, 8, 16, 16, 24, 24, 64], hidden: 8 },
    train_args: { epochs: 1, batch_size: 8 },
  };
  // An average begins with a small decay: only one below that changes a run of two steps.
  const averaged = { ...experiment, train_args: { epochs: 1, batch_size: 16, averageDecay: 0.05 } };
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
    'character.png': readFileSync(join(data, 'iam-like/words/a01/a01-000u/a01-000u-00-00.png')),
    'boxes.json': JSON.stringify({ [join(data, 'photos/images/dn01.jpg')]: [[null, 40, 61, 266, 101]] }),
    'experiment.json': JSON.stringify(experiment),
    'experiments.json': JSON.stringify({ experiment_group: 'Two', experiments: [experiment, smaller] }),
    'configured.json': JSON.stringify(averaged),
    'all-conv.json': JSON.stringify({
      ...{ dataset: 'lines', model: 'LineModel', network: 'line_cnn_all_conv' },
      ...{ network_args: { window_width: 16, window_stride: 8 }, train_args: { epochs: 1, batch_size: 16 } },
    }),
    'ord_map.json': JSON.stringify(ordMap()),
    // A path without a label, a picture that is not there, and a good line.
    'bad/labels.txt': 'word.png\nmissing.png Brown\nword.png quick\n',
    'bad/word.png': readFileSync(word),
    'wide/labels.txt': 'word.png quick\nwide.png quick\n',
    'wide/word.png': readFileSync(word),
    // Five times as wide as `--max-width` allows.
    'wide/wide.png': await sharp(word)
      .resize(800, 60, { fit: 'contain', background: '#fff' })
      .png()
      .toBuffer(),
    'aocr.json': JSON.stringify({ signature_name: 'serving_default', inputs: { input: { b64: encoded } } }),
    'predict.json': JSON.stringify({ image: `data:image/png;base64,${encoded}` }),
    'crnn.json': JSON.stringify({ inputs: [await pixelsOf(word)] }),
  };
  const made = [
    ...Object.entries(files),
    ...liteFiles(),
    ...namedFiles(),
    ...formFiles(),
    ...chineseFiles(),
    ...dataTurksFiles(),
  ];
  // What the networks of test/fixtures/models have learned to read.
  await writeDrawnWords(join(folder, 'drawn'));
  await writeIamFolder(join(folder, 'drawn-lines'), lineTexts, 4, 'lines');
  await writeLinePages(join(folder, 'drawn-pages'));
  for (const [name, content] of made) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/**
 * 24 words that can be read; three of them have other labels, so that each score is another known number: an "ink" is "inkk",
 * an "over" is "ov" and a "FIG" is "F".
 */
async function writeDrawnWords(folder: string): Promise<void> {
  await writeIamFolder(folder, ['ink', 'over', 'FIG', '42'], 6);
  const list = join(folder, 'ascii/words.txt');
  const labels = { ink: 'inkk', over: 'ov', FIG: 'F' };
  let text = readFileSync(list, 'utf8');
  for (const [from, to] of Object.entries(labels)) {
    text = text.replace(new RegExp(`^(c03-000a-.*) ${from}$`, 'mu'), `$1 ${to}`);
  }
  writeFileSync(list, text);
}

/** Rows of pixels as CRNN_Tensorflow's client sends them: blue, green and red from -1 to 1, 100 x 32 whatever the picture. */
async function pixelsOf(picture: string): Promise<number[][][]> {
  const bytes = await sharp(picture).resize(100, 32, { fit: 'fill' }).toColourspace('b-w').raw().toBuffer();
  return Array.from({ length: 32 }, (_, row) =>
    Array.from({ length: 100 }, (_column, column) => {
      const level = (bytes[100 * row + column] ?? 0) / 127.5 - 1;
      return [level, level, level];
    }),
  );
}

/** Words by their names and lists, as CRNN_OCR_lite, MJSynth and Synth90k have them. */
function namedFiles(): [string, Buffer | string][] {
  const words = ['00-01', '00-02', '00-03'].map((each) =>
    readFileSync(join(data, `iam-like/words/a01/a01-000u/a01-000u-${each}.png`)),
  );
  const texts = ['quick', 'Brown', 'fox-s'];
  const synthetic = texts.map((text, at) => `1/${at + 1}/${at + 7}_${text}_${at + 40}.jpg`);
  return [
    ...words.flatMap((word, at): [string, Buffer][] => [
      [`named/_${texts[at]}_a01-000u-00-0${at + 1}.png`, word],
      [`mj/${synthetic[at]}`, word],
      [`synth/${synthetic[at]}`, word],
    ]),
    // MJSynth's numbers are of its own lexicon, which is not there; Synth90k's are lines of the lexicon, counted from 0.
    [
      'mj/annotation_train.txt',
      synthetic
        .slice(0, 2)
        .map((name, at) => `./${name} ${at + 40}\n`)
        .join(''),
    ],
    ['mj/annotation_test.txt', `./${synthetic[2]} 42\n`],
    [
      'synth/annotation_train.txt',
      synthetic
        .slice(0, 2)
        .map((name, at) => `${name} ${at + 1}\n`)
        .join(''),
    ],
    ['synth/annotation_val.txt', ''],
    ['synth/annotation_test.txt', `${synthetic[2]} 0\n`],
    ['synth/lexicon.txt', 'zero\none\ntwo\n'],
  ];
}

/** A form of IAM with its XML, as IAM writes it: quotes are escaped twice. */
function formFiles(): [string, Buffer | string][] {
  const word = (id: string, text: string, cmp: string): string =>
    `<word id="c03-000a-${id}" tag="NN" text="${text}"><cmp ${cmp}/></word>`;
  const xml = `<?xml version="1.0" encoding="ISO-8859-1" standalone="yes"?>
<form created="2002-01-14" height="300" id="c03-000a" last-modified="2002-07-17" skew="287" status="final" version="3.0_beta" width="719" writer-id="150">
  <machine-printed-part><machine-print-line text="Not this."/></machine-printed-part>
  <handwritten-part>
    <line asx="40" asy="40" dsx="0" dsy="0" id="c03-000a-00" segmentation="ok" text="&amp;quot;Don&apos;t sleep" threshold="154">
      ${word('00-00', '&amp;quot;Don&apos;t', 'x="40" y="40" width="60" height="50"')}
      ${word('00-01', 'sleep', 'x="140" y="45" width="90" height="40"')}
    </line>
  </handwritten-part>
</form>
`;
  return [
    ['forms/xml/c03-000a.xml', Buffer.from(xml, 'latin1')],
    ['forms/forms/c03-000a.jpg', readFileSync(join(data, 'pages/images/page_01.jpg'))],
  ];
}

/** As write_tfrecords.py writes it: numbers of the characters of ASCII, in an order of their own. */
function ordMap(): Record<string, string> {
  const points = Array.from({ length: 95 }, (_, at) => 32 + at);
  return Object.fromEntries(
    points.flatMap((point, at) => [
      [`${(7 * at) % 95}_index`, String(point)],
      [`${point}_ord`, String((7 * at) % 95)],
    ]),
  );
}

/** IAM as CRNN_OCR_lite has it: `xml_data` with a file for each form, and `words`. */
function liteFiles(): [string, Buffer | string][] {
  const list = readFileSync(join(data, 'iam-like/ascii/words.txt'), 'utf8');
  const words = Array.from(
    list.matchAll(/^((\w+)-(\w+)-(\d\d)-\d\d) (ok|err) (?:\S+ ){6}(.+)$/gmu),
    (row) => {
      const [, id = '', family = '', form = '', line = '', segmentation = '', text = ''] = row;
      return { id, form: `${family}-${form}`, family, line, segmentation, text };
    },
  );
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const forms = Array.from(
    Map.groupBy(words, ({ form }) => form),
    ([form, all]): [string, string] => {
      const lines = Array.from(
        Map.groupBy(all, ({ line }) => line),
        ([line, some]) => {
          const inside = some.map(({ id, text }) => `<word id="${id}" text="${escaped(text)}"/>`).join('');
          const segmentation = some.some((word) => word.segmentation === 'err') ? 'err' : 'ok';
          return `<line id="${form}-${line}" segmentation="${segmentation}" text="">${inside}</line>`;
        },
      );
      const xml = `<form id="${form}" writer-id="1"><machine-printed-part/><handwritten-part>${lines.join('')}</handwritten-part></form>`;
      return [`lite/xml_data/${form}.xml`, xml];
    },
  );
  const pictures = words.map(({ id, family, form }): [string, Buffer] => [
    `lite/words/${family}/${form}/${id}.png`,
    readFileSync(join(data, 'iam-like/words', family, form, `${id}.png`)),
  ]);
  return [...forms, ...pictures];
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
