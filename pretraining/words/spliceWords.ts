import { createAlphabet } from '../../shared/alphabet.ts';
import { pickWeighted, type Random, createRandom } from '../../shared/random.ts';
import { characters } from '../../shared/text.ts';
import { fitWord } from '../../main/imaging/geometry/fitWord.ts';
import { shrinkInk } from '../../main/imaging/ink/ink.ts';
import { loadStarter } from '../recogniser/storedWeights.ts';
import { wordShape } from '../../main/ml/networks/input.ts';
import { type LabelledInk, packWords, type WordBank } from '../../main/ml/training/wordBank.ts';
import { disposeWeights } from '../../main/ml/weights.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { cutLetters, type CutWord } from '../../main/imaging/ink/cutLetters.ts';
import { indexPieces, type PieceIndex } from './pieceIndex.ts';
import { joinPieces } from './joinPieces.ts';
import { letterLines, type Aligner } from './letterLines.ts';

/** All words of one page, and so of one hand. */
export type Page = readonly LabelledInk[];

export interface SpliceOptions {
  /** Each group gives about as many words as any other. */
  readonly groups: readonly (readonly Page[])[];
  /** The better it reads these words, the better they are cut. */
  readonly aligner: Aligner;
  /** A word to write. */
  readonly nextText: (random: Random) => string;
  readonly count: number;
}

/** Rows of a spliced word: a little more than the network's, so that warps stay sharp. */
const splicedHeight = 56;
/** Pages asked for a word before another word is taken. */
const pagesAsked = 12;
/** Words tried for each that is wanted, before the pages are said to hold too few letters. */
const triesPerWord = 100;
const batchSize = 32;

/**
 * Words that the writers of real pages never wrote: cut out of those that they did, between the letters, and joined
 * anew. So a network meets their letters in other neighbourhoods, and cannot know their words by heart.
 *
 * @returns fewer than `count`, or none, where the pages hold few letters
 */
function spliceWords({ groups, aligner, nextText, count }: SpliceOptions, random: Random): LabelledInk[] {
  const hands = groups
    .map((pages) => pages.map((page) => handOf(page, aligner)).filter(({ weight }) => weight > 0))
    .filter((group) => group.length > 0);
  const words: LabelledInk[] = [];
  if (hands.length === 0) return words;
  for (let left = triesPerWord * count; words.length < count && left > 0; left -= 1) {
    const group = hands[words.length % hands.length] ?? [];
    const word = spliceWord(nextText(random), group, random);
    if (word !== null) words.push(word);
  }
  return words;
}

/** What one page's writer has left to write with. */
interface Hand {
  readonly pieces: PieceIndex;
  /** Pages of many words are likelier to be asked, those of few not left out. */
  readonly weight: number;
}

function handOf(page: Page, aligner: Aligner): Hand {
  const cut = cutWords(page, aligner);
  return { pieces: indexPieces(cut), weight: Math.sqrt(cut.length) };
}

/** Words of a page as far as the recogniser sees in them what their labels say. */
export function cutWords(page: Page, aligner: Aligner): CutWord[] {
  const shape = wordShape(aligner.config);
  const fitted = page
    .filter(({ text }) => aligner.alphabet.has(text))
    .map(({ ink, text }) => ({ text, ink: fitWord(ink, shape) }))
    .sort((a, b) => a.ink.width - b.ink.width);
  const cut: CutWord[] = [];
  for (let start = 0; start < fitted.length; start += batchSize) {
    const batch = fitted.slice(start, start + batchSize);
    const lines = letterLines(batch, aligner);
    for (const [index, { ink, text }] of batch.entries()) {
      const between = lines[index];
      if (between != null) cut.push(cutLetters(ink, characters(text), between));
    }
  }
  return cut;
}

function spliceWord(text: string, hands: readonly Hand[], random: Random): LabelledInk | null {
  const letters = characters(text);
  if (letters.length < 2) return null;
  for (let asked = 0; asked < pagesAsked; asked += 1) {
    const cover = pickWeighted(hands, ({ weight }) => weight, random)?.pieces.cover(letters, random);
    const ink = cover == null ? null : joinPieces(cover);
    if (ink !== null) return { text, ink: shrinkInk(ink, splicedHeight) };
  }
  return null;
}

/** Names what is spliced: another number for every change of how words are cut and joined. */
export const splicedWordsRecipe = 'pieces-2';

/** Natural logarithm for each letter: a label less likely than this may be wrong, or what it says elsewhere. */
const leastLikelihood = -0.7;

/**
 * Words of a vocabulary, spliced.
 *
 * @param groups of pages
 * @param recogniser the .onnx file that says where letters stand
 * @throws RangeError when the pages hold so few letters that hardly a word can be spliced
 */
export function spliceWordBank(
  groups: readonly (readonly Page[])[],
  recogniser: Uint8Array,
  vocabulary: Vocabulary,
  { seed, count }: { readonly seed: number; readonly count: number },
): WordBank {
  const { weights, config, metadata } = loadStarter(recogniser);
  const aligner = { weights, config, alphabet: createAlphabet(metadata.characters), leastLikelihood };
  const nextText = vocabulary.next.bind(vocabulary);
  const random = createRandom(seed).fork('spliced words');
  const words = spliceWords({ groups, aligner, nextText, count }, random);
  disposeWeights(weights);
  if (words.length < count)
    throw new RangeError('Too few words can be spliced out of the letters of these pages.');
  return packWords(words);
}
