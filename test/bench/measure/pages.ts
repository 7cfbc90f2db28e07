import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPage } from '../../../main/engine/reader/readPage.ts';
import { boards, photos, type LabelledPage } from '../../../main/ml/starter/data.ts';
import { closeUps } from './closeUps.ts';
import { longPages } from './longPages.ts';
import { availablePeers, type FoundText, type Peer } from './peers.ts';
import { openModels, printModels } from './models.ts';
import { rowOf } from './pageScores.ts';
import { print, printTable, share } from './table.ts';
import { termsOf } from './terms.ts';

const definitions = `
Twice and three times as near: the middle of each board, enlarged; words that its edge cuts count for nothing.
Four side by side, one below the other: the boards at one height, or width, of 1,500 pixels.
Detection: a found box and a true box agree from intersection over union 0.5 on, matched one to one,
best first; a found box that lies half or more on an ignore region counts for nothing.
found: search terms (runs of letters and digits, two or more long, case ignored) of the true words
that stand among the terms of the page's readings, each occurrence used once.
with alternatives: the same where a word's other readings (up to ten) may answer instead.`;

interface ReadText extends FoundText {
  readonly alternatives: readonly string[];
}

/** Detection and search terms on the development boards and the three photos, beside the peers. */
export async function measurePages(withPeers: boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-close-ups-'));
  try {
    await measureIn(folder, withPeers);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param folder for pages that are made */
async function measureIn(folder: string, withPeers: boolean): Promise<void> {
  const dev = await boards('dev');
  const sets = [
    { name: 'boards dev', pages: dev },
    { name: 'boards dev, twice as near', pages: await closeUps(dev, 2, folder) },
    { name: 'boards dev, three times as near', pages: await closeUps(dev, 3, folder) },
    { name: 'boards dev, four side by side', pages: await longPages(dev, 'side by side', folder) },
    {
      name: 'boards dev, four one below the other',
      pages: await longPages(dev, 'one below the other', folder),
    },
    { name: 'photos', pages: await photos() },
  ];
  const readers: Peer[] = withPeers ? await availablePeers() : [];
  const models = await openModels(2);
  printModels(models);

  for (const { name, pages } of sets) {
    const words = pages.reduce((sum, page) => sum + page.words.length, 0);
    print(`\n${name}: ${String(pages.length)} pages, ${String(words)} words`);
    const rows: string[][] = [];
    const readings = new Map<string, ReadText[]>();
    let ms = 0;
    for (const { path } of pages) {
      const reading = await readPage(path, models, { alternatives: 10, findTurn: true });
      ms += reading.ms;
      readings.set(
        path,
        reading.words.map(({ box, text, alternatives }) => ({
          box,
          text,
          alternatives: alternatives.map((alternative) => alternative.text),
        })),
      );
    }
    rows.push([...rowOf('Inkdex', pages, readings), share(foundWithAlternatives(pages, readings))]);
    for (const peer of readers) {
      rows.push([...rowOf(peer.name, pages, await peer.read(pages.map(({ path }) => path))), '-']);
    }
    printTable(['', 'precision', 'recall', 'F1', 'found', 'with alternatives'], rows);
    print(`Inkdex took ${(ms / pages.length).toFixed(0)} ms a page.`);
  }
  print(definitions);
}

/** Each word of the page answers with the terms of its best reading, or else with one term of another. */
function foundWithAlternatives(
  pages: readonly LabelledPage[],
  readings: ReadonlyMap<string, readonly ReadText[]>,
): number {
  let found = 0;
  let terms = 0;
  for (const page of pages) {
    const truths = termsOf(page.words.map(({ text }) => text));
    terms += truths.length;
    const words = (readings.get(page.path) ?? []).map(({ text, alternatives }) => ({
      best: termsOf([text]),
      others: termsOf(alternatives),
      hasAnswered: false,
    }));
    const unanswered = truths.filter((term) => {
      const word = words.find(({ best }) => best.includes(term));
      if (word === undefined) return true;
      word.best.splice(word.best.indexOf(term), 1);
      word.hasAnswered = true;
      return false;
    });
    found += truths.length - unanswered.length;
    for (const term of unanswered) {
      const word = words.find(({ hasAnswered, others }) => !hasAnswered && others.includes(term));
      if (word === undefined) continue;
      word.hasAnswered = true;
      found += 1;
    }
  }
  return found / terms;
}
