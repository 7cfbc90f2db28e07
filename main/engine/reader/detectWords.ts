import type { Box } from '../../../shared/geometry.ts';
import type { DetectorMetadata } from '../../../shared/model.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { detectorInput, toImage } from '../../ml/detector/input.ts';
import { readingOrder } from '../../ml/detector/readingOrder.ts';
import { regionsOf } from '../../ml/detector/regions.ts';
import { parseThresholds } from '../../ml/detector/thresholds.ts';
import type { LoadedModel } from './sessions.ts';
import { runModel } from './tensors.ts';

export interface FoundWord {
  /** In pixels of the ink image. */
  readonly box: Box;
  /** Number of its line, from 0. */
  readonly line: number;
}

/** Finds the words of a page, in reading order. */
export async function detectWords(
  detector: LoadedModel<DetectorMetadata>,
  page: InkImage,
): Promise<FoundWord[]> {
  const { longSide, multiple, stride, thresholds } = detector.metadata;
  const input = detectorInput(page, longSide, multiple);
  const { width, height, ink } = input;
  const tensor = { data: ink, shape: [1, 1, height, width] };
  const output = await runModel(detector.session, ['ink', tensor], ['kernel', 'distances']);
  const regions = regionsOf({
    kernel: output.kernel.data,
    distances: output.distances.data,
    width,
    height,
    stride,
    ink,
    thresholds: parseThresholds(thresholds),
  });
  const boxes = regions.map(({ box }) => toImage(box, input));
  return readingOrder(boxes).flatMap(({ index, line }) => {
    const box = boxes[index];
    return box === undefined ? [] : [{ box, line }];
  });
}
