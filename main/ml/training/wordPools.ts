import { pickWeighted, type Random } from '../../../shared/random.ts';
import { augmentWord } from '../../imaging/ink/augment.ts';
import { fitWord } from '../../imaging/geometry/fitWord.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { cropInk } from '../../imaging/ink/ink.ts';
import { wordAt, type LabelledInk, type WordBank } from './wordBank.ts';

/** A source of training words, with its augmentation. */
export interface WordSource {
  readonly name: string;
  readonly bank: WordBank;
  /** Margin around each word in the bank, as a fraction of its height; cropped randomly when a word is drawn. */
  readonly margin: number;
  /** Strength of the augmentation: less for photographed words, which already vary. */
  readonly strength: number;
  /**
   * Where in the bank the words of each hand begin, ascending from 0: a hand is then drawn in proportion to the square root of
   * its words, so that a few diligent writers do not outweigh the many. Without it all words are drawn alike.
   */
  readonly hands?: readonly number[];
}

export interface PoolOptions {
  readonly sources: readonly WordSource[];
  /** Share of each source, summing to 1. */
  readonly shares: readonly number[];
  readonly size: number;
  readonly shape: { readonly height: number; readonly maxWidth: number };
}

/**
 * Draws a pool of augmented words, sorted by width, so that its batches contain words of similar width and little
 * padding.
 */
export function drawPool(options: PoolOptions, random: Random): LabelledInk[] {
  const pool = Array.from({ length: options.size }, () => drawSample(options, random));
  return pool.sort((a, b) => a.ink.width - b.ink.width);
}

function drawSample({ sources, shares, shape }: PoolOptions, random: Random): LabelledInk {
  const place = pickWeighted([...shares.keys()], (at) => shares[at], random);
  const source = place === undefined ? undefined : sources.at(place);
  if (source === undefined) throw new RangeError('There are more shares than sources.');
  const { ink, text } = wordAt(source.bank, drawIndex(source, random));
  const cut = source.margin > 0 ? cutMargin(ink, source.margin, random) : ink;
  return { text, ink: fitWord(augmentWord(cut, random, source.strength), shape) };
}

function drawIndex({ bank, hands }: WordSource, random: Random): number {
  if (hands === undefined) return random.integer(0, bank.texts.length - 1);
  const endOf = (hand: number): number => hands[hand + 1] ?? bank.texts.length;
  const hand = pickWeighted([...hands.keys()], (at) => Math.sqrt(endOf(at) - hands[at]), random) ?? 0;
  return random.integer(hands[hand], endOf(hand) - 1);
}

/**
 * Keeps a random part of the margin on each side: sometimes cutting into the word, sometimes with ink of a
 * neighbour.
 */
function cutMargin(ink: InkImage, margin: number, random: Random): InkImage {
  const word = ink.height / (1 + 2 * margin);
  const side = () => Math.round(word * margin * random.between(0.45, 1.1));
  const [left, top, right, bottom] = [side(), side(), side(), side()];
  return cropInk(ink, left, top, ink.width - left - right, ink.height - top - bottom);
}
