import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Box, boxSchema } from '../../shared/geometry.ts';
import { inkdex, jsonLines, type Ended } from './commandLine.ts';
import { lineFinder, linePageSize, lineTexts, writeLinePages } from './linePages.ts';
import { writeIamFolder } from './iamFolder.ts';
import { tinyNetworks } from './tinyNetworks.ts';
import { drawnSamples } from './wordVersion.ts';

const texts = ['ink', 'over', 'FIG', '42'];
/**
 * How a network comes to read: `trained` from nothing, which takes minutes, or `imported` from `test/fixtures/models` after it
 * has been trained for a few steps. The fixtures are what `trained` makes.
 */
export type Learning = 'trained' | 'imported';
const fixtures = join(import.meta.dirname, '../fixtures/models');
/** A few steps at a high rate. */
const settings = ['batch=16', 'learningRate=0.01', 'optimizer=adamw', 'augmentation=0', 'dropout=0'].concat([
  'averageDecay=0.8',
  'evaluations=1',
  'warmup=0.06',
  'decay=0.3',
]);
const hitSchema = z.object({ box: boxSchema, text: z.string(), probability: z.number() });

interface Place {
  readonly left: number;
  readonly top: number;
}

/** Where a word is on the page, in pixels. */
function placeOf(index: number): Place {
  return { left: 120 + 400 * (index % 2), top: 150 + 200 * Math.floor(index / 2) };
}

type Run = (...args: string[]) => Promise<Ended>;

/** The likeliest place of each word in the only photo. */
async function bestPlaces(words: readonly string[], run: Run): Promise<Box[]> {
  const [photo] = jsonLines(await run('search', words.join(' OR '), '--json'));
  const hits = z.array(hitSchema).parse(photo?.hits);
  return words.map((word) => {
    // A word read as "42k" has 42 in it.
    const [best] = hits
      .filter(({ text }) => text.includes(word))
      .sort((a, b) => b.probability - a.probability);
    if (best === undefined) throw new Error(`There is no hit for ${word}.`);
    return best.box;
  });
}

/** Brings the fixture into the library in place of a network that was trained for a few steps. @returns the model's id */
async function importTrained(name: string, run: Run): Promise<string> {
  const imported = await run('model', 'import', join(fixtures, `${name}.onnx`));
  expect(imported.status, imported.stderr).toBe(0);
  return name;
}

/** A short training must reach a figure: the CER of words of other writers without a language model, which is 1 before it. */
export function expectFigure(events: string, most: number): void {
  const reported = z.looseObject({ after: z.object({ greedy: z.object({ cer: z.number() }) }) });
  const line = events.split('\n').find((event) => event.includes('"event":"report"')) ?? '{}';
  expect(reported.parse(JSON.parse(line)).after.greedy.cer).toBeLessThanOrEqual(most);
}

/** Writes characters as EMNIST has them: 28 x 28, light on dark, rows and columns swapped, in IDX files. */
async function writeEmnist(to: string, split: 'train' | 'test', letters: readonly string[], times: number) {
  const header = (magic: number, ...sizes: number[]): Buffer => {
    const words = Buffer.alloc(4 + 4 * sizes.length);
    for (const [index, word] of [magic, ...sizes].entries()) words.writeUInt32BE(word, 4 * index);
    return words;
  };
  const drawn = await drawnSamples(letters, times);
  const images = drawn.map(async ({ picture }) => {
    const small = sharp(picture).resize(20, 20, { fit: 'contain', background: '#fff' });
    const square = small.extend({ top: 4, bottom: 4, left: 4, right: 4, background: '#fff' });
    const { data } = await square.greyscale().raw().toBuffer({ resolveWithObject: true });
    return Buffer.from(data.map((_, at) => 255 - (data[(at % 28) * 28 + Math.floor(at / 28)] ?? 0)));
  });
  const count = drawn.length;
  mkdirSync(to, { recursive: true });
  const write = (name: string, ...parts: readonly Buffer[]): void => {
    writeFileSync(join(to, `emnist-byclass-${name}`), Buffer.concat(parts));
  };
  write(`${split}-images-idx3-ubyte`, header(0x0803, count, 28, 28), ...(await Promise.all(images)));
  const labels = drawn.map(({ sample }) => letters.indexOf(sample.text));
  write(`${split}-labels-idx1-ubyte`, header(0x0801, count), Buffer.from(labels));
  const mapping = letters.map((letter, index) => `${index} ${letter.codePointAt(0) ?? 0}\n`);
  write('mapping.txt', Buffer.from(mapping.join('')));
}

/** Tests of every kind of network that a person can begin, by the command line. */
export function testNewNetworks(learning: Learning): void {
  const times = learning === 'trained' ? 16 : 6;
  const epochs = (count: number): string => (learning === 'trained' ? String(count) : '0.2');
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'inkdex-networks-'));
    await writeIamFolder(join(folder, 'iam'), texts, times);
    await writeIamFolder(join(folder, 'iam-lines'), [...lineTexts, '42 ink', 'FIG go'], times, 'lines');
  });

  /** A page with each text at its place. @returns its path and the right end of each text, in pixels */
  async function drawPage(
    given: readonly string[],
    placeOfText: (index: number) => Place,
    size = { width: 900, height: 700 },
  ) {
    const path = join(folder, `${given.join('-')}.png`);
    const paper = sharp({ create: { ...size, channels: 3, background: '#fff' } });
    const placed = (await drawnSamples(given, 1)).map(({ picture }, index) => ({
      input: picture,
      ...placeOfText(index),
    }));
    await paper.composite(placed).png().toFile(path);
    const widths = placed.map(async ({ input, left }) => left + (await sharp(input).metadata()).width);
    return { path, ends: await Promise.all(widths) };
  }
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(['crnn', 'attention'])(
    'a new network, %s, learns words, is taken into use, reads a page, and each word is found at its place',
    async (name) => {
      const environment = { INKDEX_LIBRARY: join(folder, `library of ${name}`) };
      const wrong = [
        'finetune',
        'iam',
        join(folder, 'iam'),
        '--network',
        name,
        '--network-option',
        'window=3',
      ];
      const refused = await inkdex(wrong, environment);
      expect(refused.stderr).toContain('does not take these options');
      expect(refused.stderr).not.toContain('Run 1');
      const tiny = tinyNetworks.find((each) => each.name === name);
      const run: Run = (...args) => inkdex(args, environment);
      const untaught = ['channels=4,4,4,4,4,4,8', 'hidden=8'];
      const taught = Object.entries(tiny?.options ?? {}).map(
        ([option, value]) => `${option}=${String(value)}`,
      );
      const options = learning === 'trained' ? taught : untaught;
      // The command is the same for each network: where none learns to the end, one is enough.
      if (learning === 'trained' || name === 'crnn') {
        const trained = await run(
          ...[
            'finetune',
            'iam',
            join(folder, 'iam'),
            '--engine',
            'wasm',
            '--epochs',
            epochs(36),
            '--network',
            name,
          ],
          ...options.flatMap((option) => ['--network-option', option]),
          ...settings.flatMap((setting) => ['--set', setting]),
          '--json',
        );
        expect(trained.status, trained.stderr).toBe(0);
        if (learning === 'trained') expectFigure(trained.stdout, name === 'crnn' ? 0.6 : 0.05);
      }
      const model = learning === 'trained' ? 'iam-1' : await importTrained(name, run);
      expect((await run('model', 'promote', model)).status).toBe(0);
      expect((await run('import', (await drawPage(texts, placeOf)).path)).status).toBe(0);
      for (const [index, [x, y]] of (await bestPlaces(texts, run)).entries()) {
        const { left, top } = placeOf(index);
        expect(Math.abs(x - left), texts[index]).toBeLessThan(30);
        expect(Math.abs(y - top), texts[index]).toBeLessThan(30);
      }
    },
  );

  it('a new recogniser of lines and a new line finder learn, read a page line by line, and find each word at its place', async () => {
    const environment = { INKDEX_LIBRARY: join(folder, 'line library') };
    const run: Run = (...args) => inkdex(args, environment);
    const lines = join(folder, 'iam-lines');
    expect((await run('dataset', 'import', 'iam-lines', lines, '--name', 'lines')).status).toBe(0);
    expect((await run('dataset', 'freeze', 'lines')).status).toBe(0);
    const options = ['form=windows', 'channels=4,8', `hidden=${learning === 'trained' ? 64 : 8}`];
    const trained = await run(
      ...['train', '--dataset', 'lines', '--engine', 'wasm', '--epochs', epochs(80), '--network', 'line'],
      ...options.flatMap((option) => ['--network-option', option]),
      ...settings.flatMap((setting) => ['--set', setting]),
    );
    expect(trained.status, trained.stderr).toBe(0);
    const model = learning === 'trained' ? 'run-1' : await importTrained('line', run);
    if (learning === 'trained') {
      const scored = await run(
        'evaluate',
        '--model',
        model,
        '--dataset',
        'lines',
        '--split',
        'test',
        '--json',
      );
      const { greedy } = z.object({ greedy: z.object({ cer: z.number() }) }).parse(JSON.parse(scored.stdout));
      expect(greedy.cer).toBeLessThanOrEqual(0.1);
    }
    expect((await run('model', 'promote', model)).status).toBe(0);
    const top = (index: number): number => 150 + 170 * index;
    const page = await drawPage(lineTexts, (index) => ({ left: 120, top: top(index) }), linePageSize);
    expect((await run('import', page.path)).status).toBe(0);
    const [image] = await drawnSamples(lineTexts, 1);
    const line = join(folder, 'line.png');
    writeFileSync(line, image?.picture ?? '');
    expect(jsonLines(await run('read', '--words', line, '--json'))[0]).toMatchObject({ text: lineTexts[0] });
    const expectAtPlaces = async (): Promise<void> => {
      const places = await bestPlaces(lineTexts.join(' ').split(' '), run);
      for (const [index, end] of page.ends.entries()) {
        const [first, second] = places.slice(2 * index) as [Box, Box];
        expect(Math.abs(first[0] - 120), lineTexts[index]).toBeLessThan(30);
        expect(first[0] + first[2], lineTexts[index]).toBeLessThan(second[0]);
        expect(Math.abs(second[0] + second[2] - end), lineTexts[index]).toBeLessThan(30);
        for (const [, y] of [first, second]) expect(Math.abs(y - top(index))).toBeLessThan(60);
      }
    };
    await expectAtPlaces();

    const pages = join(folder, 'pages');
    await writeLinePages(pages);
    expect((await run('dataset', 'import', 'jsonl', pages, '--name', 'pages')).status).toBe(0);
    expect((await run('dataset', 'freeze', 'pages')).status).toBe(0);
    const taught = await run(
      ...['train', '--dataset', 'pages', '--engine', 'wasm', '--epochs', '1', '--network', 'fcn-lines'],
      ...['--network-option', 'channels=2', '--network-option', 'longSide=21', '--set', 'evaluations=1'],
    );
    expect(taught.status, taught.stderr).toBe(0);
    // One that has learned for longer (test/fixtures/models).
    expect((await run('model', 'import', lineFinder)).status).toBe(0);
    expect((await run('model', 'promote', 'line-finder')).status).toBe(0);
    const scored = await run('evaluate', '--model', 'line-finder', '--dataset', 'pages', '--json');
    expect(scored.status, scored.stderr).toBe(0);
    const [found = {}] = jsonLines(scored);
    expect(found).toMatchObject({ model: 'line-finder', split: null, pages: 8, lines: 16, skipped: {} });
    expect(Number(found.f1)).toBeGreaterThan(0.8);
    expect(Number(found.crossEntropy)).toBeLessThan(0.3);
    const none = await run('evaluate', '--model', 'line-finder', '--dataset', 'pages', '--split', 'test');
    expect(none.stderr).toContain('has no page in its test split whose lines have places');
    const inUse = jsonLines(await run('models', '--json')).filter(({ promoted }) => promoted === true);
    expect(inUse.map(({ id }) => id).sort()).toEqual([model, 'line-finder'].sort());
    const again = await run('photos', 'read', '--other-models');
    expect(again.stderr).not.toContain('nothing to read');
    expect(again.status, again.stderr).toBe(0);
    await expectAtPlaces();
  });

  it('a new recogniser of characters learns EMNIST, reads its test images, and is refused for photos', async () => {
    const environment = { INKDEX_LIBRARY: join(folder, 'letter library') };
    const run: Run = (...args) => inkdex(args, environment);
    const letters = ['a', 'R', '7', 'M'];
    const source = join(folder, 'emnist');
    await writeEmnist(source, 'train', letters, 12);
    await writeEmnist(source, 'test', letters, 4);
    expect((await run('dataset', 'import', 'emnist', source, '--name', 'letters')).status).toBe(0);
    expect((await run('dataset', 'freeze', 'letters')).status).toBe(0);
    const options = [
      '--network',
      'characters',
      '--network-option',
      'form=mlp',
      '--network-option',
      'units=48',
    ];
    const trained = await run(
      ...['train', '--dataset', 'letters', '--engine', 'wasm', '--epochs', '12', ...options],
      ...[...settings, 'alphabet=text-recognizer-pro'].flatMap((setting) => ['--set', setting]),
    );
    expect(trained.status, trained.stderr).toBe(0);
    // The 80 classes of text-recognizer-pro in its order; its last one, padding and blank, comes first.
    const [shown] = jsonLines(await run('model', 'show', 'run-1', '--json'));
    const [digits, signs] = ['0123456789', ` !"#&'()*+,-./:;?`];
    expect(shown?.characters).toBe(`${digits}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz${signs}`);
    const kept = ['train', '--dataset', 'letters', '--set', 'alphabet=text-recognizer-pro'];
    expect((await run(...kept)).stderr).toContain('is for a new network with random weights');
    const scored = await run(
      'evaluate',
      '--model',
      'run-1',
      '--dataset',
      'letters',
      '--split',
      'test',
      '--json',
    );
    expect(jsonLines(scored)[0]).toMatchObject({ words: 16, greedy: { cer: 0 }, decoder: { cer: 0 } });
    const promoted = await run('model', 'promote', 'run-1');
    expect(promoted).toMatchObject({ status: 1 });
    expect(promoted.stderr).toContain('run-1 reads single characters');
  });
}
