import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type FurtherLanguage,
  furtherLanguages,
  type PageLanguage,
  type UsualLanguage,
} from '../../../shared/contract/pageLanguage.ts';
import { InkdexError } from '../../../shared/result.ts';
import { decodeLetterModel, type LetterModelContent } from './characterNgrams.ts';
import { decodeLexicon, type LexiconContent } from './lexicon.ts';
import { decodeWordPairs, type WordPairsContent } from './wordPairs.ts';

/** The words of one language, or of all: those it knows, and how others are spelled. */
export interface WordModel {
  readonly letters: LetterModelContent;
  readonly words: LexiconContent;
}

/** The language model of seven languages and what people write on boards. */
export interface Language extends WordModel {
  /**
   * The words of one language alone. Those of a further language are read when they are first asked for.
   *
   * @throws InkdexError as `readLanguage` does
   */
  readonly alone: (language: PageLanguage) => WordModel;
  /** Few n-grams of each further language: words in small letters, as often as they are met. */
  readonly shortLetters: Readonly<Record<FurtherLanguage, LetterModelContent>>;
  /** How words and punctuation form tokens. */
  readonly skeletons: LetterModelContent;
  /** Which words follow which. */
  readonly pairs: WordPairsContent;
}

export const languageFiles = {
  letters: 'letters.bin',
  words: 'words.bin',
  shortLetters: 'short.bin',
  skeletons: 'skeletons.bin',
  pairs: 'pairs.bin',
} as const;

/** @throws InkdexError `file-missing` if a file is missing, `data-invalid` if one is damaged */
export async function readLanguage(folder: string): Promise<Language> {
  const read = async <Content>(name: string, decode: (bytes: Uint8Array, path: string) => Content) => {
    const path = join(folder, name);
    return decode(await readLanguageFile(path), path);
  };
  const readWords = async (language: UsualLanguage | '' = ''): Promise<WordModel> => ({
    letters: await read(join(language, languageFiles.letters), decodeLetterModel),
    words: await read(join(language, languageFiles.words), decodeLexicon),
  });
  const readShort = (language: FurtherLanguage) =>
    read(join(language, languageFiles.shortLetters), decodeLetterModel);
  const [all, english, french, german, skeletons, pairs] = await Promise.all([
    readWords(),
    readWords('english'),
    readWords('french'),
    readWords('german'),
    read(languageFiles.skeletons, decodeLetterModel),
    read(languageFiles.pairs, decodeWordPairs),
  ]);
  const [dutch, italian, spanish, portuguese] = await Promise.all(furtherLanguages.map(readShort));
  const known: Partial<Record<PageLanguage, WordModel>> = { english, french, german };
  return {
    ...all,
    alone: (language) => (known[language] ??= readNow(folder, language)),
    shortLetters: { dutch, italian, spanish, portuguese },
    skeletons,
    pairs,
  };
}

/** In the middle of a page: waiting for the disk and unpacking take some 40 ms, once. */
function readNow(folder: string, language: PageLanguage): WordModel {
  const read = <Content>(name: string, decode: (bytes: Uint8Array, path: string) => Content): Content => {
    const path = join(folder, language, name);
    try {
      return decode(readFileSync(path), path);
    } catch (error) {
      throw error instanceof InkdexError ? error : missing(path, error);
    }
  };
  return {
    letters: read(languageFiles.letters, decodeLetterModel),
    words: read(languageFiles.words, decodeLexicon),
  };
}

/** @throws InkdexError `file-missing` */
export async function readLanguageFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw missing(path, error);
  }
}

function missing(path: string, cause: unknown): InkdexError {
  return new InkdexError(
    'file-missing',
    `The language file ${JSON.stringify(path)} is missing. Install Inkdex again, ` +
      'or make the file with "npm --prefix pretraining run language".',
    { cause },
  );
}
