import { join } from 'node:path';
import { createAlphabet } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import {
  createGreedyDecoder,
  createWordDecoder,
  type DecoderSettings,
  readDecoderSettings,
  type WordDecoder,
} from '../../ml/decoding/wordDecoder.ts';
import type { TextJudge } from '../../ml/decoding/textJudge.ts';
import { readLanguage, type Language } from '../../ml/language/language.ts';
import { resourcesFolder } from '../../installation.ts';

export const languageFolder = join(resourcesFolder, 'language');

const decoders = new Map<string, Promise<WordDecoder>>();
let files: Promise<readonly [Language, DecoderSettings]> | undefined;

function readFiles(): Promise<readonly [Language, DecoderSettings]> {
  return (files ??= Promise.all([readLanguage(languageFolder), readDecoderSettings(languageFolder)]));
}

/**
 * The decoder for a recogniser's letters. The language files are read once a process and a decoder is
 * made once for an alphabet, as both take a good part of a second. A recogniser of another program is decoded without a
 * language model.
 *
 * @throws InkdexError `file-missing`, `data-invalid`
 */
export async function wordDecoderFor({ characters, photo }: RecogniserMetadata): Promise<WordDecoder> {
  const key = JSON.stringify([characters, photo === undefined]);
  const kept = decoders.get(key);
  if (kept !== undefined) return await kept;
  const made =
    photo === undefined ? make(characters) : Promise.resolve(createGreedyDecoder(createAlphabet(characters)));
  decoders.set(key, made);
  try {
    return await made;
  } catch (error) {
    decoders.delete(key);
    files = undefined;
    throw error;
  }
}

async function make(characters: string): Promise<WordDecoder> {
  const [language, settings] = await readFiles();
  return createWordDecoder(language, createAlphabet(characters), settings);
}

/**
 * Judges which boxes of the detector hold no text.
 *
 * @throws InkdexError as `wordDecoderFor` does
 */
export async function textJudge(): Promise<TextJudge> {
  return (await readFiles())[1].judge;
}
