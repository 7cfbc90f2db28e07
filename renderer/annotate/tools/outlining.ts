import type { Point } from '../../../shared/geometry.ts';
import { angleOf, clampPoint, distance, rectangleAround } from '../geometry/shape.ts';
import { drawWord, reshape } from '../model/edits.ts';
import { noPreview, type Gesture, type Outcome, type Pointing, type Scene } from './gesture.ts';

/** A click this close to the first corner closes the outline. CSS pixels. */
const closing = 10;
/** More than any word needs; the contract allows a few more. */
const mostCorners = 200;

/**
 * Draws an outline by clicking its corners one after another; Enter, a double click or a click on the first corner
 * closes it. It becomes the shape of the selected word, or a new word if none is selected.
 */
export function outlining(corners: readonly Point[], pointer: Point): Gesture {
  const gesture: Gesture = {
    cursor: 'crosshair',
    preview: { ...noPreview, path: [...corners, pointer] },
    move: ({ at }, { photo }) => outlining(corners, clampPoint(at, photo)),
    release: () => ({ gesture }),
    press: ({ at }, scene) => {
      const [first] = corners;
      const corner = clampPoint(at, scene.photo);
      if (first !== undefined && corners.length >= 3 && distance(first, corner) * scene.scale < closing) {
        return close(corners, scene);
      }
      const last = corners.at(-1);
      // The second press of a double click adds no corner.
      if (last !== undefined && distance(last, corner) * scene.scale < 2) return { gesture };
      return corners.length < mostCorners
        ? { gesture: outlining([...corners, corner], corner) }
        : { gesture };
    },
    finish: (scene) => close(corners, scene),
  };
  return gesture;
}

export function startOutline({ at }: Pointing, { photo }: Scene): Outcome {
  const corner = clampPoint(at, photo);
  return { gesture: outlining([corner], corner) };
}

function close(corners: readonly Point[], { labels, selection }: Scene): Outcome {
  if (corners.length < 3) return {};
  const [id, ...others] = selection;
  const word = id === undefined || others.length > 0 ? undefined : labels.words.get(id);
  if (word === undefined) return drawWord(labels, { quad: rectangleAround(corners, 0), polygon: corners });
  const quad = rectangleAround(corners, angleOf(word.quad));
  return { edit: reshape(labels, 'shape', [{ id: word.id, quad, polygon: corners }]) };
}
