import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DetectorMetadata } from '../../shared/contract/model.ts';
import { decodePhoto } from '../imaging/decode.ts';
import { flattenBackground } from '../imaging/flatten.ts';
import { photoHashOf } from '../imaging/photoHash.ts';
import type { RgbImage } from '../imaging/pixels.ts';
import { resourcesFolder } from '../installation.ts';
import { detectorInput } from '../ml/detection/input.ts';
import { kindOf, kindRulesSchema, lookEvidence } from '../ml/detection/photoKind.ts';
import { parseThresholds } from '../ml/detection/regions.ts';
import { runModel } from './models/onnxSession.ts';
import { createSessions, type LoadedModel } from './models/sessions.ts';

const modelsFolder = join(resourcesFolder, 'models');
/** Pixels of the longer side: of a thumbnail. With those that are read it would take seven times as long. */
export const lookSide = 480;
/** The rules by which the features are weighed, fitted by `npm --prefix pretraining run kinds`. */
export const kindRulesFile = join(modelsFolder, 'photo-kinds.json');

/**
 * Looks at photos to see what they are, in less than a tenth of the time of reading them. It takes the detector that Inkdex
 * ships, whichever one reads: the rules were fitted to that.
 */
export function createFirstLook() {
  // Not those of reading, which would close the detector that reads.
  const sessions = createSessions();
  let rules: ReturnType<typeof readRules> | undefined;
  return async (path: string) => {
    const { image } = await decodePhoto(path, { maxPixels: lookSide ** 2 });
    const detector = await openStarterDetector(sessions);
    const evidence = await lookAt(detector, image);
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

/** The features of a photo's thumbnail (`lookEvidence`). */
export async function lookAt(
  { metadata, session }: LoadedModel<DetectorMetadata>,
  image: RgbImage,
): Promise<number[]> {
  const { multiple, stride } = metadata;
  const page = flattenBackground(image);
  const { width, height, ink, scale } = detectorInput(page, lookSide, multiple);
  const input = { data: ink, shape: [1, 1, height, width] };
  const { kernel, distances } = await runModel(session, ['ink', input], ['kernel', 'distances']);
  const maps = { kernel: kernel.data, distances: distances.data };
  const thresholds = parseThresholds(metadata.thresholds);
  return lookEvidence(image, page, { ...maps, width, height, stride, ink, thresholds }, scale);
}

async function readRules() {
  return kindRulesSchema.parse(JSON.parse(await readFile(kindRulesFile, 'utf8')));
}
