import {
  boxArea,
  boxOfPoints,
  distance,
  facedAs,
  intersectionArea,
  quadOfBox,
  type Box,
  type Point,
} from '../../../shared/geometry.ts';
import type { WordId } from '../../../shared/contract/word.ts';
import { pullCorner, stretch, type Handle } from '../geometry/handles.ts';
import { boxBetween, clampPoint, mapShape, translationWithin, type Shape } from '../geometry/shape.ts';
import { angleOf, centreOf, rectangleAround, rotation, type PointMap } from '../../../shared/wordShapes.ts';
import { drawWord, reshape } from '../model/edits.ts';
import { drawnOn, shapesOf, type PlacedShape } from '../model/labels.ts';
import { noPreview, outcomeOf, type Gesture, type Outcome, type Pointing, type Scene } from './gesture.ts';

/** A press that moves less than this is a click. CSS pixels. */
const clickSlack = 4;

/** A press on a word: a click selects it, a drag moves it, or the selection if it is part of it. */
export function pointingWord(from: Pointing, word: WordId): Gesture {
  const gesture: Gesture = {
    cursor: 'default',
    preview: noPreview,
    move: (pointing, scene) => {
      if (!isDrag(from, pointing, scene)) return gesture;
      const words = scene.selection.includes(word) ? scene.selection : [word];
      return moving(from, words, scene).move(pointing, scene);
    },
    release: (_, { selection }) => ({ select: from.isShift ? toggled(selection, word) : [word] }),
  };
  return gesture;
}

/** A press outside all words: a click clears the selection, a drag draws a selection rectangle. */
export function pointingPhoto(from: Pointing): Gesture {
  const gesture: Gesture = {
    cursor: 'default',
    preview: noPreview,
    move: (pointing, scene) =>
      isDrag(from, pointing, scene) ? brushing(from).move(pointing, scene) : gesture,
    release: (_, { selection }) => ({ select: from.isShift ? selection : [] }),
  };
  return gesture;
}

function isDrag(from: Pointing, { at }: Pointing, { scale }: Scene): boolean {
  return distance(from.at, at) * scale > clickSlack;
}

function toggled(selection: readonly WordId[], word: WordId): WordId[] {
  return selection.includes(word) ? selection.filter((id) => id !== word) : [...selection, word];
}

/** Draws a rectangle that selects every word it touches; with Shift, adds them to the selection. */
function brushing(from: Pointing, at: Pointing = from): Gesture {
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

/** Drags words; with Shift, only horizontally or only vertically. */
export function moving(from: Pointing, words: readonly WordId[], { labels }: Scene): Gesture {
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
    release: (_, { labels }) => ({
      select: before.map(({ id }) => id),
      edit: reshape(labels, 'move', shapes),
    }),
  };
}

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
    release: (_, { labels }) => ({ edit: reshape(labels, 'resize', [after]) }),
  };
}

/** With Shift, the text's direction is a multiple of this. Radians. */
const angleStep = Math.PI / 12;

/** Rotates one word around its centre. */
export function turning(from: Pointing, before: PlacedShape, after: PlacedShape = before): Gesture {
  const centre = centreOf(before.quad);
  return {
    cursor: 'grabbing',
    preview: { ...noPreview, shapes: [after] },
    move: ({ at, isShift }) => {
      const slant = angleOf(before.quad);
      const free = bearing(centre, at) - bearing(centre, from.at);
      const angle = isShift ? Math.round((slant + free) / angleStep) * angleStep - slant : free;
      return turning(from, before, { ...before, ...mapShape(before, rotation(angle, centre)) });
    },
    release: (_, { labels }) => ({ edit: reshape(labels, 'rotate', [after]) }),
  };
}

function bearing([x, y]: Point, to: Point): number {
  return Math.atan2(to[1] - y, to[0] - x);
}

export type NudgeTitle = 'move' | 'resize' | 'rotate';

/**
 * Keys move, resize or rotate words a little with each press; a series of presses becomes one action after a pause.
 */
export interface Nudging extends Gesture {
  readonly title: NudgeTitle;
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
    nudge: (mapOf) =>
      nudging(
        title,
        shapes.map((shape) => ({ ...shape, ...mapShape(shape, mapOf(shape)) })),
      ),
  };
  return gesture;
}

/** A smaller drag counts as a click. CSS pixels. */
const leastSide = 6;

/** The selected word, if exactly one is selected. */
export function onlySelected({ labels, selection }: Scene): PlacedShape | null {
  return selection.length === 1 ? (shapesOf(labels, selection)[0] ?? null) : null;
}

/** A shape that covers this share of the selected word, or lies in it to this share, is the word's new shape. */
const leastCover = 0.5;

/** The selected word if a shape is drawn over it; null if the shape is of a new word. */
function drawnOver(corners: readonly Point[], scene: Scene): PlacedShape | null {
  const word = onlySelected(scene);
  if (word === null) return null;
  const level = rotation(-angleOf(word.quad), [0, 0]);
  const [drawn, own] = [boxOfPoints(corners.map(level)), boxOfPoints(word.quad.map(level))];
  const least = leastCover * Math.min(boxArea(drawn), boxArea(own));
  return intersectionArea(drawn, own) >= least ? word : null;
}

/**
 * Draws the box of a new word, or of the selected word if it is drawn over that. It then snaps to its ink; with Alt it
 * stays as drawn.
 */
export function drawing(from: Pointing, box: Box | null = null): Gesture {
  return {
    cursor: 'crosshair',
    preview: {
      ...noPreview,
      shapes: box === null ? [] : [{ id: null, quad: quadOfBox(box), polygon: null }],
    },
    move: ({ at }, { photo }) => drawing(from, boxBetween(clampPoint(from.at, photo), clampPoint(at, photo))),
    release: ({ isAlt }, scene) => {
      const { snap, scale } = scene;
      if (box === null || box[2] * scale < leastSide || box[3] * scale < leastSide) return {};
      const drawn = drawnOn(scene.labels, quadOfBox(box));
      const shape = { quad: isAlt ? drawn : snap(drawn), polygon: null };
      const replaced = drawnOver(drawn, scene);
      if (replaced === null) return outcomeOf(drawWord(scene.newIds, shape));
      return { edit: reshape(scene.labels, 'resize', [{ id: replaced.id, ...shape }]) };
    },
  };
}

/** A click this close to the first corner closes the outline. CSS pixels. */
const closing = 10;
/** More than any word needs; the contract allows a few more. */
const mostCorners = 200;

/**
 * Draws an outline by clicking its corners one after another; Enter, a double click or a click on the first corner
 * closes it. It becomes the shape of the selected word if it is drawn over that, otherwise a new word.
 */
function outlining(corners: readonly Point[], pointer: Point): Gesture {
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

function close(corners: readonly Point[], scene: Scene): Outcome {
  if (corners.length < 3) return {};
  const word = drawnOver(corners, scene);
  if (word === null) {
    const quad = drawnOn(scene.labels, rectangleAround(corners, 0));
    return outcomeOf(drawWord(scene.newIds, { quad, polygon: corners }));
  }
  const quad = facedAs(word.quad, rectangleAround(corners, angleOf(word.quad)));
  return { edit: reshape(scene.labels, 'shape', [{ id: word.id, quad, polygon: corners }]) };
}
