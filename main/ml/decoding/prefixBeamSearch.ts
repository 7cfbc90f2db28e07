import { blankClass } from '../../../shared/alphabet.ts';
import type { Hypothesis, Posteriors } from './posteriors.ts';
import { grown, type PrefixTree } from './prefixTree.ts';

export interface BeamOptions {
  /** Prefixes kept after each time step. */
  readonly width: number;
  /**
   * Characters with a lower log-probability at a time step do not extend a prefix there; -Infinity tries all.
   */
  readonly letterFloor: number;
  /** Prefixes this many nats less likely than the best are dropped; Infinity keeps all. */
  readonly range: number;
}

/** A language model: prefixes are kept by its score and the network's together. */
export interface PrefixScorer {
  /** All prefixes that it has weighed; the words of a text begin alike. */
  readonly prefixes: PrefixTree;
  /** Forgets all prefixes except the empty one, if they have become many. Prefixes lose their numbers then. */
  tidy(): void;
  /** The number of the prefix that is one character longer than another. */
  lengthen(prefix: number, letter: number): number;
  /** The language model's weight of a prefix. */
  weight(prefix: number): number;
  /** The natural logarithm of its weight as a whole reading. */
  end(prefix: number): number;
  /**
   * The most that one character raises a prefix's logarithm. The search skips paths that could not be kept even then,
   * without asking the model. A path that would gain more is lost, with what it would add to a prefix in the beam.
   */
  readonly highestGain: number;
}

/** A result of the search. */
export interface GuidedHypothesis extends Hypothesis {
  /** Natural logarithm of the language model's weight of the whole reading. */
  readonly guide: number;
}

/**
 * Prefix beam search with buffers that are used again for every word. A prefix has two probabilities: that its last
 * step was a blank, and that it was its last character. Only after a blank is the same character a second one.
 * Probabilities are relative to the best prefix of their time step, so that sums need no logarithms.
 *
 * Graves, "Supervised sequence labelling with recurrent neural networks", 2012, section 7.5.3;
 * Hannun and others, "First-pass large vocabulary continuous speech recognition using bi-directional
 * recurrent DNNs", 2014, algorithm 1.
 */
export class PrefixBeam {
  readonly #guide: PrefixScorer;
  /** By prefix: probabilities at this step and the next. */
  #blank = new Float64Array(0);
  #letter = new Float64Array(0);
  #nextBlank = new Float64Array(0);
  #nextLetter = new Float64Array(0);
  /** By prefix: the last step, counted over all words, after which it was possible. */
  #stamps = new Int32Array(0);
  #stamp = 0;
  #beam = new Int32Array(0);
  #beamSize = 0;
  #next = new Int32Array(0);
  #nextSize = 0;
  /** By place in the next beam: total probability times weight. */
  #scores = new Float64Array(0);
  /** A copy of the scores that is partly sorted. */
  #ranks = new Float64Array(0);
  #letters = new Int32Array(0);
  #letterProbabilities = new Float64Array(0);
  #letterCount = 0;

  constructor(guide: PrefixScorer) {
    this.#guide = guide;
  }

  /**
   * Readings by probability times the language model's weight, best first. The probability is the sum over the paths
   * that the beam kept.
   */
  search(posteriors: Posteriors, options: BeamOptions): GuidedHypothesis[] {
    this.#clear(posteriors.classes);
    let logScale = 0;
    for (let step = 0; step < posteriors.steps; step += 1) {
      const row = posteriors.logProbabilities.subarray(
        step * posteriors.classes,
        (step + 1) * posteriors.classes,
      );
      this.#chooseLetters(row, options.letterFloor);
      this.#reserve(this.#guide.prefixes.size + this.#beamSize * this.#letterCount);
      this.#stamp += 1;
      const lowest = this.#stay(row, options);
      this.#grow(lowest, options.range);
      logScale += this.#keep(options);
    }
    return this.#results(logScale);
  }

  #clear(classes: number): void {
    this.#guide.tidy();
    this.#letters = grown(this.#letters, classes);
    this.#letterProbabilities = grown(this.#letterProbabilities, classes);
    this.#reserve(1);
    this.#beam[0] = 0;
    this.#beamSize = 1;
    this.#blank[0] = 1;
    this.#letter[0] = 0;
  }

  #reserve(capacity: number): void {
    if (this.#stamps.length >= capacity) return;
    this.#blank = grown(this.#blank, capacity);
    this.#letter = grown(this.#letter, capacity);
    this.#nextBlank = grown(this.#nextBlank, capacity);
    this.#nextLetter = grown(this.#nextLetter, capacity);
    this.#beam = grown(this.#beam, capacity);
    this.#next = grown(this.#next, capacity);
    this.#scores = grown(this.#scores, capacity);
    this.#ranks = grown(this.#ranks, capacity);
    this.#stamps = grown(this.#stamps, capacity);
  }

  /** The characters above the floor, and always the most likely class. */
  #chooseLetters(row: Float32Array, floor: number): void {
    let best = -Infinity;
    for (const value of row) if (value > best) best = value;
    const lowest = Math.min(best, floor);
    let count = 0;
    for (let letter = blankClass + 1; letter < row.length; letter += 1) {
      const value = row[letter];
      if (value < lowest || value === -Infinity) continue;
      this.#letters[count] = letter;
      this.#letterProbabilities[count] = Math.exp(value);
      count += 1;
    }
    this.#letterCount = count;
  }

  /**
   * Every prefix stays, by a blank or by its last character again.
   *
   * @returns the lowest score with which a longer prefix is kept: within range of the best, and not below the last of
   *   a full beam
   */
  #stay(row: Float32Array, { width, range }: BeamOptions): number {
    const blank = Math.exp(row[blankClass]);
    let best = 0;
    let worst = Infinity;
    for (let place = 0; place < this.#beamSize; place += 1) {
      const prefix = this.#beam[place];
      const last = this.#guide.prefixes.lastLetter(prefix);
      const letter = this.#letter[prefix];
      const total = letter + this.#blank[prefix];
      const again = last === blankClass || letter === 0 ? 0 : letter * Math.exp(row[last]);
      this.#nextBlank[prefix] = total * blank;
      this.#nextLetter[prefix] = again;
      this.#stamps[prefix] = this.#stamp;
      this.#next[place] = prefix;
      const score = (total * blank + again) * this.#guide.weight(prefix);
      best = Math.max(best, score);
      worst = Math.min(worst, score);
    }
    this.#nextSize = this.#beamSize;
    return Math.max(best * Math.exp(-range), this.#beamSize === width ? worst : 0);
  }

  /** Extends every prefix by each character, unless the score falls below the lowest one that is kept. */
  #grow(lowest: number, range: number): void {
    const gain = Math.exp(this.#guide.highestGain);
    const drop = Math.exp(-range);
    let threshold = lowest;
    for (let place = 0; place < this.#beamSize; place += 1) {
      const prefix = this.#beam[place];
      const last = this.#guide.prefixes.lastLetter(prefix);
      const afterBlank = this.#blank[prefix];
      const total = afterBlank + this.#letter[prefix];
      const highestWeight = this.#guide.weight(prefix) * gain;
      for (let index = 0; index < this.#letterCount; index += 1) {
        const letter = this.#letters[index];
        const value = (letter === last ? afterBlank : total) * this.#letterProbabilities[index];
        if (value === 0 || value * highestWeight < threshold) continue;
        const score = this.#lengthen(prefix, letter, value);
        threshold = Math.max(threshold, score * drop);
      }
    }
  }

  /** Adds a path to the prefix with one more character. Returns its score. */
  #lengthen(prefix: number, letter: number, value: number): number {
    const longer = this.#guide.lengthen(prefix, letter);
    if (this.#stamps[longer] === this.#stamp) {
      // Each longer prefix has one parent: it can only meet its own stay.
      this.#nextLetter[longer] += value;
    } else {
      this.#stamps[longer] = this.#stamp;
      this.#nextBlank[longer] = 0;
      this.#nextLetter[longer] = value;
      this.#next[this.#nextSize] = longer;
      this.#nextSize += 1;
    }
    const total = this.#nextBlank[longer] + this.#nextLetter[longer];
    return total * this.#guide.weight(longer);
  }

  /** Makes the best prefixes the beam. Returns the logarithm of the number by which all are divided. */
  #keep({ width, range }: BeamOptions): number {
    let best = 0;
    let bestTotal = 0;
    for (let place = 0; place < this.#nextSize; place += 1) {
      const prefix = this.#next[place];
      const total = this.#nextBlank[prefix] + this.#nextLetter[prefix];
      const score = total * this.#guide.weight(prefix);
      this.#scores[place] = score;
      best = Math.max(best, score);
      bestTotal = Math.max(bestTotal, total);
    }
    let lowest = best * Math.exp(-range);
    if (this.#nextSize > width) {
      this.#ranks.set(this.#scores.subarray(0, this.#nextSize));
      lowest = Math.max(lowest, nthLargest(this.#ranks, this.#nextSize, width));
    }
    const scale = bestTotal === 0 ? 1 : 1 / bestTotal;
    let kept = 0;
    for (let place = 0; place < this.#nextSize && kept < width; place += 1) {
      if (this.#scores[place] < lowest) continue;
      const prefix = this.#next[place];
      this.#nextBlank[prefix] *= scale;
      this.#nextLetter[prefix] *= scale;
      this.#beam[kept] = prefix;
      kept += 1;
    }
    this.#beamSize = kept;
    [this.#blank, this.#nextBlank] = [this.#nextBlank, this.#blank];
    [this.#letter, this.#nextLetter] = [this.#nextLetter, this.#letter];
    return -Math.log(scale);
  }

  #results(logScale: number): GuidedHypothesis[] {
    return Array.from(this.#beam.subarray(0, this.#beamSize), (prefix) => ({
      letters: this.#guide.prefixes.letters(prefix),
      logProbability: logScale + Math.log(this.#blank[prefix] + this.#letter[prefix]),
      guide: this.#guide.end(prefix),
    })).sort((a, b) => b.logProbability + b.guide - (a.logProbability + a.guide));
  }
}

/**
 * The n-th largest of the first `count` values, whose order it changes: Hoare, "Algorithm 65: Find", 1961.
 */
function nthLargest(values: Float64Array, count: number, n: number): number {
  let low = 0;
  let high = count - 1;
  const target = n - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left] > pivot) left += 1;
      while (values[right] < pivot) right -= 1;
      if (left > right) break;
      const swapped = values[left];
      values[left] = values[right];
      values[right] = swapped;
      left += 1;
      right -= 1;
    }
    if (target <= right) high = right;
    else if (target >= left) low = left;
    else break;
  }
  return values[target];
}
