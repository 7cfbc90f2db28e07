import { boxArea, intersectionArea, type Box } from '../../shared/geometry.ts';
import { readPage } from '../../main/reader/reader.ts';
import type { ReadingModels } from '../../main/reader/models/sessions.ts';
import { boards } from '../data.ts';
import type { SeenTruth } from './beliefSamples.ts';

/** From this share of the smaller of two boxes on, they hold the same writing. */
const sameWriting = 0.5;

/**
 * The words that reading finds on the boards that train, each with the text that stands there: of several
 * words in one box all of them, of none nothing.
 */
export async function foundWords(models: ReadingModels): Promise<SeenTruth[]> {
  const found: SeenTruth[] = [];
  for (const page of await boards('train')) {
    const { words } = await readPage(page.path, models, { alternatives: 10 });
    for (const { box, alternatives, lattice } of words) {
      const texts = page.words.filter((word) => isSameWriting(word.box, box)).map(({ text }) => text);
      found.push({ text: texts.join(' '), alternatives, lattice: lattice ?? null });
    }
  }
  return found;
}

function isSameWriting(a: Box, b: Box): boolean {
  return intersectionArea(a, b) >= sameWriting * Math.min(boxArea(a), boxArea(b));
}
