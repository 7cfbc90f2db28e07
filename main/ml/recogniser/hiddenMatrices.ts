import type { MatrixBlocks } from '../training/muon.ts';

/** Gates of a recurrent layer, whose matrices stand side by side in its kernel. */
const gates = 4;

/**
 * The recogniser's weights that are matrices between hidden layers, by their names: of the pointwise convolutions and of the
 * recurrent layers' gates. The others look at the image, or write the letters.
 */
export function hiddenMatrices(name: string): MatrixBlocks {
  if (/^recurrent\.\d+\.(?:forward|backward)\.kernel$/u.test(name)) return gates;
  return /^blocks\.\d+\.pointwise\.kernel$/u.test(name) ? 1 : null;
}
