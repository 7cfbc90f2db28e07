import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { createAlphabet } from '../../shared/alphabet.ts';
import { decodePhoto } from '../../main/imaging/formats/decode.ts';
import { flattenBackground } from '../../main/imaging/ink/flatten.ts';
import { shrinkInk, wholeWordRows } from '../../main/imaging/ink/ink.ts';
import { decodeGreedily } from '../../main/ml/decoding/ctcPaths.ts';
import { withLogProbabilities } from '../../main/ml/onnx/editModel.ts';
import { resourcesFolder } from '../../main/installation.ts';
import { openSession } from '../../main/reader/models/onnxSession.ts';
import { readBatch } from '../../main/reader/models/readBatch.ts';
import { readModelFile } from '../../main/reader/models/sessions.ts';
import { cropNotes } from './noteCrops.ts';

/** The recogniser that Inkdex ships. */
export const starterRecogniser = join(resourcesFolder, 'models/starter-recogniser.onnx');

/** Crops of words of notes, in full size and then smaller, written into a folder as PNG. @param count 200 at most */
export async function writeCrops(folder: string, count = 100): Promise<string[]> {
  const notes = await cropNotes();
  const smaller = notes.map(async ({ file, bytes }) => {
    const { width } = await sharp(bytes).metadata();
    const scaled = sharp(bytes).resize({ width: Math.max(1, Math.round(0.6 * width)) });
    return { file: `smaller-${basename(file)}`, bytes: await scaled.png().toBuffer() };
  });
  return [...notes, ...(await Promise.all(smaller))].slice(0, count).map(({ file, bytes }) => {
    const path = join(folder, basename(file));
    writeFileSync(path, bytes);
    return path;
  });
}

/** What Inkdex reads in crops, with a model and without a language model. */
export async function readGreedily(model: string, paths: readonly string[]): Promise<string[]> {
  return (await bestPaths(model, paths)).map(({ text }) => text);
}

/** The same, with the natural logarithm of the probability of each best path. */
export async function bestPaths(
  model: string,
  paths: readonly string[],
): Promise<{ text: string; logProbability: number }[]> {
  const { metadata } = await readModelFile(model);
  if (metadata.kind !== 'recogniser') throw new Error(`${model} is a ${metadata.kind}.`);
  const session = await openSession(withLogProbabilities(readFileSync(model)), 1);
  const alphabet = createAlphabet(metadata.characters);
  const found: { text: string; logProbability: number }[] = [];
  for (const path of paths) {
    const { image } = await decodePhoto(path, { maxPixels: 1_000_000 });
    const ink = shrinkInk(flattenBackground(image), wholeWordRows);
    const [posteriors] = await readBatch(session, metadata, [ink]);
    if (posteriors === undefined) throw new Error(`Nothing was read in ${path}.`);
    const { letters, logProbability } = decodeGreedily(posteriors);
    found.push({ text: alphabet.decode(letters).trim(), logProbability });
  }
  await session.release();
  return found;
}
