import type { OptimizerName } from '../../../shared/contract/run.ts';
import type { MatrixBlocks } from '../training/muon.ts';
import type { WeightSteps } from '../training/optimizer.ts';

/** Gates of a recurrent layer, whose matrices stand side by side in its kernel. */
const gates = 4;

/**
 * The recogniser's weights that are matrices between hidden layers, by their names: of the pointwise convolutions and of the
 * recurrent layers' gates. The others look at the image, or write the letters.
 */
function hiddenMatrices(name: string): MatrixBlocks {
  if (/^recurrent\.\d+\.(?:forward|backward)\.kernel$/u.test(name)) return gates;
  return /^blocks\.\d+\.pointwise\.kernel$/u.test(name) ? 1 : null;
}

/** How the recogniser's weights are stepped by an optimizer. */
export function weightSteps(optimizer: OptimizerName): Pick<WeightSteps, 'matricesOf'> {
  return optimizer === 'muon' ? { matricesOf: hiddenMatrices } : {};
}
