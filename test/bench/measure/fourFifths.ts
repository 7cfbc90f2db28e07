import { foldText } from '../../../shared/text.ts';
import { boxArea, intersectionArea, intersectionOverUnion, type Box } from '../../../shared/geometry.ts';
import type { LabelledPage } from '../../../pretraining/data.ts';
import type { FoundText } from './otherPrograms.ts';

/** A word counts when this share of its characters is right. */
const enough = 0.8;
/** A box may hold a word if they overlap so much (IoU), or if it covers so much of the word. */
const leastOverlap = 0.1;
const leastCovered = 0.5;

/** What of the words of pages was read. */
export interface ReadShares {
  /** Of the words, those of which at least 80 % of the characters are right. */
  readonly words: number;
  /** Of the characters of all words. */
  readonly characters: number;
}

/**
 * The 80 % rule, by which whiteboard readers are compared (April 2026, 80 meeting boards): a true word, letters and digits only,
 * is compared with the nearest reading, or the nearest part of one, among the boxes at its place.
 */
export function readShares(
  pages: readonly LabelledPage[],
  readings: ReadonlyMap<string, readonly FoundText[]>,
): ReadShares {
  let [words, right, characters, all] = [0, 0, 0, 0];
  for (const { path, words: truths } of pages) {
    const found = readings.get(path) ?? [];
    for (const { box, text } of truths) {
      const truth = foldText(text);
      if (truth === '') continue;
      const there = found.filter((each) => isThere(each.box, box));
      const wrong = Math.min(
        truth.length,
        ...there.map((each) => distanceToPart(truth, foldText(each.text))),
      );
      all += truth.length;
      characters += truth.length - wrong;
      words += 1;
      if (truth.length - wrong >= enough * truth.length) right += 1;
    }
  }
  return { words: right / words, characters: characters / all };
}

function isThere(found: Box, word: Box): boolean {
  return (
    intersectionOverUnion(found, word) >= leastOverlap ||
    intersectionArea(found, word) >= leastCovered * boxArea(word)
  );
}

/**
 * The fewest edits between a text and any part of another (Sellers, "The theory and computation of evolutionary distances:
 * pattern recognition", 1980).
 */
export function distanceToPart(text: string, other: string): number {
  let row = Array.from({ length: text.length + 1 }, (_, index) => index);
  let least = text.length;
  for (const character of other) {
    const next = [0];
    for (let index = 1; index <= text.length; index += 1) {
      const replaced = (row[index - 1] ?? 0) + (text[index - 1] === character ? 0 : 1);
      next.push(Math.min(replaced, (row[index] ?? 0) + 1, (next[index - 1] ?? 0) + 1));
    }
    row = next;
    least = Math.min(least, next[text.length] ?? least);
  }
  return least;
}
