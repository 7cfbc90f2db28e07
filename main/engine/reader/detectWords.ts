import { quadOfBox, type Box, type Quad } from '../../../shared/geometry.ts';
import type { DetectorMetadata } from '../../../shared/model.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { lookAtPage } from '../../ml/detector/closerLook.ts';
import { spreadToImage, toImage } from '../../ml/detector/input.ts';
import { wordQuads } from '../../ml/detector/quads.ts';
import { readingOrder } from '../../../shared/readingOrder.ts';
import { regionsOf } from '../../ml/detector/regions.ts';
import type { LoadedModel } from './sessions.ts';
import { runModel } from './tensors.ts';

export interface FoundWord {
  /** In pixels of the ink image. */
  readonly box: Box;
  /** Along its line, where that is not level. */
  readonly quad: Quad;
  /** Number of its line, from 0. */
  readonly line: number;
}

/** Finds the words of a page, in reading order. */
export async function detectWords(
  detector: LoadedModel<DetectorMetadata>,
  page: InkImage,
): Promise<FoundWord[]> {
  const { input, output } = await lookAtPage(page, detector.metadata, async ({ ink, width, height }) => {
    const tensor = { data: ink, shape: [1, 1, height, width] };
    const { kernel, distances } = await runModel(detector.session, ['ink', tensor], ['kernel', 'distances']);
    return { kernel: kernel.data, distances: distances.data };
  });
  const regions = regionsOf(output);
  const boxes = regions.map(({ box }) => toImage(box, input));
  const words = readingOrder(boxes).flatMap(({ index, line }) => {
    const [box, region] = [boxes[index], regions[index]];
    if (box === undefined || region === undefined) return [];
    return [{ box, line, spread: spreadToImage(region.spread, input) }];
  });
  const quads = wordQuads(words);
  return words.map(({ box, line }, index) => ({ box, quad: quads[index] ?? quadOfBox(box), line }));
}
