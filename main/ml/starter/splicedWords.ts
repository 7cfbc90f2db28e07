import { createAlphabet } from '../../../shared/alphabet.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { characters } from '../../../shared/text.ts';
import { fitWord } from '../../imaging/fitWord.ts';
import { shrinkInk } from '../../imaging/shrinkInk.ts';
import { loadRecogniser } from '../finetune/loadRecogniser.ts';
import { createVocabulary } from '../synthetic/vocabulary.ts';
import { disposeWeights } from '../weights.ts';
import { cutLetters, type CutWord } from './cutLetters.ts';
import { joinPieces } from './joinPieces.ts';
import { letterLines, type Aligner } from './letterLines.ts';
import { indexPieces, type PieceIndex } from './letterPieces.ts';
import { packWords, type LabelledInk, type WordBank } from './wordBank.ts';

/** Names what is spliced: another number for every change of how words are cut and joined. */
export const splicedWordsRecipe = 'pieces-1';

/** Rows of a banked word: a little more than the network's, so that warps stay sharp. */
const bankHeight = 56;
/** Pages asked for a word before another word is taken. */
const pagesAsked = 12;
const batchSize = 32;
/** Words tried for each that is wanted, before the pages are said to hold too few letters. */
const triesPerWord = 100;

/** All words of one page, and so of one hand. */
export type Page = readonly LabelledInk[];

/**
 * Words that the writers of real pages never wrote: cut out of those that they did, between the letters, and joined
 * anew. So a network meets their letters in other neighbourhoods, and cannot know their words by heart.
 *
 * @param groups of pages; each group gives as many words as any other
 * @param recogniser the .onnx file that says where letters stand: it should know these words well
 * @throws RangeError when the pages hold so few letters that hardly a word can be spliced
 */
export function spliceWordBank(
  groups: readonly (readonly Page[])[],
  recogniser: Uint8Array,
  seed: number,
  count: number,
): WordBank {
  const { weights, config, metadata } = loadRecogniser(recogniser);
  const aligner: Aligner = { weights, config, alphabet: createAlphabet(metadata.characters) };
  const hands = groups.map((pages) => pages.map((page) => handOf(page, aligner)));
  disposeWeights(weights);
  const random = createRandom(seed).fork('spliced words');
  const vocabulary = createVocabulary();
  const words: LabelledInk[] = [];
  let left = triesPerWord * count;
  while (words.length < count) {
    if ((left -= 1) < 0)
      throw new RangeError('Too few words can be spliced out of the letters of these pages.');
    const pages = hands[words.length % hands.length] ?? [];
    const word = spliceWord(vocabulary.next(random), pages, random);
    if (word !== null) words.push(word);
  }
  return packWords(words);
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
  const { height, widths } = aligner.config;
  const shape = { height, maxWidth: widths.at(-1) ?? height };
  const fitted = page
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
    const cover = pickHand(hands, random).pieces.cover(letters, random);
    const ink = cover === null ? null : joinPieces(cover);
    if (ink !== null) return { text, ink: shrinkInk(ink, bankHeight) };
  }
  return null;
}

/** @throws RangeError when there is none */
function pickHand(hands: readonly Hand[], random: Random): Hand {
  let left = random.next() * hands.reduce((sum, { weight }) => sum + weight, 0);
  for (const hand of hands) {
    left -= hand.weight;
    if (left < 0) return hand;
  }
  return random.pick(hands);
}
