import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { InkdexError } from '../../../shared/result.ts';
import type { Random } from '../../../shared/random.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { drawnEm } from './fonts.ts';
import { layOutWord } from './layout.ts';
import type { Glyphs, SignStrokes } from './layout.ts';
import type { Pen, Writer } from './writer.ts';

export { createWriter } from './writer.ts';

/** A word's ink, cropped, and where its line runs through the crop. */
export interface WrittenWord {
  readonly ink: InkImage;
  /** Row of the baseline under the first letter, from the crop's top; outside for a lone "-". */
  readonly baseline: number;
}

const canvasHeight = 256;
/** Rows above the baseline: a tall letter with an accent reaches 1.6 em. */
const ascent = 160;
const sideMargin = 32;
/** Most words fit the narrow one, which is faster to clear and to read back. */
const canvasWidths = [640, 2200] as const;

const canvases = new Map<number, SKRSContext2D>();

/**
 * One handwritten word, ink 255 on paper 0, drawn at 50 to 90 pixels an em and cropped to its ink
 * with a margin of 2 to 6 pixels. The same writer, text and state of `random` draw the same word.
 *
 * @throws InkdexError `unknown-character` for a character that no hand here can draw
 */
export function drawWord(text: string, writer: Writer, random: Random): InkImage {
  return writeWord(text, writer, random, random.between(50, 90), random.integer(2, 6)).ink;
}

/**
 * The same at a given size.
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

  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, canvasHeight);
  for (const placement of layout.placements) {
    if (placement.kind === 'glyphs') drawGlyphs(context, placement, writer.pen, size);
    else drawStrokes(context, placement, writer.pen, size);
  }
  const readWidth = Math.min(width, Math.ceil(needed + sideMargin));
  return cropInk(context.getImageData(0, 0, readWidth, canvasHeight).data, readWidth, margin, text);
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

/** Letters of a font, their strokes thickened or thinned to the pen's width. */
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
  // In the font's own units: the transform scales the line width along.
  const surplus = drawnEm * (pen.width / scaleY - font.strokeWidth);
  if (surplus > 0.6) {
    context.lineWidth = surplus;
    context.strokeText(text, 0, 0);
  } else if (surplus < -0.6) {
    context.globalCompositeOperation = 'destination-out';
    context.lineWidth = Math.min(-surplus, 0.42 * drawnEm * font.strokeWidth);
    context.strokeText(text, 0, 0);
    context.globalCompositeOperation = 'source-over';
  }
  if (pen.chisel > 0) {
    const reach = pen.chisel * size;
    for (const part of [-0.5, 0.5]) {
      place(part * reach * Math.cos(pen.angle), part * reach * Math.sin(pen.angle));
      context.fillText(text, 0, 0);
    }
  }
}

function drawStrokes(context: SKRSContext2D, placement: SignStrokes, pen: Pen, size: number): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.lineWidth = Math.max(0.8, (pen.width + 0.5 * pen.chisel) * size);
  for (const stroke of placement.strokes) {
    context.beginPath();
    const points = stroke.map(([x, y]) => [sideMargin + x * size, ascent + y * size] as const);
    for (const [index, [x, y]] of points.entries()) {
      const after = points[index + 1];
      if (index === 0) context.moveTo(x, y);
      else if (after === undefined || placement.isAngular) context.lineTo(x, y);
      else context.quadraticCurveTo(x, y, (x + after[0]) / 2, (y + after[1]) / 2);
    }
    context.stroke();
  }
}

/** @param rgba rows of `canvasHeight`; the ink is the opacity */
function cropInk(rgba: Uint8ClampedArray, width: number, margin: number, text: string): WrittenWord {
  let top = canvasHeight;
  let bottom = -1;
  let left = width;
  let right = -1;
  for (let y = 0; y < canvasHeight; y += 1) {
    for (let x = 0, at = 4 * y * width + 3; x < width; x += 1, at += 4) {
      if ((rgba[at] ?? 0) < 64) continue;
      if (y < top) top = y;
      bottom = y;
      if (x < left) left = x;
      if (x > right) right = x;
    }
  }
  if (bottom < 0) throw new InkdexError('unknown-character', `Nothing of "${text}" could be drawn.`);

  top = Math.max(0, top - margin);
  bottom = Math.min(canvasHeight - 1, bottom + margin);
  left = Math.max(0, left - margin);
  right = Math.min(width - 1, right + margin);
  const cropWidth = right - left + 1;
  const cropHeight = bottom - top + 1;
  const data = new Uint8Array(cropWidth * cropHeight);
  for (let y = 0, to = 0; y < cropHeight; y += 1) {
    let from = 4 * ((top + y) * width + left) + 3;
    for (let x = 0; x < cropWidth; x += 1, to += 1, from += 4) data[to] = rgba[from] ?? 0;
  }
  return { ink: { width: cropWidth, height: cropHeight, data }, baseline: ascent - top };
}
