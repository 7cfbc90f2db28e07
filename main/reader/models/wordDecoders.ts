import { join } from 'node:path';
import { createAlphabet } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { unitOf } from '../../../shared/networks.ts';
import {
  bestPath,
  createPlainDecoder,
  createWordDecoder,
  type DecoderSettings,
  readDecoderSettings,
  singleCharacters,
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
 * made once for an alphabet, as both take a good part of a second. A recogniser of another program, or of single characters, is
 * decoded without a language model.
 *
 * @throws InkdexError `file-missing`, `data-invalid`
 */
export async function wordDecoderFor(metadata: RecogniserMetadata): Promise<WordDecoder> {
  const { characters, photo } = metadata;
  const plain = unitOf(metadata) === 'character' ? singleCharacters : photo === undefined ? null : bestPath;
  const key = JSON.stringify([characters, plain?.name]);
  const kept = decoders.get(key);
  if (kept !== undefined) return await kept;
  const made =
    plain === null
      ? make(characters)
      : Promise.resolve(createPlainDecoder(createAlphabet(characters), plain));
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
