import { createAlphabet } from '../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';
import type { InkImage } from '../imaging/pixels.ts';
import { findLinesOfPage, findWords } from './findWords.ts';
import { readBatch } from './models/readBatch.ts';
import { createSessions, damaged, readModelFile, type LoadedModel } from './models/sessions.ts';

/** Paper without any ink: what it says of it does not matter, only that it says it. */
const blank: InkImage = { width: 64, height: 48, data: new Uint8Array(64 * 48) };

/**
 * Reads a blank word, or a blank page, with a model: a file that says the right things need not hold a network
 * that can read.
 *
 * @throws InkdexError `model-unknown`, `model-damaged`
 */
export async function tryModel(path: string): Promise<void> {
  const { metadata } = await readModelFile(path);
  // Its own, so that the models in use stay open.
  const sessions = createSessions();
  if (metadata.kind === 'lines')
    await findLinesOfPage(await sessions.open('lines', path, 1), { ink: blank, scale: 1 });
  else if (metadata.kind === 'detector') await findWords(await sessions.open('detector', path, 1), blank);
  else await tryRecogniser(path, await sessions.open('recogniser', path, 1));
}

async function tryRecogniser(
  path: string,
  { session, metadata }: LoadedModel<RecogniserMetadata>,
): Promise<void> {
  const letters = classesOf(path, metadata);
  const [posteriors] = await readBatch(session, metadata, [blank]);
  if (posteriors?.classes === letters) return;
  const found = `its network has ${posteriors?.classes ?? 0} classes`;
  throw damaged(path, `${found}, and its letters with the blank are ${letters}`, undefined);
}

function classesOf(path: string, { characters }: RecogniserMetadata): number {
  try {
    return createAlphabet(characters).classCount;
  } catch (error) {
    if (!(error instanceof InkdexError)) throw error;
    throw damaged(path, error.message, error);
  }
}
