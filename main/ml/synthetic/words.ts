import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { InkdexError } from '../../../shared/result.ts';
import type { Random } from '../../../shared/random.ts';
import { changeStrokeWidth, strongestInk } from '../../imaging/ink/morphology.ts';
import { inkExtent } from '../../imaging/ink/ink.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { redrawEvenly } from './evenPen.ts';
import { drawnEm, opacityOf } from './fonts.ts';
import { type Glyphs, layOutWord, type PenStrokes } from './layout.ts';
import { bendLetters, type PlacedInk } from './letterForms.ts';
import type { Pen, Writer } from './writer.ts';

export { createWriter } from './writer.ts';

/** The cropped ink of a word, and the position of its baseline. */
export interface WrittenWord {
  readonly ink: InkImage;
  /** Row of the baseline under the first character, from the top of the crop; for a single "-" it is outside. */
  readonly baseline: number;
}

const canvasHeight = 256;
/** Rows above the baseline: an accented capital reaches 1.6 em. */
const ascent = 160;
const sideMargin = 32;
/** Maximum extent of glyphs above and below the baseline, in em. */
const tallestLetter = 1.5;
const deepestLetter = 0.85;
/**
 * Limits for thinning and thickening strokes on each side, as fractions of their width, so that characters stay
 * legible.
 */
const thinnest = 0.17;
const thickest = 0.6;
/** Most words fit the narrow canvas, which is faster to clear and to read. */
const canvasWidths = [640, 2200] as const;

const canvases = new Map<number, SKRSContext2D>();

/**
 * Draws a word, ink 255 on paper 0, at 44 to 76 pixels per em, cropped to its ink with a margin of 2 to 6 pixels.
 * The same writer, text and state of `random` draw the same word.
 *
 * @throws InkdexError `unknown-character` for a character that no font has
 */
export function drawWord(text: string, writer: Writer, random: Random): InkImage {
  return writeWord(text, writer, random, random.between(44, 76), random.integer(2, 6)).ink;
}

/**
 * Draws a word at a given size.
 *
 * @param em pixels, 8 to 100
 * @param margin pixels of paper around the ink
 * @throws InkdexError `unknown-character` for a character that no hand here can draw
 */
export function writeWord(
  text: string,
  writer: Writer,
  random: Random,
  em: number,
  margin: number,
): WrittenWord {
  const layout = layOutWord(text, writer, random);
  const widest = Math.max(...canvasWidths) - 2 * sideMargin;
  const size = Math.min(em, widest / Math.max(layout.width, 1));
  const needed = layout.width * size + 2 * sideMargin;
  const width = canvasWidths.find((candidate) => candidate >= needed) ?? Math.max(...canvasWidths);
  const context = contextOf(width);

  const ownWidth = writer.font.strokeWidth;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, canvasHeight);
  for (const placement of layout.placements) {
    if (placement.kind === 'glyphs') drawGlyphs(context, placement, writer.pen, size);
    else drawStrokes(context, placement, size, ownWidth * size);
  }
  const first = Math.max(0, Math.floor(ascent + (layout.top - tallestLetter) * size));
  const last = Math.min(canvasHeight, Math.ceil(ascent + (layout.bottom + deepestLetter) * size));
  const readWidth = Math.min(width, Math.ceil(needed + sideMargin));
  // Reads only the rows that can contain ink, because reading pixels takes longer than drawing.
  const pixels = context.getImageData(0, first, readWidth, last - first);
  const drawn = cropInk(opacityOf(pixels), 0, text);
  const placed = {
    ink: drawn.ink,
    left: sideMargin - drawn.left,
    baseline: ascent - first - drawn.top,
    em: size,
  };
  const bent = bendLetters(placed, layout.letters, writer.forms, random);
  const inked = cropInk(inkWith(writer, bent, random), margin, text);
  return { ink: inked.ink, baseline: bent.baseline - inked.top };
}

/** Redraws the word's strokes with the writer's pen. */
function inkWith({ font, pen }: Writer, { ink, em }: PlacedInk, random: Random): InkImage {
  const ownWidth = font.strokeWidth * em;
  if (pen.even !== undefined) return redrawEvenly(ink, pen.even, ownWidth, pen.width * em, em, random);
  const growth = 0.5 * (pen.width * em - ownWidth);
  return growStrokes(ink, Math.max(-thinnest * ownWidth, Math.min(thickest * ownWidth, growth)));
}

/** @param growth pixels added on each side of a stroke; negative values thin it */
function growStrokes(ink: InkImage, growth: number): InkImage {
  let grown = ink;
  for (let left = Math.abs(growth); left > 0.05; left -= 1) {
    grown = changeStrokeWidth(grown, Math.min(1, left) * Math.sign(growth));
  }
  return grown;
}

function contextOf(width: number): SKRSContext2D {
  let context = canvases.get(width);
  if (context === undefined) {
    context = createCanvas(width, canvasHeight).getContext('2d');
    context.lineCap = 'round';
    context.lineJoin = 'round';
    canvases.set(width, context);
  }
  return context;
}

/** Draws glyphs; for a chisel tip twice, slightly apart. */
function drawGlyphs(context: SKRSContext2D, placement: Glyphs, pen: Pen, size: number): void {
  const { font, text, x, y, scaleX, scaleY, slant, rotation } = placement;
  const cos = Math.cos(rotation);
  const sin = Math.sin(rotation);
  const across = (scaleX * size) / drawnEm;
  const up = (scaleY * size) / drawnEm;
  const shear = -slant * up;
  context.font = font.canvasFont(text.charAt(0));
  const left = sideMargin + x * size;
  const top = ascent + y * size;
  const place = (right: number, down: number): void => {
    const shearX = cos * shear - sin * up;
    const shearY = sin * shear + cos * up;
    context.setTransform(cos * across, sin * across, shearX, shearY, left + right, top + down);
  };

  place(0, 0);
  context.fillText(text, 0, 0);
  if (pen.chisel > 0) {
    const reach = pen.chisel * size;
    for (const part of [-0.5, 0.5]) {
      place(part * reach * Math.cos(pen.angle), part * reach * Math.sin(pen.angle));
      context.fillText(text, 0, 0);
    }
  }
}

function drawStrokes(context: SKRSContext2D, placement: PenStrokes, size: number, lineWidth: number): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.lineWidth = Math.max(0.8, lineWidth);
  for (const stroke of placement.strokes) {
    context.beginPath();
    const points = stroke.map(([x, y]) => [sideMargin + x * size, ascent + y * size] as const);
    for (const [index, [x, y]] of points.entries()) {
      const after = points.at(index + 1);
      if (index === 0) context.moveTo(x, y);
      else if (after === undefined || placement.isAngular) context.lineTo(x, y);
      else context.quadraticCurveTo(x, y, (x + after[0]) / 2, (y + after[1]) / 2);
    }
    context.stroke();
  }
}

/** Crops to the ink with a margin. `left` and `top` are the crop's corner in the image. */
function cropInk(
  image: InkImage,
  margin: number,
  text: string,
): { ink: InkImage; left: number; top: number } {
  const { width } = image;
  // Thin lines of small writing are pale, so the threshold is relative to the strongest ink.
  const threshold = Math.max(1, Math.min(64, strongestInk(image) / 2));
  const extent = inkExtent(image, threshold);
  if (extent === null) throw new InkdexError('unknown-character', `Nothing of "${text}" could be drawn.`);
  const { left, top, right, bottom } = extent;

  const inkWidth = right - left + 1 + 2 * margin;
  const data = new Uint8Array(inkWidth * (bottom - top + 1 + 2 * margin));
  for (let y = top; y <= bottom; y += 1) {
    const from = y * width;
    data.set(image.data.subarray(from + left, from + right + 1), (y - top + margin) * inkWidth + margin);
  }
  const ink = { width: inkWidth, height: data.length / inkWidth, data };
  return { ink, left: left - margin, top: top - margin };
}
