import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import { createAlphabet } from '../../shared/alphabet.ts';
import { unitOf } from '../../shared/networks.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import { characters, isSign } from '../../shared/text.ts';
import { shippedSum } from '../files/shippedFiles.ts';
import type { InkImage } from '../imaging/pixels.ts';
import { otherScriptsFile, secondReaderFile } from '../installation.ts';
import { classesOf, opinionOf } from '../ml/decoding/secondOpinion.ts';
import { wordSpaceOf } from '../ml/decoding/spaces.ts';
import { mostAlternatives } from '../ml/decoding/wordDecoder.ts';
import type { LoadedModel, RecogniserBeside, Sessions } from './models/sessions.ts';
import { wordPosteriors } from './models/wordPosteriors.ts';
import type { ViewedWord, WordReader } from './viewedWord.ts';

/**
 * Whether a second reader is asked for a word: not for one character in doubt, of which 82 of 88 boxes on boards dev and dev3 held
 * no word, and not for signs, which it takes for letters.
 *
 * @param best what the first reads
 * @param below confidence, 0 to 1
 */
export function isInDoubt(best: Alternative | undefined, below: number): boolean {
  if (best === undefined || best.confidence >= below) return false;
  return best.text.length > 1 && !isSign(best.text);
}

type Recogniser = LoadedModel<RecogniserMetadata>;

/**
 * The recogniser with a second one that is opened for the first word left in doubt, and one for pages in other scripts. Where
 * the file of one is not as it was shipped, the recogniser reads without it.
 *
 * @param files of both
 */
export function withSecondReader(
  recogniser: Recogniser,
  sessions: Sessions,
  threads: number,
  files = { second: secondReaderFile, scripts: otherScriptsFile },
): Recogniser {
  const { characters: inUse } = recogniser.metadata;
  const { second, scripts } = files;
  return {
    ...recogniser,
    second: beside(second, () => sessions.open('second', second, threads, 'cpu', inUse)),
    scripts: beside(scripts, () => sessions.open('scripts', scripts, threads)),
  };
}

function beside(file: string, open: () => Promise<Recogniser>): RecogniserBeside {
  const sha256 = () => shippedSum(file);
  return { sha256, open: async () => ((await sha256()) === null ? null : await open()) };
}

/**
 * Asks the second reader for the words that are left in doubt.
 *
 * @param words as the first reader sees them
 * @param seen what it reads in them
 * @returns the words in their order, those in doubt with the readings of both; null where there is no reader to ask
 */
export async function askSecond(
  { recogniser, decoder, photoOf, signal }: WordReader,
  words: readonly InkImage[],
  seen: readonly ViewedWord[],
): Promise<ViewedWord[] | null> {
  const all = [...seen];
  const { asksBelow } = decoder;
  if (recogniser.second === undefined || asksBelow === null) return null;
  if (wordSpaceOf(recogniser.metadata) !== null || unitOf(recogniser.metadata) === 'character') return null;
  // Whether a word is read again must not depend on the words beside it.
  if ((await recogniser.second.sha256()) === null) return null;
  const asked = all.flatMap((word) => {
    if (!isInDoubt(word.alternatives[0], asksBelow)) return [];
    const image = photoOf?.(word.index) ?? words[word.index];
    return image === undefined ? [] : [{ word, image }];
  });
  if (asked.length === 0) return all;
  const second = await recogniser.second.open();
  if (second === null) return null;
  const alphabet = createAlphabet(recogniser.metadata.characters);
  // A recogniser of other letters reads alone.
  if (classesOf(alphabet, characters(second.metadata.characters)) === null) return null;
  const images = asked.map(({ image }) => image);
  for await (const { index: place, posteriors } of wordPosteriors(second, images, signal)) {
    const word = asked[place]?.word;
    if (word === undefined) continue;
    const { candidates, hear } = decoder.hear(word, opinionOf(posteriors));
    const alternatives = decoder.alternatives(candidates, mostAlternatives);
    all[word.index] = { ...word, candidates, alternatives, hear, alone: word.candidates[0] };
  }
  return all;
}
