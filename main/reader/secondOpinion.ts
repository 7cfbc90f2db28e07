import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import { createAlphabet } from '../../shared/alphabet.ts';
import { unitOf } from '../../shared/networks.ts';
import { characters } from '../../shared/text.ts';
import type { InkImage } from '../imaging/pixels.ts';
import { otherScriptsFile, secondReaderFile } from '../installation.ts';
import { classesOf, opinionOf } from '../ml/decoding/secondOpinion.ts';
import { wordSpaceOf } from '../ml/decoding/spaces.ts';
import { mostAlternatives } from '../ml/decoding/wordDecoder.ts';
import type { LoadedModel, Sessions } from './models/sessions.ts';
import { wordPosteriors } from './models/wordPosteriors.ts';
import type { ViewedWord, WordReader } from './viewedWord.ts';

/** Of what is in doubt and read as one character, 82 of 88 boxes on boards dev and dev3 held no word. */
const leastLength = 2;

type Recogniser = LoadedModel<RecogniserMetadata>;

/** The recogniser with a second one that is opened for the first word left in doubt, and one for pages in other scripts. */
export function withSecondReader(recogniser: Recogniser, sessions: Sessions, threads: number): Recogniser {
  const { characters: inUse } = recogniser.metadata;
  return {
    ...recogniser,
    second: () => sessions.open('second', secondReaderFile, threads, 'cpu', inUse),
    scripts: () => sessions.open('scripts', otherScriptsFile, threads),
  };
}

/**
 * Asks the second reader for the words that are left in doubt.
 *
 * @param words as the first reader sees them
 * @param seen what it reads in them
 * @returns the words in their order, those in doubt with the readings of both
 * @throws InkdexError `model-damaged`
 */
export async function askSecond(
  { recogniser, decoder, photoOf, signal }: WordReader,
  words: readonly InkImage[],
  seen: readonly ViewedWord[],
): Promise<ViewedWord[]> {
  const all = [...seen];
  const { asksBelow } = decoder;
  if (recogniser.second === undefined || asksBelow === null) return all;
  if (wordSpaceOf(recogniser.metadata) !== null || unitOf(recogniser.metadata) === 'character') return all;
  const asked = all.flatMap((word) => {
    const [best] = word.alternatives;
    if (best === undefined || best.confidence >= asksBelow || best.text.length < leastLength) return [];
    const image = photoOf?.(word.index) ?? words[word.index];
    return image === undefined ? [] : [{ word, image }];
  });
  if (asked.length === 0) return all;
  const second = await recogniser.second();
  const alphabet = createAlphabet(recogniser.metadata.characters);
  // A recogniser of other letters reads alone.
  if (classesOf(alphabet, characters(second.metadata.characters)) === null) return all;
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
