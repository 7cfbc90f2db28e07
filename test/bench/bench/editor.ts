import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Page } from '@playwright/test';
import type { Point } from '../../../shared/geometry.ts';
import { startApp } from '../../support/app.ts';
import { build } from '../../support/build.ts';
import { chromiumArguments, findChromium, howToGetChromium } from '../../support/browser.ts';
import { note, print, printTable } from '../../../pretraining/printTable.ts';
import { makeFullPhoto } from './fullPhoto.ts';
import { median } from './median.ts';
import { percentile } from './percentile.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';

const definitions = `
Milliseconds between frames, by the time stamps that the browser's own requestAnimationFrame gives,
while the mouse is at work. inputs: mouse events that the page got per frame.`;

/** 60 frames a second; of the slowest twentieth, one frame in two may be missed. */
const wantedMedian = 16.7;
const wantedSlow = 33.4;
/** Mouse positions of one round of each work. */
const steps = unlessShort(400, 40);
const eventMs = 8;

interface Figures {
  readonly frames: number[];
  readonly inputs: number[];
}

/** Panning, zooming and dragging a box in the editor, in a real browser, with 2,000 boxes in sight. */
export async function benchEditor(rounds: number): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === null) {
    note(`The editor is not measured: there is no Chromium here. This brings one: ${howToGetChromium}`);
    return;
  }
  for (const mode of ['renderer', 'commandLine'] as const) build(mode);
  const home = mkdtempSync(join(tmpdir(), 'inkdex-bench-editor-'));
  const folders = { library: join(home, 'library'), home };
  const photo = await makeFullPhoto(folders);
  const app = await startApp(folders);
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  try {
    print(`\nThe editor with 2,000 word boxes on 12 megapixels, Chromium ${browser.version()}${definitions}`);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(app.address);
    await page.goto(`${new URL(app.address).origin}/#/annotate/${String(photo)}`);
    await page.locator('.annotate-stage[data-picture=loaded]').waitFor({ timeout: 120_000 });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    const figures = new Map(works.map(({ name }): [string, Figures] => [name, { frames: [], inputs: [] }]));
    for (let round = 0; round < rounds; round += 1) {
      for (const work of works) await measure(page, work, figures.get(work.name));
    }
    printFigures(figures);
  } finally {
    await browser.close();
    await app.close();
    rmSync(home, { recursive: true, force: true });
  }
}

interface Work {
  readonly name: string;
  readonly prepare: (page: Page) => Promise<void>;
  readonly run: (page: Page, middle: Point) => Promise<void>;
}

const works: readonly Work[] = [
  {
    name: 'panning',
    prepare: async (page) => {
      await page.keyboard.press('f');
      for (let press = 0; press < 2; press += 1) await page.keyboard.press('+');
    },
    run: async (page, middle) => {
      await page.keyboard.down(' ');
      await page.mouse.move(...middle);
      await page.mouse.down();
      await circle(page, middle, 90);
      await page.mouse.up();
      await page.keyboard.up(' ');
    },
  },
  {
    name: 'zooming',
    prepare: (page) => page.keyboard.press('f'),
    run: async (page, middle) => {
      await page.mouse.move(...middle);
      await pace((step) => page.mouse.wheel(0, Math.floor(step / 20) % 2 === 0 ? -100 : 100));
    },
  },
  {
    name: 'dragging a box',
    prepare: (page) => page.keyboard.press('f'),
    run: async (page) => {
      await page.keyboard.press('j');
      const word = await page.evaluate(() => document.querySelector('[role=option][aria-selected=true]')?.id);
      if (word === undefined) throw new Error('No word is selected.');
      const start = await firstWord(page);
      await page.mouse.move(...start);
      await page.mouse.down();
      await circle(page, [start[0] + 120, start[1] + 120], 110);
      await page.keyboard.press('Escape');
      await page.mouse.up();
    },
  },
];

/** The middle of the first word when the whole photo is shown, in window pixels. */
async function firstWord(page: Page): Promise<Point> {
  const stage = await stageBox(page);
  const margin = 16;
  const scale = Math.min((stage.width - 2 * margin) / 4000, (stage.height - 2 * margin) / 3000);
  const left = stage.x + (stage.width - 4000 * scale) / 2;
  const top = stage.y + (stage.height - 3000 * scale) / 2;
  return [left + 99 * scale, top + 70 * scale];
}

async function stageBox(page: Page) {
  const box = await page.locator('.annotate-stage').boundingBox();
  if (box === null) throw new Error('There is no stage.');
  return box;
}

async function circle(page: Page, [x, y]: Point, radius: number): Promise<void> {
  await pace((step) => {
    const angle = (step / steps) * 4 * Math.PI;
    return page.mouse.move(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  });
}

/** As a mouse does: an event every 8 ms, whether or not the page is through with the last one. */
async function pace(send: (step: number) => Promise<void>): Promise<void> {
  const sent: Promise<void>[] = [];
  for (let step = 0; step < steps; step += 1) {
    sent.push(send(step));
    await delay(eventMs);
  }
  await Promise.all(sent);
}

async function measure(page: Page, work: Work, figures: Figures | undefined): Promise<void> {
  await work.prepare(page);
  const stage = await stageBox(page);
  await page.evaluate(recordFrames);
  await work.run(page, [stage.x + stage.width / 2, stage.y + stage.height / 2]);
  const { frames, inputs } = await page.evaluate(() => window.stopRecording());
  figures?.frames.push(...frames);
  figures?.inputs.push(inputs / Math.max(frames.length, 1));
}

declare global {
  interface Window {
    stopRecording: () => { frames: number[]; inputs: number };
  }
}

/** Runs in the page: notes the time between frames until `stopRecording`. */
function recordFrames(): void {
  const frames: number[] = [];
  let inputs = 0;
  let last = 0;
  let isOn = true;
  const count = () => {
    inputs += 1;
  };
  const next = (now: number) => {
    if (last > 0) frames.push(now - last);
    last = now;
    if (isOn) requestAnimationFrame(next);
  };
  for (const type of ['pointermove', 'wheel']) window.addEventListener(type, count, { capture: true });
  requestAnimationFrame(next);
  window.stopRecording = () => {
    isOn = false;
    for (const type of ['pointermove', 'wheel']) window.removeEventListener(type, count, { capture: true });
    return { frames, inputs };
  };
}

function printFigures(figures: ReadonlyMap<string, Figures>): void {
  const rows = [...figures].map(([name, { frames, inputs }]) => {
    const middle = median(frames);
    const slow = percentile(frames, 0.95);
    return [
      name,
      String(frames.length),
      middle.toFixed(1),
      slow.toFixed(1),
      Math.max(...frames).toFixed(1),
      median(inputs).toFixed(1),
      middle <= wantedMedian + 0.05 && slow <= wantedSlow ? 'holds' : 'DOES NOT HOLD',
    ];
  });
  printTable(['', 'frames', 'median', '95th', 'worst', 'inputs', 'wanted'], rows);
  print(`wanted: median at most ${wantedMedian} ms, 95th percentile at most 33 ms`);
}
