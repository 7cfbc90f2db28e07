import { quadOfBox, type Box, type Quad } from '../../../shared/geometry.ts';
import type { DetectorMetadata } from '../../../shared/model.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { lookAtPage, type PageLook } from '../../ml/detector/closerLook.ts';
import { spreadToImage, toImage, toInput, type DetectorInput } from '../../ml/detector/input.ts';
import type { WordRegion } from '../../ml/detector/kernelRegion.ts';
import { overlookedRegions } from '../../ml/detector/overlooked.ts';
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

/** A place that may be a word. */
export interface OverlookedWord extends FoundWord {
  /** How probably it is a word at all, 0 to 1. */
  readonly likelihood: number;
}

/** Finds the words of a page, in reading order. */
export async function detectWords(
  detector: LoadedModel<DetectorMetadata>,
  page: InkImage,
): Promise<FoundWord[]> {
  const { input, output } = await look(detector, page);
  return inReadingOrder(regionsOf(output), input).map(({ word }) => word);
}

/**
 * Finds places of a page that may be words although the detector says otherwise, in reading order.
 *
 * @param known words, and places that are none, in pixels of the ink image
 */
export async function detectOverlooked(
  detector: LoadedModel<DetectorMetadata>,
  page: InkImage,
  known: readonly Box[],
): Promise<OverlookedWord[]> {
  const { input, output } = await look(detector, page);
  const found = new Set(
    overlookedRegions(
      output,
      known.map((box) => toInput(box, input)),
    ),
  );
  // The words beside them say how their lines run.
  return inReadingOrder([...regionsOf(output), ...found], input).flatMap(({ region, word }) =>
    found.has(region) ? [{ ...word, likelihood: region.score }] : [],
  );
}

async function look(detector: LoadedModel<DetectorMetadata>, page: InkImage): Promise<PageLook> {
  return await lookAtPage(page, detector.metadata, async ({ ink, width, height }) => {
    const tensor = { data: ink, shape: [1, 1, height, width] };
    const { kernel, distances } = await runModel(detector.session, ['ink', tensor], ['kernel', 'distances']);
    return { kernel: kernel.data, distances: distances.data };
  });
}

interface PlacedRegion {
  readonly region: WordRegion;
  readonly word: FoundWord;
}

function inReadingOrder(regions: readonly WordRegion[], input: DetectorInput): PlacedRegion[] {
  const boxes = regions.map(({ box }) => toImage(box, input));
  const words = readingOrder(boxes).flatMap(({ index, line }) => {
    const [box, region] = [boxes[index], regions[index]];
    if (box === undefined || region === undefined) return [];
    return [{ box, line, region, spread: spreadToImage(region.spread, input) }];
  });
  const quads = wordQuads(words);
  return words.map(({ box, line, region }, index) => ({
    region,
    word: { box, quad: quads[index] ?? quadOfBox(box), line },
  }));
}
