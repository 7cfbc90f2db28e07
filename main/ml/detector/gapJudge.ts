import { InkdexError } from '../../../shared/result.ts';
import { gapFeatureCount } from './gapFeatures.ts';

/** Hidden units of the judge. */
export const gapHidden = 8;

/** Of each hidden unit a weight a feature and a bias; then the output's weights of units, features, bias. */
export const gapWeightCount = gapHidden * (gapFeatureCount + 1) + gapHidden + gapFeatureCount + 1;

/**
 * A perceptron with one hidden layer and a shortcut past it: is the gap within a word?
 *
 * @returns a logit: above 0 the pieces beside the gap are one word
 * @throws InkdexError `model-damaged` for another number of weights
 */
export function judgeGap(features: readonly number[], weights: readonly number[]): number {
  if (weights.length !== gapWeightCount) {
    throw new InkdexError(
      'model-damaged',
      `The detector judges gaps with ${weights.length} weights, expected ` +
        `${gapWeightCount}. Export the model again.`,
    );
  }
  const outputs = gapHidden * (gapFeatureCount + 1);
  let result = weights[gapWeightCount - 1] ?? 0;
  for (let unit = 0; unit < gapHidden; unit += 1) {
    const start = unit * (gapFeatureCount + 1);
    const sum = weightedSum(features, weights, start) + (weights[start + gapFeatureCount] ?? 0);
    result += (weights[outputs + unit] ?? 0) * Math.tanh(sum);
  }
  return result + weightedSum(features, weights, outputs + gapHidden);
}

function weightedSum(features: readonly number[], weights: readonly number[], start: number): number {
  return features.reduce((sum, value, index) => sum + value * (weights[start + index] ?? 0), 0);
}
