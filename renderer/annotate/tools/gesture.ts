import type { Box, Point, Quad, Size } from '../../../shared/geometry.ts';
import type { LabelAction, WordReference } from '../../../shared/contract/label.ts';
import type { Shape } from '../geometry/shape.ts';
import type { WordGrid } from '../geometry/wordGrid.ts';
import type { Labels, PlacedShape } from '../model/labels.ts';
import type { Names } from '../model/waiting.ts';

/** What the hand does now. */
export interface Pointing {
  /** Photo pixels. */
  readonly at: Point;
  /** Adds to the selection; turns in steps of 15 degrees. */
  readonly isShift: boolean;
  /** Does exactly what the hand does: no snapping, one corner alone. */
  readonly isAlt: boolean;
}

/** All that a tool may look at. */
export interface Scene {
  readonly labels: Labels;
  readonly grid: WordGrid;
  readonly selection: readonly WordReference[];
  readonly photo: Size;
  /** CSS pixels per photo pixel. */
  readonly scale: number;
  /** Draws a quad tight around its ink; the same quad until the ink is known. */
  readonly snap: (quad: Quad) => Quad;
}

/** What a gesture shows before it is done. */
export interface Preview {
  /** Instead of the words of these ids, or new where the id is null. */
  readonly shapes: readonly (Shape & { readonly id: WordReference | null })[];
  /** A rectangle that selects. */
  readonly brush: Box | null;
  /** An open line: a cut, or an outline under way. */
  readonly path: readonly Point[];
}

export const noPreview: Preview = { shapes: [], brush: null, path: [] };

/** What came of a press, a release or a key: the next gesture, a selection, a change; or nothing. */
export interface Outcome {
  readonly gesture?: Gesture;
  readonly select?: readonly WordReference[];
  readonly edit?: LabelAction | undefined;
}

/**
 * One state of the hand between a press and what comes of it. It never changes: moving gives the next
 * state, and forgetting it is how it is cancelled.
 */
export interface Gesture {
  readonly cursor: string;
  readonly preview: Preview;
  readonly move: (pointing: Pointing, scene: Scene) => Gesture;
  readonly release: (pointing: Pointing, scene: Scene) => Outcome;
  /** The same with new words under the names that the house has given them, for what has words in hand. */
  readonly rename?: (names: Names) => Gesture;
  /** Another press while it goes on, for what takes several clicks. */
  readonly press?: (pointing: Pointing, scene: Scene) => Outcome;
  /** Enter or a double click, for what takes several clicks. */
  readonly finish?: (scene: Scene) => Outcome;
}

export interface Tool {
  readonly press: (pointing: Pointing, scene: Scene) => Outcome;
  /** What shows under a pointer that is not pressed, and its cursor. */
  readonly hover: (pointing: Pointing, scene: Scene) => Pick<Gesture, 'cursor' | 'preview'>;
}

/** A press that moves less than this is a click. CSS pixels. */
export const clickSlack = 4;

/** A shape in hand under the name that its word has by now. */
export function renamed(shape: PlacedShape, names: Names): PlacedShape {
  return { ...shape, id: names.get(shape.id) ?? shape.id };
}
