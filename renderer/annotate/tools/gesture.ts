import type { Box, Point, Quad, Size } from '../../../shared/geometry.ts';
import type { LabelAction } from '../../../shared/contract/label.ts';
import type { WordId } from '../../../shared/contract/word.ts';
import type { Shape } from '../geometry/shape.ts';
import type { WordGrid } from '../geometry/wordGrid.ts';
import type { EditAndSelection, NewIds } from '../model/edits.ts';
import type { Labels } from '../model/labels.ts';

/** The pointer's position and the modifier keys. */
export interface Pointing {
  /** Photo pixels. */
  readonly at: Point;
  /** Adds to the selection; rotates in steps of 15 degrees. */
  readonly isShift: boolean;
  /** Turns snapping off; moves a single corner. */
  readonly isAlt: boolean;
}

/** Everything that a tool may read. */
export interface Scene {
  readonly labels: Labels;
  readonly grid: WordGrid;
  readonly selection: readonly WordId[];
  readonly newIds: NewIds;
  readonly photo: Size;
  /** CSS pixels per photo pixel. */
  readonly scale: number;
  /** Fits a quad tightly around its ink; returns it unchanged until the ink is known. */
  readonly snap: (quad: Quad) => Quad;
}

/** What a gesture shows before it ends. */
export interface Preview {
  /** Shown instead of the words with these ids; the id is null for a new word. */
  readonly shapes: readonly (Shape & { readonly id: WordId | null })[];
  /** A selection rectangle. */
  readonly brush: Box | null;
  /** An open line: a cut, or an unfinished outline. */
  readonly path: readonly Point[];
}

export const noPreview: Preview = { shapes: [], brush: null, path: [] };

/** The result of a press, a release or a key: the next gesture, a selection, an edit, or nothing. */
export interface Outcome {
  readonly gesture?: Gesture;
  readonly select?: readonly WordId[];
  readonly edit?: LabelAction | undefined;
  /** The edit was not possible, because no id for a new word is left. */
  readonly lacksId?: true;
}

/** The result of an edit that creates a word. */
export function outcomeOf(edited: EditAndSelection | undefined): Outcome {
  return edited ?? { lacksId: true };
}

/**
 * One state of a gesture between a press and its result. Immutable: moving returns the next state, and dropping it
 * cancels the gesture.
 */
export interface Gesture {
  readonly cursor: string;
  readonly preview: Preview;
  readonly move: (pointing: Pointing, scene: Scene) => Gesture;
  readonly release: (pointing: Pointing, scene: Scene) => Outcome;
  /** Another press during the gesture, for gestures of several clicks. */
  readonly press?: (pointing: Pointing, scene: Scene) => Outcome;
  /** Enter or a double click, for gestures of several clicks. */
  readonly finish?: (scene: Scene) => Outcome;
}

export interface Tool {
  readonly press: (pointing: Pointing, scene: Scene) => Outcome;
  /** Preview and cursor while the pointer is not pressed. */
  readonly hover: (pointing: Pointing, scene: Scene) => Pick<Gesture, 'cursor' | 'preview'>;
}
