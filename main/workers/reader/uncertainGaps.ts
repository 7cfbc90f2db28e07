import { scoreOf } from '../../ml/decoding/calibration.ts';
import { likeliestWords } from '../../ml/detection/wordsOfPieces.ts';
import type { FoundRun, FoundWord, FoundWords } from './detectWords.ts';
import type { PageWords } from './viewLines.ts';
import type { ViewedWord } from './viewWords.ts';

/** Weight of a gap's logit beside the scores of readings, in nats: chosen on the pages of `dev2`. */
const gapWeight = 5;

/** All words that are to be read before `decideGaps` can decide. */
export function possibleWords({ words, runs }: FoundWords): FoundWord[] {
  return [...new Set([...words, ...runs.flatMap((run) => run.words.flat())])];
}

/**
 * Chooses, for each uncertain run, the split that reads best: the one with the highest sum of scores of its readings and logits
 * of the gaps within its words.
 *
 * @param viewed what is read of each of the page's `possibleWords`, in their order
 */
export function decideGaps(found: FoundWords, viewed: readonly ViewedWord[]): PageWords {
  const { words, runs } = found;
  const readings = new Map(possibleWords(found).map((word, index) => [word, viewed[index]]));
  const decided = words.map((word) => [word]);
  for (const run of runs) {
    const [, ...others] = likeliestWords(run);
    decided.splice(run.first, 1 + others.length, bestWords(run, readings), ...others.map(() => []));
  }
  const read = decided.flat().flatMap((word) => {
    const own = readings.get(word);
    return own === undefined ? [] : [{ word, own }];
  });
  return {
    words: read.map(({ word }) => word),
    viewed: read.map(({ own }, index) => ({ ...own, index })),
  };
}

/** Of the words from one part of a run on, the best. */
interface Ending {
  readonly words: readonly FoundWord[];
  readonly score: number;
}

function bestWords(
  { words, gaps }: FoundRun,
  readings: ReadonlyMap<FoundWord, ViewedWord | undefined>,
): FoundWord[] {
  const endings: Ending[] = [];
  endings[words.length] = { words: [], score: 0 };
  for (let first = words.length - 1; first >= 0; first -= 1) {
    let best: Ending = { words: [], score: -Infinity };
    let within = 0;
    for (const [more, word] of (words[first] ?? []).entries()) {
      if (more > 0) within += gapWeight * (gaps[first + more - 1] ?? 0);
      const rest = endings[first + more + 1];
      const [reading] = readings.get(word)?.candidates ?? [];
      if (rest === undefined || reading === undefined) continue;
      const score = scoreOf(reading) + within + rest.score;
      if (score > best.score) best = { words: [word, ...rest.words], score };
    }
    endings[first] = best;
  }
  return [...(endings[0]?.words ?? [])];
}
