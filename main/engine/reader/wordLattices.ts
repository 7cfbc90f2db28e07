import type { RecogniserMetadata } from '../../../shared/model.ts';
import { fitWord } from '../../imaging/fitWord.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { stackInk } from '../../imaging/stackInk.ts';
import { latticeOf, type Lattice } from '../../ml/decoding/lattice.ts';
import type { LoadedModel } from './sessions.ts';
import { runModel } from './tensors.ts';

export interface WordLattice {
  /** Place of the word among those given. */
  readonly index: number;
  readonly lattice: Lattice;
}

/** Input columns of one batch: enough to keep the threads busy, little enough to stay in the cache. */
const columnsPerBatch = 4096;

/**
 * Runs the network on words: each is fitted, padded right to a width that the model was trained on,
 * and run in batches of one width, so the lattices come in another order than the words.
 *
 * @param signal stops between two batches
 */
export async function* wordLattices(
  recogniser: LoadedModel<RecogniserMetadata>,
  words: readonly InkImage[],
  signal?: AbortSignal,
): AsyncGenerator<WordLattice> {
  const { metadata, session } = recogniser;
  const shape = { height: metadata.height, maxWidth: Math.max(...metadata.widths) };
  const fitted = words.map((word) => fitWord(word, shape));
  for (const { width, indices } of batchesOf(fitted, metadata.widths)) {
    signal?.throwIfAborted();
    const images = indices.flatMap((index) => fitted[index] ?? []);
    const input = {
      data: stackInk(images, metadata.height, width),
      shape: [images.length, 1, metadata.height, width],
    };
    const { logits } = await runModel(session, ['image', input], ['logits']);
    const [steps = 0, batch = 0, classes = 0] = logits.shape;
    for (const [place, index] of indices.entries()) {
      yield { index, lattice: latticeOf(logits.data, { batch, classes }, place, steps) };
    }
  }
}

interface Batch {
  readonly width: number;
  readonly indices: number[];
}

/** Words of one padded width together. */
function batchesOf(images: readonly InkImage[], widths: readonly number[]): Batch[] {
  const batches: Batch[] = [];
  const open = new Map<number, Batch>();
  for (const [index, image] of images.entries()) {
    const width = widths.find((candidate) => candidate >= image.width) ?? image.width;
    let batch = open.get(width);
    if (batch === undefined || (batch.indices.length + 1) * width > columnsPerBatch) {
      batch = { width, indices: [] };
      open.set(width, batch);
      batches.push(batch);
    }
    batch.indices.push(index);
  }
  return batches;
}
