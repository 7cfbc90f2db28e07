import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../../../main/ml/backends/startEngine.ts';
import { drawLineMask, lineMaskOf, linesOfMask } from '../../../../main/ml/detection/lineMasks.ts';
import { detectionScores } from '../../../../main/ml/evaluation/matchBoxes.ts';
import {
  createFcnLines,
  fcnLines,
  fcnLinesConfig,
  fcnLinesLoss,
} from '../../../../main/ml/networks/fcnLines.ts';
import { type Tensor3D, type Tensor4D, tf } from '../../../../main/ml/tf.ts';
import { train } from '../../../../main/ml/training/train.ts';
import { type Box, quadOfBox } from '../../../../shared/geometry.ts';
import { createRandom } from '../../../../shared/random.ts';
import { shortTraining } from '../../../support/eightWords.ts';

beforeAll(() => startEngine('wasm'));

it('learns where the lines of eight pages are, although they touch', async () => {
  const size = { width: 42, height: 42 };
  const pages = Array.from({ length: 8 }, (_, number) => {
    const lines: readonly Box[] = [0, 11, 22].map((top) => [
      1 + ((3 * number) % 10),
      number + top + 1,
      30,
      11,
    ]);
    const ink = new Float32Array(42 * 42);
    for (const [x, y, width] of lines) {
      for (let at = 0; at < width; at += 1) ink[(y + 4 + (at % 5)) * 42 + x + at] = 1;
    }
    return { lines, ink, mask: drawLineMask(lines.map(quadOfBox), size) };
  });
  const asDrawn = pages.map(({ lines, mask }) => ({
    truths: lines,
    found: linesOfMask(mask, size),
    ignored: [],
  }));
  expect(detectionScores(asDrawn).f1).toBe(1);
  const weights = createFcnLines(fcnLinesConfig({ channels: 8, longSide: 42 }), createRandom(1));
  const pageOf = (ink: Float32Array): Tensor4D => tf.tensor4d(ink, [1, 42, 42, 1]);
  let next = 0;
  const task = {
    weights,
    description: 'eight pages',
    nextBatch: () => {
      const { ink, mask } = pages[next++ % pages.length] ?? { ink: new Float32Array(), mask: [] };
      return { page: pageOf(ink), classes: tf.tensor3d(Int32Array.from(mask), [1, 42, 42], 'int32') };
    },
    samplesIn: () => 1,
    loss: (batch: { readonly page: Tensor4D; readonly classes: Tensor3D }) =>
      fcnLinesLoss(fcnLines(batch.page, weights), batch.classes),
  };
  const losses: number[] = [];
  const schedule = { peak: 0.006, warmupSteps: 5, decaySteps: 45, totalSteps: 92 };
  for await (const event of train(task, shortTraining(schedule, { statisticsBatches: 0 }))) {
    if (event.type === 'step') losses.push(event.loss);
  }
  const found = pages.map(({ lines, ink }) => {
    const probabilities = tf.tidy(() =>
      tf.transpose(tf.softmax(fcnLines(pageOf(ink), weights)), [0, 3, 1, 2]).dataSync(),
    );
    const mask = lineMaskOf(Float32Array.from(probabilities));
    // On a page as small as this, specks of a pixel are not left out.
    const isLine = ([, , width]: Box): boolean => width > 4;
    return { truths: lines, found: linesOfMask(mask, size).filter(isLine), ignored: [] };
  });
  expect(detectionScores(found), losses.map((loss) => loss.toFixed(2)).join(' ')).toMatchObject({ f1: 1 });
});
