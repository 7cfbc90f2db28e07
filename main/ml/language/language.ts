import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InkdexError } from '../../../shared/result.ts';
import { decodeLetterModel, type LetterModelContent } from './characterNgrams.ts';
import { decodeLexicon, type LexiconContent } from './lexicon.ts';
import { decodeWordPairs, type WordPairsContent } from './wordPairs.ts';

/** The language model of English, French and what people write on boards. */
export interface Language {
  readonly letters: LetterModelContent;
  readonly words: LexiconContent;
  /** How words and punctuation form tokens. */
  readonly skeletons: LetterModelContent;
  /** Which words follow which. */
  readonly pairs: WordPairsContent;
}

export const languageFiles = {
  letters: 'letters.bin',
  words: 'words.bin',
  skeletons: 'skeletons.bin',
  pairs: 'pairs.bin',
} as const;

/** @throws InkdexError `file-missing` if a file is missing, `data-invalid` if one is damaged */
export async function readLanguage(folder: string): Promise<Language> {
  const read = async <Content>(name: string, decode: (bytes: Uint8Array, path: string) => Content) => {
    const path = join(folder, name);
    return decode(await readLanguageFile(path), path);
  };
  const [letters, words, skeletons, pairs] = await Promise.all([
    read(languageFiles.letters, decodeLetterModel),
    read(languageFiles.words, decodeLexicon),
    read(languageFiles.skeletons, decodeLetterModel),
    read(languageFiles.pairs, decodeWordPairs),
  ]);
  return { letters, words, skeletons, pairs };
}

/** @throws InkdexError `file-missing` */
export async function readLanguageFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InkdexError(
      'file-missing',
      `The language file ${JSON.stringify(path)} is missing. Install Inkdex again, ` +
        'or make the file with "npm --prefix main/pretraining run language".',
      { cause: error },
    );
  }
}
