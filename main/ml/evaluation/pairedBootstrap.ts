import type { RateChange } from '../../../shared/contract/run.ts';
import type { Random } from '../../../shared/random.ts';
import { characters, editDistance } from '../../../shared/text.ts';

const resamples = 1000;
/** Of 95 %. */
const tail = 0.025;
/** With fewer images, their words are drawn one by one: a draw of two or three images says nothing. */
const fewestImages = 8;

/** A word read by two models. */
export interface ComparedWord {
  readonly text: string;
  readonly before: string;
  readonly after: string;
  /** Words of one image have errors in common. */
  readonly image: string;
}

/**
 * The 95 % interval of the change of the CER from one model to another, from a paired bootstrap: both models on the same
 * resampled images. Bisani and Ney, "Bootstrap estimates for confidence intervals in ASR performance evaluation", 2004.
 *
 * @param words at least one, with at least one letter in all
 * @returns fractions; negative where the second model makes fewer errors
 */
export function changeOfCer(words: readonly ComparedWord[], random: Random): RateChange {
  const groups = groupsOf(words);
  const changes = Float64Array.from({ length: resamples }, () => {
    let errors = 0;
    let letters = 0;
    for (const { errors: more, letters: all } of groups.map(() => random.pick(groups))) {
      errors += more;
      letters += all;
    }
    return errors / Math.max(1, letters);
  }).sort();
  const cut = Math.floor(resamples * tail);
  return { low: changes[cut], high: changes[resamples - 1 - cut] };
}

interface Group {
  /** Errors after minus errors before. */
  errors: number;
  letters: number;
}

function groupsOf(words: readonly ComparedWord[]): Group[] {
  const hasImages = new Set(words.map(({ image }) => image)).size >= fewestImages;
  const groups = new Map<string, Group>();
  for (const [index, { text, before, after, image }] of words.entries()) {
    const key = hasImages ? image : String(index);
    const group = groups.get(key) ?? { errors: 0, letters: 0 };
    group.errors += editDistance(text, after) - editDistance(text, before);
    group.letters += characters(text).length;
    groups.set(key, group);
  }
  return [...groups.values()];
}
