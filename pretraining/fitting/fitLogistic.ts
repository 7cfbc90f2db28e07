import { sigmoid } from '../../main/ml/detection/kernels.ts';
import { dot } from '../../main/ml/decoding/calibration.ts';
import { solve } from './calibration.ts';

/** What came true of features. */
export interface LogisticSample {
  readonly features: readonly number[];
  readonly isTrue: boolean;
}

const newtonSteps = 30;
/** Keeps weights that the samples hardly speak of near zero. */
const ridge = 0.05;

/** The weights of a logistic function under which the samples are likeliest, by Newton's method. */
export function fitLogistic(samples: readonly LogisticSample[]): number[] {
  const size = samples[0]?.features.length ?? 0;
  let weights = new Array<number>(size).fill(0);
  for (let step = 0; step < newtonSteps; step += 1) {
    const curvature: number[][] = weights.map((_, row) =>
      weights.map((__, column) => (row === column ? ridge : 0)),
    );
    const gradient: number[] = weights.map((weight) => -ridge * weight);
    for (const { features, isTrue } of samples) {
      const chance = sigmoid(dot(features, weights));
      for (const [row, feature] of features.entries()) {
        if (feature === 0) continue;
        const line = curvature[row];
        const weight = chance * (1 - chance) * feature;
        for (const [column, other] of features.entries()) line[column] += weight * other;
        gradient[row] += ((isTrue ? 1 : 0) - chance) * feature;
      }
    }
    const change = solve(curvature, gradient);
    weights = weights.map((weight, index) => weight + change[index]);
    if (Math.max(...change.map(Math.abs)) < 1e-6) break;
  }
  return weights;
}
