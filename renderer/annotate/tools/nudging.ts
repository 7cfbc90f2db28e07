import type { PlacedShape } from '../model/labels.ts';
import { reshape } from '../model/edits.ts';
import { mapShape, type PointMap } from '../geometry/shape.ts';
import type { Names } from '../model/waiting.ts';
import { noPreview, renamed, type Gesture } from './gesture.ts';

export type NudgeTitle = 'move' | 'resize' | 'rotate';

/**
 * Keys move, resize or rotate words a little with each press; a series of presses becomes one action after a pause.
 */
export interface Nudging extends Gesture {
  readonly title: NudgeTitle;
  readonly rename: (names: Names) => Nudging;
  readonly nudge: (mapOf: (shape: PlacedShape) => PointMap) => Nudging;
}

export function nudging(title: NudgeTitle, shapes: readonly PlacedShape[]): Nudging {
  const gesture: Nudging = {
    title,
    cursor: 'default',
    preview: { ...noPreview, shapes },
    move: () => gesture,
    release: () => ({ gesture }),
    press: () => ({ gesture }),
    finish: ({ labels }) => ({ edit: reshape(labels, title, shapes) }),
    rename: (names) =>
      nudging(
        title,
        shapes.map((shape) => renamed(shape, names)),
      ),
    nudge: (mapOf) =>
      nudging(
        title,
        shapes.map((shape) => ({ ...shape, ...mapShape(shape, mapOf(shape)) })),
      ),
  };
  return gesture;
}
