import { boxBetween } from '../geometry/shape.ts';
import { noPreview, type Gesture, type Pointing } from './gesture.ts';

/** Draws a rectangle that selects every word it touches; with Shift, adds them to the selection. */
export function brushing(from: Pointing, at: Pointing = from): Gesture {
  const brush = boxBetween(from.at, at.at);
  return {
    cursor: 'crosshair',
    preview: { ...noPreview, brush },
    move: (pointing) => brushing(from, pointing),
    release: (_, { grid, selection }) => {
      const touched = grid.within(brush);
      return { select: from.isShift ? [...new Set([...selection, ...touched])] : touched };
    },
  };
}
