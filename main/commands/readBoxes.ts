import { boxOfQuad, quadOfBox } from '../../shared/geometry.ts';
import { failureOf, InkdexError } from '../../shared/result.ts';
import type { ReadingService, ReadOptions } from '../services.ts';
import { noteFailure, print, printJson } from './command.ts';
import type { PhotoBoxes } from './boxList.ts';
import type { Output } from './predictions.ts';

/** Reads the boxes of photos, and prints each photo as `inkdex read` prints a page, in the order of the list. */
export async function readBoxes(
  reading: ReadingService,
  photos: readonly PhotoBoxes[],
  options: ReadOptions,
  { json, predictions, progress, signal }: Output,
): Promise<void> {
  for (const [index, { image, path, boxes }] of photos.entries()) {
    if (signal.aborted) return;
    progress.update(index, photos.length);
    try {
      const quads = boxes.map(quadOfBox);
      const readings = await reading.readPlaces(path, quads, options);
      const words = quads.map((quad, place) => {
        const alternatives = readings[place] ?? [];
        const [best] = alternatives;
        const { text = '', confidence = 0 } = best ?? {};
        return { box: boxOfQuad(quad), quad, text, confidence, alternatives };
      });
      for (const { text } of words) predictions.add(image, text);
      if (json) printJson({ image, words });
      else for (const { box, text } of words) print(`${image}\t${box.join(',')}\t${text}`);
    } catch (thrown) {
      const { code, message } = failureOf(thrown);
      for (const _box of boxes) predictions.add(image, '');
      if (json) printJson({ image, error: { code, message } });
      noteFailure(new InkdexError(code, message), image);
    }
  }
}
