import type { Point } from '../../../shared/geometry.ts';
import { angleOf, centreOf, mapShape, rotation } from '../geometry/shape.ts';
import { reshape } from '../model/edits.ts';
import type { PlacedShape } from '../model/labels.ts';
import { noPreview, renamed, type Gesture, type Pointing } from './gesture.ts';

/** With Shift, the text's direction is a multiple of this. Radians. */
const step = Math.PI / 12;

/** Rotates one word around its centre. */
export function turning(from: Pointing, before: PlacedShape, after: PlacedShape = before): Gesture {
  const centre = centreOf(before.quad);
  return {
    cursor: 'grabbing',
    preview: { ...noPreview, shapes: [after] },
    move: ({ at, isShift }) => {
      const slant = angleOf(before.quad);
      const free = bearing(centre, at) - bearing(centre, from.at);
      const angle = isShift ? Math.round((slant + free) / step) * step - slant : free;
      return turning(from, before, { ...before, ...mapShape(before, rotation(angle, centre)) });
    },
    rename: (names) => turning(from, renamed(before, names), renamed(after, names)),
    release: (_, { labels }) => ({ edit: reshape(labels, 'rotate', [after]) }),
  };
}

function bearing([x, y]: Point, to: Point): number {
  return Math.atan2(to[1] - y, to[0] - x);
}
