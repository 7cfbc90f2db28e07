import type { RecogniserMetadata } from '../../../shared/model.ts';
import type { LoadedModel } from '../../../main/engine/reader/sessions.ts';
import { wordLattices } from '../../../main/engine/reader/wordLattices.ts';
import type { Lattice } from '../../../main/ml/decoding/lattice.ts';
import { boards, frenchCrops, iamLikeTest } from '../../../main/ml/starter/data.ts';
import { cropPages, readCrops } from '../../../main/ml/starter/recogniserBanks.ts';
import type { LabelledInk } from '../../../main/ml/starter/wordBank.ts';

/** Around a boxed word of a board, as a share of its height: what reading leaves, too. */
const boardMargin = 0.1;

/** Words cut by hand that train nothing, by writers or on pages of their own. */
export const wordSets = {
  'iam-like testset_v': async () => readCrops(await iamLikeTest()),
  'copiste_fr, kept': async () => readCrops((await frenchCrops()).kept),
  'boards dev': async () => cropPages(await boards('dev'), boardMargin),
} as const;

/** The set that weights and calibration are chosen on. */
export const developmentSet = 'boards dev';

export interface LabelledLattice {
  /** The true text. */
  readonly text: string;
  readonly lattice: Lattice;
}

/** What the recogniser says of each word, before decoding. */
export async function labelledLattices(
  model: LoadedModel<RecogniserMetadata>,
  words: readonly LabelledInk[],
): Promise<LabelledLattice[]> {
  const found: LabelledLattice[] = [];
  const images = words.map(({ ink }) => ink);
  for await (const { index, lattice } of wordLattices(model, images)) {
    found[index] = { text: words[index]?.text ?? '', lattice };
  }
  return found;
}
