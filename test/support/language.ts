import { pretrainedCharacters } from '../../shared/alphabet.ts';
import { buildLexicon } from '../../pretraining/language/buildLexicon.ts';
import { countNgrams } from '../../pretraining/language/countNgrams.ts';
import { countWordPairs } from '../../pretraining/language/wordPairs.ts';
import type { Language, WordModel } from '../../main/ml/language/language.ts';
import { skeletonCharacters, skeletonOf } from '../../main/ml/language/tokenGrammar.ts';

/** A language of a few words, of the tokens that show how they are put together, and of texts that show their order. */
export function smallLanguage(
  words: ReadonlyMap<string, number>,
  tokens: readonly string[],
  { characters = pretrainedCharacters, texts = [] }: { characters?: string; texts?: readonly string[] } = {},
): Language {
  const written = tokens.map((token): [string, number] => [token, 1]);
  const letters = countNgrams([...words, ...written], { order: 4, characters, leastGain: 0 });
  const known: WordModel = { words: buildLexicon(words, characters), letters };
  return {
    ...known,
    alone: () => known,
    shortLetters: { dutch: letters, italian: letters, spanish: letters, portuguese: letters },
    skeletons: countNgrams(
      written.map(([token]): [string, number] => [skeletonOf(token), 1]),
      { order: 3, characters: skeletonCharacters(characters), leastGain: 0 },
    ),
    pairs: countWordPairs(texts, words, { leastCount: 1, leastPairs: 1, smoothing: 2, most: 3 }),
  };
}

/** Counts of the word pairs in a few texts. */
export function smallPairs(texts: readonly string[]): Language['pairs'] {
  return countWordPairs(texts, new Map(), { leastCount: 1, leastPairs: 1, smoothing: 1, most: 3 });
}
