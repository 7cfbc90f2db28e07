import { InferenceSession, Tensor } from '../../../main/ml/onnx/runtime.ts';
import { describe, expect, it } from 'vitest';
import { decodePhoto } from '../../../main/imaging/formats/decode.ts';
import { flattenBackground } from '../../../main/imaging/ink/flatten.ts';
import { detectionScores } from '../../../main/ml/evaluation/matchBoxes.ts';
import { detectorInput, toImage } from '../../../main/ml/detection/input.ts';
import { defaultThresholds, regionsOf } from '../../../main/ml/detection/regions.ts';
import { boards } from '../../../pretraining/data.ts';

const model = 'resources/models/starter-detector.onnx';

describe('the starter detector', () => {
  it('finds the words of a whiteboard it was not trained on', async () => {
    const page = (await boards('dev')).find(({ page: name }) => name === '102.jpg');
    if (page === undefined) throw new Error('Board 102 is not among the development pages.');
    const { image } = await decodePhoto(page.path, { maxPixels: 8_000_000 });
    const input = detectorInput(flattenBackground(image), 1280, 32);
    const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
    const { width, height, ink } = input;
    const output = await session.run({ ink: new Tensor('float32', ink, [1, 1, height, width]) });
    await session.release();
    const { kernel, distances } = output;
    if (!(kernel?.data instanceof Float32Array) || !(distances?.data instanceof Float32Array)) {
      throw new Error('The model gives no float32 kernel and distances.');
    }
    const regions = regionsOf({
      kernel: kernel.data,
      distances: distances.data,
      width,
      height,
      stride: 4,
      ink,
      thresholds: defaultThresholds,
    });
    const found = regions.map(({ box }) => toImage(box, input));
    const truths = page.words.map(({ box }) => box);
    expect(detectionScores([{ truths, ignored: page.ignore, found }]).f1).toBeGreaterThan(0.85);
  });
});
