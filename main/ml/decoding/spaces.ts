import { blankClass } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { unitOf } from '../../../shared/networks.ts';
import { characters } from '../../../shared/text.ts';
import { impossible, logAdd, type Posteriors } from './posteriors.ts';

/** A word of a line: what lies between two spaces of the best path. */
export interface LinePart {
  /** Of its time steps, without spaces. */
  readonly posteriors: Posteriors;
  /** The time steps of the line at which the best path writes its first and its last character. */
  readonly first: number;
  readonly last: number;
}

/** The class of the space; null where there is none. */
export function spaceIn(letters: string): number | null {
  const place = characters(letters).indexOf(' ');
  return place < 0 ? null : place + 1;
}

/** The class of the space that parts the words a recogniser reads; null for one of single words or single characters. */
export function wordSpaceOf(metadata: RecogniserMetadata): number | null {
  // To a recogniser of single characters, a space is one.
  return unitOf(metadata) === 'character' ? null : spaceIn(metadata.characters);
}

/**
 * Cuts the posteriors of a line at the spaces of its best path.
 *
 * @param without takes the spaces out of a part
 */
export function cutAtSpaces(line: Posteriors, space: number, without = withoutSpaces): LinePart[] {
  const words: { first: number; last: number }[] = [];
  let isInWord = false;
  for (let step = 0; step < line.steps; step += 1) {
    const best = likeliest(line, step);
    if (best === blankClass) continue;
    if (best === space) isInWord = false;
    else if (isInWord) words[words.length - 1].last = step;
    else {
      isInWord = true;
      words.push({ first: step, last: step });
    }
  }
  // Each cut is where a space is likeliest; all steps of a word's ends stay with it.
  const cuts = words
    .slice(1)
    .map(({ first }, index) => likeliestStep(line, space, words[index].last + 1, first));
  return words.map(({ first, last }, index) => {
    const start = index === 0 ? 0 : cuts[index - 1] + 1;
    const end = cuts.at(index) ?? line.steps;
    return { posteriors: without(stepsOf(line, start, end), space), first, last };
  });
}

/** A copy in which nothing is a space: its probability is added to the blank's. */
export function withoutSpaces(posteriors: Posteriors, space: number): Posteriors {
  const { steps, classes } = posteriors;
  const logProbabilities = posteriors.logProbabilities.slice();
  for (let at = 0; at < steps * classes; at += classes) {
    logProbabilities[at] = logAdd(logProbabilities[at], logProbabilities[at + space]);
    logProbabilities[at + space] = impossible;
  }
  return { steps, classes, logProbabilities };
}

/** `withoutSpaces` that keeps the best path: where it is a space it is a blank, elsewhere the blank stays as it is. */
export function withBlanksForSpaces(posteriors: Posteriors, space: number): Posteriors {
  const { steps, classes } = posteriors;
  const logProbabilities = posteriors.logProbabilities.slice();
  for (let step = 0, at = 0; step < steps; step += 1, at += classes) {
    if (likeliest(posteriors, step) === space) logProbabilities[at] = logProbabilities[at + space];
    logProbabilities[at + space] = impossible;
  }
  return { steps, classes, logProbabilities };
}

function stepsOf({ classes, logProbabilities }: Posteriors, start: number, end: number): Posteriors {
  return {
    steps: end - start,
    classes,
    logProbabilities: logProbabilities.subarray(start * classes, end * classes),
  };
}

function likeliest({ classes, logProbabilities }: Posteriors, step: number): number {
  let best = blankClass;
  for (let index = 1; index < classes; index += 1) {
    if (logProbabilities[step * classes + index] > logProbabilities[step * classes + best]) best = index;
  }
  return best;
}

/** @param end exclusive */
function likeliestStep(
  { classes, logProbabilities }: Posteriors,
  letter: number,
  start: number,
  end: number,
): number {
  let best = start;
  for (let step = start; step < end; step += 1) {
    if (logProbabilities[step * classes + letter] > logProbabilities[best * classes + letter]) best = step;
  }
  return best;
}
