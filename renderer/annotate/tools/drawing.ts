import { quadOfBox, type Box } from '../../../shared/geometry.ts';
import { boxBetween, clampPoint } from '../geometry/shape.ts';
import { drawWord } from '../model/edits.ts';
import { noPreview, type Gesture, type Pointing, type Scene } from './gesture.ts';

/** A smaller drag counts as a click. CSS pixels. */
const leastSide = 6;

/** Draws the box of a new word, which then snaps to its ink; with Alt it stays as drawn. */
export function drawing(from: Pointing, box: Box | null = null): Gesture {
  return {
    cursor: 'crosshair',
    preview: {
      ...noPreview,
      shapes: box === null ? [] : [{ id: null, quad: quadOfBox(box), polygon: null }],
    },
    move: ({ at }, { photo }) => drawing(from, boxBetween(clampPoint(from.at, photo), clampPoint(at, photo))),
    release: ({ isAlt }, { labels, snap, scale }: Scene) => {
      if (box === null || box[2] * scale < leastSide || box[3] * scale < leastSide) return {};
      const drawn = quadOfBox(box);
      return drawWord(labels, { quad: isAlt ? drawn : snap(drawn), polygon: null });
    },
  };
}
