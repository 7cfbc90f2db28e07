import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PageLanguage } from '../../../shared/contract/pageLanguage.ts';
import { InkdexError } from '../../../shared/result.ts';
import { decodeLetterModel, type LetterModelContent } from './characterNgrams.ts';
import { decodeLexicon, type LexiconContent } from './lexicon.ts';
import { decodeWordPairs, type WordPairsContent } from './wordPairs.ts';

/** The words of one language, or of all: those it knows, and how others are spelled. */
export interface WordModel {
  readonly letters: LetterModelContent;
  readonly words: LexiconContent;
}

/** The language model of English, French, German and what people write on boards. */
export interface Language extends WordModel {
  /** The words of each language alone. */
  readonly alone: Readonly<Record<PageLanguage, WordModel>>;
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
  const readWords = async (language: PageLanguage | '' = ''): Promise<WordModel> => ({
    letters: await read(join(language, languageFiles.letters), decodeLetterModel),
    words: await read(join(language, languageFiles.words), decodeLexicon),
  });
  const [all, english, french, german, skeletons, pairs] = await Promise.all([
    readWords(),
    readWords('english'),
    readWords('french'),
    readWords('german'),
    read(languageFiles.skeletons, decodeLetterModel),
    read(languageFiles.pairs, decodeWordPairs),
  ]);
  return { ...all, alone: { english, french, german }, skeletons, pairs };
}

/** @throws InkdexError `file-missing` */
export async function readLanguageFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InkdexError(
      'file-missing',
      `The language file ${JSON.stringify(path)} is missing. Install Inkdex again, ` +
        'or make the file with "npm --prefix pretraining run language".',
      { cause: error },
    );
  }
}
