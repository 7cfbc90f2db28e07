import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Locator, type Page } from '@playwright/test';
import sharp from 'sharp';
import { encodeInk } from '../../main/imaging/formats/decode.ts';
import { pasteInk, shrinkInk } from '../../main/imaging/ink/ink.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import { createSampleDrawing, fontsIn } from '../../main/ml/synthetic/samples.ts';
import { quadOfBox } from '../../shared/geometry.ts';
import { createRandom } from '../../shared/random.ts';
import { type AppFolders, runInkdex, startApp } from '../support/app.ts';
import { chromiumArguments, findChromium, howToGetChromium } from '../support/browser.ts';

/**
 * Makes the pictures of `resources/screenshots/README.md`: the lines that a line finder sees, and where attention looks.
 * Both networks are trained on drawn words and pages, once: their libraries stay in `.cache/screenshots`.
 */
const root = join(import.meta.dirname, '../..');
const pictures = resolve(process.argv[2] ?? join(root, 'resources/screenshots'));
const kept = join(root, '.cache/screenshots');
const words = 'tree queue stack graph heap list node edge sort merge hash word line page read find'.split(
  ' ',
);
/** Many short words: of few words, the network would learn each by heart and look at its beginning only. */
const shortWords =
  'the and for not you all can her was one our out day get has him his how man new now old see two way who boy did its let put say she too use act add age ago air arm art ask bad bag bar bed big bit box bus buy car cat cup cut dog ear eat egg end eye far fat few fit fly fun gas hat hit hot ice ink job key kid lab law leg lie log lot low map mix net nor oil pay pen pet pie pot raw red rid rise row run sad sea set sit sky son sun tax tea ten tie tip top toy try war web wet win yes'.split(
    ' ',
  );
/** Pages to learn from; one more is shown. */
const pageCount = 24;
const page = { width: 960, height: 1260 };
const linesOfPage = 7;
const pitch = Math.floor(page.height / (linesOfPage + 1));
/** Rows of a picture, from its top: of the words, their first row. */
const mostRows = { attention: 436, lines: 760 } as const;

const executablePath = findChromium();
if (executablePath === null) {
  process.stderr.write(`Chromium is not installed. To install it: ${howToGetChromium}\n`);
  process.exitCode = 1;
} else {
  mkdirSync(kept, { recursive: true });
  await take(await trained('attention', trainAttention), executablePath, takeAttention);
  await take(await trained('lines', trainLineFinder), executablePath, takeLines);
}

/** A library with a trained network; one that was trained before is used again. */
async function trained(name: string, train: (folders: AppFolders) => Promise<void>): Promise<AppFolders> {
  // The home of this person: their training engine is installed there.
  const folders = { library: join(kept, name), home: homedir() };
  if (existsSync(join(folders.library, 'library.sqlite'))) return folders;
  try {
    await train(folders);
  } catch (error) {
    rmSync(folders.library, { recursive: true, force: true });
    throw error;
  }
  return folders;
}

async function trainAttention(folders: AppFolders): Promise<void> {
  const texts = join(kept, 'words.txt');
  writeFileSync(texts, shortWords.join(' '));
  await runInkdex(['dataset', 'draw', '--texts', texts, '--count', '1200', '--name', 'drawn'], folders);
  await runInkdex(['dataset', 'freeze', 'drawn'], folders);
  const form = ['channels=8,8,16,16,24,24,64', 'hidden=48', 'decoder=48', 'embedding=16', 'characters=4'];
  const settings = ['optimizer=adamw', 'learningRate=0.01', 'batch=8', 'augmentation=0.1', 'patience=0'];
  await runInkdex(
    [
      ...['train', '--dataset', 'drawn', '--network', 'attention', '--epochs', '30'],
      ...form.flatMap((option) => ['--network-option', option]),
      ...[...settings, 'evaluations=4'].flatMap((setting) => ['--set', setting]),
    ],
    folders,
  );
  await runInkdex(['evaluate', '--model', 'run-1', '--dataset', 'drawn'], folders);
}

async function trainLineFinder(folders: AppFolders): Promise<void> {
  const source = mkdtempSync(join(tmpdir(), 'inkdex-pages-'));
  const draw = createSampleDrawing(fontsIn(null), 7);
  const samples = [JSON.stringify({ format: 'inkdex-samples', version: 1 })];
  for (let number = 0; number < pageCount; number += 1) {
    const image = `page-${number}.png`;
    const { ink, boxes } = drawPage(draw, number);
    writeFileSync(join(source, image), await encodeInk(ink));
    for (const [line, { box, text }] of boxes.entries()) {
      const place = { level: 'line', file: image, image, quad: quadOfBox(box), page: image, line };
      const nothing = { polygon: null, split: null, writer: null, position: null, language: 'en' };
      const label = { key: `${image}/${line}`, text, mark: 'text', alternatives: [] };
      samples.push(JSON.stringify({ ...label, ...place, ...nothing }));
    }
  }
  writeFileSync(join(source, 'samples.jsonl'), `${samples.join('\n')}\n`);
  await runInkdex(['dataset', 'import', 'jsonl', source, '--name', 'pages'], folders);
  await runInkdex(['dataset', 'freeze', 'pages'], folders);
  const settings = ['learningRate=0.004', 'evaluations=4', 'patience=0', 'batch=2'];
  await runInkdex(
    [
      ...['train', '--dataset', 'pages', '--network', 'fcn-lines', '--epochs', '12'],
      ...['--network-option', 'channels=8', '--network-option', 'longSide=126'],
      ...settings.flatMap((setting) => ['--set', setting]),
    ],
    folders,
  );
  const photo = join(source, 'notes.png');
  writeFileSync(photo, await encodeInk(drawPage(draw, pageCount).ink));
  await runInkdex(['import', photo], folders);
}

/** Lines of drawn words below each other. */
function drawPage(draw: ReturnType<typeof createSampleDrawing>, number: number) {
  const random = createRandom(number);
  const ink: InkImage = { ...page, data: new Uint8Array(page.width * page.height) };
  const boxes = Array.from({ length: linesOfPage }, (_, line) => {
    const text = Array.from({ length: random.integer(2, 4) }, () => random.pick(words)).join(' ');
    const drawn = shrinkInk(draw({ index: 10 * number + line, text }), 80);
    const left = random.integer(40, Math.max(40, page.width - 20 - drawn.width));
    const top = Math.round((line + 0.7) * pitch) + random.integer(-14, 14);
    const width = Math.min(drawn.width, page.width - left);
    pasteInk(ink, cutTo(drawn, width), left, top);
    return { text, box: [left, top, width, drawn.height] as [number, number, number, number] };
  });
  return { ink, boxes };
}

function cutTo(ink: InkImage, width: number): InkImage {
  const data = new Uint8Array(width * ink.height);
  for (let row = 0; row < ink.height; row += 1)
    data.set(ink.data.subarray(row * ink.width, row * ink.width + width), row * width);
  return { width, height: ink.height, data };
}

async function take(
  folders: AppFolders,
  browserPath: string,
  picture: (page: Page) => Promise<void>,
): Promise<void> {
  const app = await startApp(folders);
  const browser = await chromium.launch({ executablePath: browserPath, args: [...chromiumArguments] });
  try {
    mkdirSync(pictures, { recursive: true });
    const shown = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    await shown.goto(app.address);
    await picture(shown);
  } finally {
    await browser.close();
    await app.close();
  }
}

async function takeAttention(shown: Page): Promise<void> {
  await shown.getByRole('link', { name: 'Models' }).click();
  await shown.getByRole('link', { name: 'drawn', exact: true }).first().click();
  await shown
    .getByRole('link', { name: /^drawn/u })
    .first()
    .click();
  await shown.getByRole('button', { name: 'Best', exact: true }).click();
  const players = shown.getByRole('group', { name: 'Attention' });
  await players.first().waitFor();
  for (const index of [0, 1, 2]) {
    for (let step = 0; step <= index; step += 1) {
      await players.nth(index).getByRole('button', { name: 'Next' }).click();
    }
  }
  await save(shown.getByRole('list').filter({ has: players.first() }), 'attention');
}

async function takeLines(shown: Page): Promise<void> {
  await shown.getByRole('gridcell', { name: /^notes\.png/u }).click();
  await shown.getByRole('button', { name: 'Word boxes' }).click();
  await shown.getByRole('button', { name: 'Lines' }).click();
  await shown.getByRole('img', { name: /lines$/u }).waitFor();
  await save(shown.locator('main'), 'lines');
}

async function save(place: Locator, name: keyof typeof mostRows): Promise<void> {
  const taken = sharp(await place.screenshot());
  const { width, height } = await taken.metadata();
  const top = { left: 0, top: 0, width, height: Math.min(height, mostRows[name]) };
  await taken
    .extract(top)
    .webp({ quality: 82 })
    .toFile(join(pictures, `${name}.webp`));
}
