import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { type Box, boxOfQuad, type Point, type Quad } from '../../shared/geometry.ts';
import type { Random } from '../../shared/random.ts';
import { characters } from '../../shared/text.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import type { Colour, Surface } from './surface.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { HandwritingFont } from '../../main/ml/synthetic/fonts.ts';
import { writeWord } from '../../main/ml/synthetic/words.ts';
import type { Writer } from '../../main/ml/synthetic/writer.ts';

/** Ink to be laid on the page once the surface and the drawings are painted. */
export interface PlacedInk {
  readonly ink: InkImage;
  /** Of the ink image on the page. */
  readonly quad: Quad;
  /** Radians, clockwise. */
  readonly angle: number;
  readonly colour: Colour;
  /** 0 to 1. */
  readonly opacity: number;
}

/** What pages are written with. */
export interface PageMaterial {
  readonly vocabulary: Vocabulary;
  readonly fonts: readonly HandwritingFont[];
}

/** A page while it is being filled. */
export interface Sheet extends PageMaterial {
  readonly random: Random;
  readonly surface: Surface;
  readonly width: number;
  readonly height: number;
  /** Holds the surface and all drawings. */
  readonly context: SKRSContext2D;
  readonly inks: PlacedInk[];
  readonly words: { quad: Quad; text: string }[];
  readonly ignore: Box[];
}

export function createSheet(
  random: Random,
  material: PageMaterial,
  surface: Surface,
  width: number,
  height: number,
): Sheet {
  const context = createCanvas(width, height).getContext('2d');
  context.lineCap = 'round';
  context.lineJoin = 'round';
  return { ...material, random, surface, width, height, context, inks: [], words: [], ignore: [] };
}

/** Who writes with what, how large. */
export interface Hand {
  readonly writer: Writer;
  readonly colour: Colour;
  readonly opacity: number;
  /** Pixels. */
  readonly em: number;
  /** Radians, clockwise: how the lines run. */
  readonly angle: number;
  /** Change of the angle along the line, radians a pixel. */
  readonly curve: number;
  /** Between words, in em. */
  readonly wordSpace: number;
  /** Between baselines, in em. */
  readonly linePitch: number;
}

/** What a written text counts as. */
export type Meaning = 'word' | 'ignored' | 'background';

/**
 * Writes one word from a point of its baseline on.
 *
 * @param right where the space for it ends
 * @returns its quad, or null where it would reach over the page or that space and is left out
 */
export function writeAt(
  sheet: Sheet,
  hand: Hand,
  text: string,
  [x, y]: Point,
  angle: number,
  meaning: Meaning,
  right = sheet.width,
): Quad | null {
  const { ink, baseline } = writeWord(text, hand.writer, sheet.random, hand.em, 0);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const corner = (right: number, down: number): Point => [
    x + cos * right - sin * (down - baseline),
    y + sin * right + cos * (down - baseline),
  ];
  const quad: Quad = [
    corner(0, 0),
    corner(ink.width, 0),
    corner(ink.width, ink.height),
    corner(0, ink.height),
  ];
  if (!liesOn(sheet, quad) || quad[1][0] > right) return null;
  sheet.inks.push({ ink, quad, angle, colour: hand.colour, opacity: hand.opacity });
  if (meaning === 'word' && isReadable(text)) sheet.words.push({ quad, text });
  else if (meaning !== 'background') sheet.ignore.push(boxOfQuad(quad));
  return quad;
}

/**
 * Writes words side by side until the right edge; one that is too long for the rest of the line is
 * passed over.
 *
 * @returns the quads of those that found room
 */
export function writeLine(
  sheet: Sheet,
  hand: Hand,
  texts: readonly string[],
  [left, y]: Point,
  right: number,
): Quad[] {
  const { random } = sheet;
  const quads: Quad[] = [];
  let x = left;
  let line = y;
  for (const text of texts) {
    const angle = hand.angle + hand.curve * (x - left);
    const wobble = 0.03 * hand.em * random.normal();
    // Far too long: not worth drawing to find out.
    if (x + 0.25 * hand.em * characters(text).length > right) continue;
    const quad = writeAt(sheet, hand, text, [x, line + wobble], angle, 'word', right);
    if (quad === null) continue;
    quads.push(quad);
    const advance = quad[1][0] - x + hand.em * hand.wordSpace * random.between(0.75, 1.4);
    x += advance;
    line += advance * Math.tan(angle);
  }
  return quads;
}

/** Lone signs are neither words nor background: people differ over them. */
export function isReadable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text) || characters(text).length >= 2;
}

function liesOn(sheet: Sheet, quad: Quad): boolean {
  const [x, y, width, height] = boxOfQuad(quad);
  return x >= 1 && y >= 1 && x + width <= sheet.width - 1 && y + height <= sheet.height - 1;
}
