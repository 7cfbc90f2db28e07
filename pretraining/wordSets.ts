import { createAlphabet } from '../shared/alphabet.ts';
import type { RecogniserMetadata } from '../shared/contract/model.ts';
import type { Alternative } from '../shared/contract/word.ts';
import type { LoadedModel } from '../main/reader/models/sessions.ts';
import { viewAllWords } from '../main/reader/recogniseWords.ts';
import type { Candidate } from '../main/ml/decoding/calibration.ts';
import type { View } from '../main/ml/decoding/testTimeAugmentation.ts';
import { decodeGreedily } from '../main/ml/decoding/ctcPaths.ts';
import type { WordDecoder } from '../main/ml/decoding/wordDecoder.ts';
import { boards, frenchCrops, iamLike } from './data.ts';
import { cropPages, readCrops } from './recogniser/sources.ts';
import type { LabelledInk } from '../main/ml/training/wordBank.ts';

/** Around a boxed word of a board, as a share of its height: what reading leaves, too. */
export const boardMargin = 0.1;

/** Words cut by hand that train nothing, by writers or on pages of their own. */
export const wordSets = {
  'iam-like testset_v': async () => readCrops(await iamLike('testset_v')),
  'copiste_fr, kept': async () => readCrops((await frenchCrops()).kept),
  'boards dev': async () => cropPages(await boards('dev'), boardMargin),
} as const;

/** The sets that the decoder's weights and calibration are chosen on. */
export const developmentSets = [
  'boards dev',
  'copiste_fr, kept',
] as const satisfies (keyof typeof wordSets)[];

export interface ReadWord {
  /** The true text. */
  readonly text: string;
  readonly views: readonly View[];
  readonly candidates: readonly Candidate[];
  /** Best first, all that reading gives. */
  readonly alternatives: readonly Alternative[];
  /** Best path of the word as it is. */
  readonly greedy: string;
  /** Without any language: the likeliest reading of its views, the best path where there is one alone. */
  readonly likeliest: string;
}

/** Reads words as photos are read, and keeps what is thrown away there. */
export async function readWords(
  model: LoadedModel<RecogniserMetadata>,
  words: readonly LabelledInk[],
  decoder: WordDecoder,
): Promise<ReadWord[]> {
  const alphabet = createAlphabet(model.metadata.characters);
  const viewed = await viewAllWords(
    model,
    decoder,
    words.map(({ ink }) => ink),
  );
  return viewed.map(({ index, ...read }) => {
    const [plain, ...others] = read.views;
    const greedy = alphabet.decode(plain === undefined ? [] : decodeGreedily(plain.posteriors).letters);
    const [likeliest] = read.candidates.toSorted((a, b) => b.lattice - a.lattice);
    return {
      text: words[index]?.text ?? '',
      ...read,
      greedy,
      likeliest: others.length === 0 || likeliest === undefined ? greedy : alphabet.decode(likeliest.letters),
    };
  });
}
