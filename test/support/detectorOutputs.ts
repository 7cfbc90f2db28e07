import type { DetectorOutput } from '../../main/ml/detection/kernels.ts';
import { detectorTargets } from '../../pretraining/detector/targets.ts';
import { defaultThresholds } from '../../main/ml/detection/regions.ts';
import { quadOfBox, type Box } from '../../shared/geometry.ts';

const size = 128;
const stride = 4;

/** What a perfect network would say of these words, and their ink. */
export function perfectOutput(words: readonly Box[], strengths: readonly number[] = []): DetectorOutput {
  const targets = detectorTargets(
    { size, ink: new Float32Array(size * size), words: words.map(quadOfBox), ignored: [] },
    stride,
  );
  const cells = targets.kernel.length;
  const distances = new Float32Array(cells * 4);
  for (let cell = 0; cell < cells; cell += 1) {
    for (let side = 0; side < 4; side += 1) {
      distances[side * cells + cell] = targets.distances[cell * 4 + side] ?? 0;
    }
  }
  const ink = new Float32Array(size * size);
  for (const [index, [x, y, width, height]] of words.entries()) {
    for (let row = y; row < y + height; row += 1) {
      ink.fill(strengths[index] ?? 1, row * size + x, row * size + x + width);
    }
  }
  return {
    kernel: targets.kernel.map((value) => (value === 1 ? 4 : -4)),
    distances,
    width: size,
    height: size,
    stride,
    ink,
    thresholds: defaultThresholds,
  };
}
