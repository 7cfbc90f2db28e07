import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DetectorMetadata } from '../../shared/contract/model.ts';
import { decodePhoto } from '../imaging/formats/decode.ts';
import { flattenBackground } from '../imaging/ink/flatten.ts';
import { levelPage } from '../imaging/geometry/tilt.ts';
import { photoHashOf } from '../imaging/hashes/photoHash.ts';
import type { InkImage, RgbImage } from '../imaging/pixels.ts';
import { resourcesFolder } from '../installation.ts';
import { commonSlope, type DirectionMap } from '../ml/detection/directions.ts';
import { detectorInput } from '../ml/detection/input.ts';
import { kindOf, kindRulesSchema, type KindEvidence, evidenceOfPage } from '../ml/detection/photoKind.ts';
import { parseThresholds } from '../ml/detection/regions.ts';
import { runModel } from './models/onnxSession.ts';
import { createSessions, type LoadedModel } from './models/sessions.ts';

const modelsFolder = join(resourcesFolder, 'models');
/** Pixels of the longer side: of a thumbnail. With those that are read it would take seven times as long. */
export const kindSide = 480;
/** The rules by which the features are weighed, fitted by `npm --prefix pretraining run kinds`. */
export const kindRulesFile = join(modelsFolder, 'photo-kinds.json');

/**
 * Says what photos are, in less than a tenth of the time of reading them. It takes the detector that Inkdex
 * ships, whichever one reads: the rules were fitted to that.
 */
export function createKindOfPhoto() {
  // Not those of reading, which would close the detector that reads.
  const sessions = createSessions();
  let rules: ReturnType<typeof readRules> | undefined;
  return async (path: string) => {
    const { image } = await decodePhoto(path, { maxPixels: kindSide ** 2 });
    const detector = await openStarterDetector(sessions);
    const evidence = await evidenceOfPhoto(detector, image);
    return { hash: photoHashOf(image), kind: kindOf(evidence, await (rules ??= readRules())) };
  };
}

/** @throws InkdexError as `Sessions.open` */
export async function openStarterDetector(
  sessions = createSessions(),
): Promise<LoadedModel<DetectorMetadata>> {
  const { metadata, ...model } = await sessions.open(
    'detector',
    join(modelsFolder, 'starter-detector.onnx'),
    1,
  );
  if (metadata.kind === 'lines') throw new TypeError('The detector that Inkdex ships is a line finder.');
  return { ...model, metadata };
}

/** In radians: a photo that is tilted less shows as much as it stands. Chosen with `commonShare` of `directions.ts`. */
const leastSlope = (20 / 180) * Math.PI;

/** What is seen of a photo's thumbnail, also with its writing level where that runs up, down or across. */
export async function evidenceOfPhoto(
  detector: LoadedModel<DetectorMetadata>,
  image: RgbImage,
): Promise<KindEvidence> {
  const page = flattenBackground(image);
  const { evidence: asItStands, directions } = await detectOn(detector, image, page, kindSide);
  const slope = commonSlope(directions);
  if (Math.abs(slope) < leastSlope) return { asItStands, levelled: null };
  const { ink } = levelPage(page, slope);
  // The writing stays as large.
  const side = (kindSide * Math.max(ink.width, ink.height)) / Math.max(page.width, page.height);
  return { asItStands, levelled: (await detectOn(detector, image, ink, side)).evidence };
}

async function detectOn(
  { metadata, session }: LoadedModel<DetectorMetadata>,
  image: RgbImage,
  page: InkImage,
  longSide: number,
): Promise<{ evidence: number[]; directions: DirectionMap[] }> {
  const { multiple, stride, directions: side } = metadata;
  const { width, height, ink, scale } = detectorInput(page, longSide, multiple);
  const input = { data: ink, shape: [1, 1, height, width] };
  const names = ['kernel', 'distances', ...(side === undefined ? [] : ['directions' as const])] as const;
  const { kernel, distances, directions } = await runModel(session, ['ink', input], names);
  const maps = { kernel: kernel.data, distances: distances.data };
  const thresholds = parseThresholds(metadata.thresholds);
  const evidence = evidenceOfPage(image, page, { ...maps, width, height, stride, ink, thresholds }, scale);
  if (side === undefined) return { evidence, directions: [] };
  const cells = { columns: width / side, rows: height / side, side: side / scale, left: 0, top: 0 };
  return { evidence, directions: [{ ...cells, vectors: directions.data }] };
}

export async function readRules() {
  return kindRulesSchema.parse(JSON.parse(await readFile(kindRulesFile, 'utf8')));
}
