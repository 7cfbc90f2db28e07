import { pullCorner, stretch, type Handle } from '../geometry/handles.ts';
import { clampPoint, mapShape } from '../geometry/shape.ts';
import { reshape } from '../model/edits.ts';
import type { PlacedShape } from '../model/labels.ts';
import { noPreview, renamed, type Gesture } from './gesture.ts';

/** Drags a side or a corner of one word; with Alt, only the corner, for text in perspective. */
export function resizing(
  handle: Handle & { kind: 'side' },
  before: PlacedShape,
  after: PlacedShape = before,
): Gesture {
  return {
    cursor: 'nwse-resize',
    preview: { ...noPreview, shapes: [after] },
    move: ({ at, isAlt }, { photo }) => {
      const to = clampPoint(at, photo);
      const shape = isAlt
        ? { quad: pullCorner(before.quad, handle, to), polygon: before.polygon }
        : mapShape(before, stretch(before.quad, handle, to));
      return resizing(handle, before, { ...before, ...shape });
    },
    rename: (names) => resizing(handle, renamed(before, names), renamed(after, names)),
    release: (_, { labels }) => ({ edit: reshape(labels, 'resize', [after]) }),
  };
}
