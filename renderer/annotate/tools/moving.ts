import type { WordReference } from '../../../shared/contract/label.ts';
import type { Shape } from '../geometry/shape.ts';
import { mapShape, translationWithin } from '../geometry/shape.ts';
import { reshape } from '../model/edits.ts';
import { shapesOf, type PlacedShape } from '../model/labels.ts';
import { noPreview, renamed, type Gesture, type Pointing, type Scene } from './gesture.ts';

/** Drags words; with Shift, only horizontally or only vertically. */
export function moving(from: Pointing, words: readonly WordReference[], { labels }: Scene): Gesture {
  return movedTo(from, shapesOf(labels, words), []);
}

function movedTo(from: Pointing, before: readonly PlacedShape[], shapes: readonly PlacedShape[]): Gesture {
  return {
    cursor: 'move',
    preview: { ...noPreview, shapes },
    move: ({ at, isShift }, { photo }) => {
      const dx = at[0] - from.at[0];
      const dy = at[1] - from.at[1];
      const isAlong = Math.abs(dx) >= Math.abs(dy);
      const move = (shape: Shape) =>
        mapShape(
          shape,
          translationWithin(shape.quad, isShift && !isAlong ? 0 : dx, isShift && isAlong ? 0 : dy, photo),
        );
      return movedTo(
        from,
        before,
        before.map((shape) => ({ ...shape, ...move(shape) })),
      );
    },
    rename: (names) => {
      const rename = (shape: PlacedShape) => renamed(shape, names);
      return movedTo(from, before.map(rename), shapes.map(rename));
    },
    release: (_, { labels }) => ({
      select: before.map(({ id }) => id),
      edit: reshape(labels, 'move', shapes),
    }),
  };
}
