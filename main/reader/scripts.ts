import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import { characters } from '../../shared/text.ts';
import type { LoadedModel } from './models/sessions.ts';

/**
 * A text may be in another script if less than this share of its letters is in words of at least so many letters that are read with
 * this confidence. At least .19 are on 78 photos of Latin writing with ten words or more, at most .10 on 59 pictures of Chinese and
 * Japanese: nine by hand, the others drawn.
 */
const sure = { share: 0.15, letters: 4, confidence: 0.6 };

export function hasSureWords(words: readonly Alternative[]): boolean {
  const lettersOf = (of: readonly Alternative[]): number =>
    of.reduce((sum, { text }) => sum + text.length, 0);
  const isSure = ({ text, confidence }: Alternative): boolean =>
    text.length >= sure.letters && confidence >= sure.confidence;
  return lettersOf(words.filter(isSure)) >= sure.share * lettersOf(words);
}

/**
 * Of all letters that are read, so many and this share are sure and of a script of which the alphabet has none: at least .56 on 34
 * of 35 pictures of Chinese and Japanese, at most .28 on 40 photos of Latin writing that lie on their side or upside down.
 */
const other = { confidence: 0.6, share: 0.5, letters: 3 };

const lettersOfScripts = ['Latin', 'Greek', 'Han', 'Hiragana', 'Katakana'].map(
  (script) => new RegExp(`\\p{Script=${script}}`, 'u'),
);

/** Whether a text is mostly in a script of which an alphabet has no letter. @param texts the best reading of each word */
export function isInOtherScript(texts: readonly Alternative[], alphabet: string): boolean {
  const known = lettersOfScripts.filter((script) => script.test(alphabet));
  const letters = texts.flatMap(({ text, confidence }) =>
    characters(text)
      .filter((character) => /\p{L}/u.test(character))
      .map((letter) => confidence >= other.confidence && !known.some((script) => script.test(letter))),
  );
  const others = letters.filter(Boolean).length;
  return others >= Math.max(other.letters, other.share * letters.length);
}

type Words = readonly { readonly alternatives: readonly Alternative[] }[];

/**
 * Reads a text again with the recogniser of other scripts.
 *
 * @param words as they are read so far
 * @returns null where they are read surely, or are in no other script
 */
export async function readInOtherScript<Read extends { readonly viewed: Words }>(
  { scripts, metadata }: LoadedModel<RecogniserMetadata>,
  words: Words,
  read: (recogniser: LoadedModel<RecogniserMetadata>) => Promise<Read>,
): Promise<Read | null> {
  if (scripts === undefined || hasSureWords(bestOf(words))) return null;
  const recogniser = await scripts.open();
  if (recogniser === null) return null;
  const again = await read(recogniser);
  return isInOtherScript(bestOf(again.viewed), metadata.characters) ? again : null;
}

function bestOf(words: Words): Alternative[] {
  return words.flatMap(({ alternatives: [best] }) => best ?? []);
}
