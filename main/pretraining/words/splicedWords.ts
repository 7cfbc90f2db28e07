import { createAlphabet } from '../../../shared/alphabet.ts';
import { createRandom } from '../../../shared/random.ts';
import { loadRecogniser } from '../../ml/finetune/loadRecogniser.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { disposeWeights } from '../../ml/weights.ts';
import { spliceWords, type Page } from './spliceWords.ts';
import { packWords, type WordBank } from '../../ml/training/wordBank.ts';

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
  const { weights, config, metadata } = loadRecogniser(recogniser);
  const aligner = { weights, config, alphabet: createAlphabet(metadata.characters), leastLikelihood };
  const nextText = vocabulary.next.bind(vocabulary);
  const random = createRandom(seed).fork('spliced words');
  const words = spliceWords({ groups, aligner, nextText, count }, random);
  disposeWeights(weights);
  if (words.length < count)
    throw new RangeError('Too few words can be spliced out of the letters of these pages.');
  return packWords(words);
}
