import { boxOfQuad, type Point } from '../../../shared/geometry.ts';
import type { View } from '../../ui/viewport.ts';
import { handlesOf, reachOf } from '../geometry/handles.ts';
import type { Shape } from '../geometry/shape.ts';
import { between } from '../../../shared/wordShapes.ts';
import { kindOf, type WordKind } from '../../common/word/wordState.ts';
import type { EditorWord, PlacedShape } from '../model/labels.ts';
import type { Preview } from '../tools/gesture.ts';

/**
 * Word frames on the photo. Each kind of word is one path with its own line style and colour. They are drawn over a
 * photo, so they are the same in both themes.
 */
const colours: Readonly<Record<WordKind, string>> = {
  read: '#3f66f0',
  uncertain: '#e0443a',
  confirmed: '#1f9d57',
  illegible: '#b06a00',
  'not-text': '#7d7a75',
};
const selectedColour = '#ff8a1f';
const selectedFill = 'rgb(255 160 40 / 16%)';
const hoveredFill = 'rgb(63 102 240 / 18%)';

/** CSS pixels. */
const turnRadius = 5;

/** Draws the frames of words. The caller leaves out words that a gesture is changing. */
export function paintWords(context: CanvasRenderingContext2D, words: Iterable<EditorWord>, view: View): void {
  const paths = new Map<WordKind, Path2D>();
  const accents = new Map<WordKind, Path2D>();
  for (const word of words) {
    const kind = kindOf(word);
    const path = pathFor(paths, kind);
    if (kind === 'uncertain') addCorners(path, outlineOf(word), view);
    else addOutline(path, outlineOf(word), view);
    if (kind !== 'read' && kind !== 'uncertain') addAccent(pathFor(accents, kind), kind, word, view);
  }
  context.lineJoin = 'miter';
  for (const [kind, path] of paths) stroke(context, path, colours[kind], kind === 'uncertain' ? 2 : 1.25);
  for (const [kind, path] of accents) stroke(context, path, colours[kind], kind === 'confirmed' ? 3 : 1.5);
}

/** Draws what changes with each pointer move: hovered word, selection, handles, preview. */
export function paintHand(
  context: CanvasRenderingContext2D,
  hand: {
    readonly hovered: Shape | null;
    readonly selected: readonly PlacedShape[];
    readonly preview: Preview;
  },
  view: View,
): void {
  const { hovered, selected, preview } = hand;
  if (hovered !== null) fill(context, pathOf(hovered, view), hoveredFill);
  const moving = new Set(preview.shapes.map(({ id }) => id));
  const shapes = [...selected.filter(({ id }) => !moving.has(id)), ...preview.shapes];
  for (const shape of shapes) {
    const path = pathOf(shape, view);
    fill(context, path, selectedFill);
    stroke(context, path, selectedColour, 2.25);
  }
  const [only, ...others] = shapes;
  if (only !== undefined && others.length === 0) paintHandles(context, only, view);
  if (preview.brush !== null) {
    const [x, y, width, height] = preview.brush;
    const [left, top] = onStage(view, [x, y]);
    context.fillStyle = hoveredFill;
    context.fillRect(left, top, width * view.scale, height * view.scale);
    context.strokeStyle = colours.read;
    context.lineWidth = 1;
    context.strokeRect(left, top, width * view.scale, height * view.scale);
  }
  if (preview.path.length > 1) {
    const path = new Path2D();
    addLine(path, preview.path, view);
    stroke(context, path, '#ffffff', 4);
    stroke(context, path, selectedColour, 2);
  }
}

function paintHandles(context: CanvasRenderingContext2D, { quad, polygon }: Shape, view: View): void {
  if (polygon !== null) stroke(context, pathOf({ quad, polygon: null }, view), selectedColour, 0.75);
  const handleSize = reachOf(quad, view.scale) / 2;
  for (const { handle, at } of handlesOf(quad, view.scale)) {
    const [x, y] = onStage(view, at);
    const dot = new Path2D();
    if (handle.kind === 'turn') dot.arc(x, y, turnRadius, 0, 2 * Math.PI);
    else dot.rect(x - handleSize, y - handleSize, 2 * handleSize, 2 * handleSize);
    fill(context, dot, '#ffffff');
    stroke(context, dot, selectedColour, 1.75);
  }
}

/** Confirmed: a thick line below. Illegible: a wave through the word. Not text: struck out. */
function addAccent(path: Path2D, kind: WordKind, { quad }: EditorWord, view: View): void {
  const [topLeft, topRight, bottomRight, bottomLeft] = quad;
  if (kind === 'confirmed') addLine(path, [bottomLeft, bottomRight], view);
  else if (kind === 'not-text') addLine(path, [topLeft, bottomRight], view);
  else {
    const [, , width] = boxOfQuad(quad);
    const waves = Math.max(2, Math.min(12, Math.round((width * view.scale) / 8)));
    const points = Array.from({ length: waves + 1 }, (_, wave): Point => {
      const share = wave / waves;
      return between(
        between(topLeft, topRight, share),
        between(bottomLeft, bottomRight, share),
        wave % 2 === 0 ? 0.42 : 0.58,
      );
    });
    addLine(path, points, view);
  }
}

function pathFor(paths: Map<WordKind, Path2D>, kind: WordKind): Path2D {
  const path = paths.get(kind) ?? new Path2D();
  paths.set(kind, path);
  return path;
}

function outlineOf({ quad, polygon }: Shape): readonly Point[] {
  return polygon ?? quad;
}

function pathOf(shape: Shape, view: View): Path2D {
  const path = new Path2D();
  addOutline(path, outlineOf(shape), view);
  return path;
}

function addOutline(path: Path2D, points: readonly Point[], view: View): void {
  addLine(path, points, view);
  path.closePath();
}

/** @param points photo pixels */
function addLine(path: Path2D, points: readonly Point[], view: View): void {
  for (const [index, point] of points.entries()) {
    const [x, y] = onStage(view, point);
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
}

/** Adds only the corners of an outline: an uncertain word has an open frame. */
function addCorners(path: Path2D, points: readonly Point[], view: View): void {
  for (const [index, corner] of points.entries()) {
    const before = points.at(index - 1) ?? corner;
    const after = points[(index + 1) % points.length] ?? corner;
    addLine(path, [between(corner, before, 0.28), corner, between(corner, after, 0.28)], view);
  }
}

function onStage({ scale, x, y }: View, [px, py]: Point): Point {
  return [px * scale + x, py * scale + y];
}

function stroke(context: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
}

function fill(context: CanvasRenderingContext2D, path: Path2D, colour: string): void {
  context.fillStyle = colour;
  context.fill(path);
}
