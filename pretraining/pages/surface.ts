import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../../shared/random.ts';

/** What is written on, and with what. */
export interface Surface {
  readonly kind: 'whiteboard' | 'paper' | 'chalkboard';
  readonly colour: Colour;
  readonly ruling: 'none' | 'ruled' | 'squared' | 'dotted';
  /** Pixels between rules. */
  readonly pitch: number;
  /** Colours of the pens that lie there. */
  readonly pens: readonly Colour[];
}

const markers: readonly Colour[] = [
  [35, 35, 40],
  [30, 45, 120],
  [25, 70, 170],
  [190, 40, 50],
  [30, 130, 85],
  [20, 140, 130],
  [225, 120, 60],
  [110, 50, 130],
  [90, 50, 40],
];
const ballPens: readonly Colour[] = [
  [30, 30, 35],
  [35, 45, 110],
  [40, 60, 160],
  [95, 95, 100],
  [150, 40, 45],
];
const chalks: readonly Colour[] = [
  [235, 235, 230],
  [235, 235, 230],
  [240, 225, 140],
  [235, 170, 180],
  [150, 200, 235],
];

export function createSurface(random: Random, height: number): Surface {
  const ticket = random.next();
  const pitch = height / random.between(18, 42);
  if (ticket < 0.55) {
    const grey = random.between(205, 240);
    const colour = tinted(random, [grey, grey, grey - random.between(0, 14)], 5);
    return { kind: 'whiteboard', colour, ruling: 'none', pitch, pens: choosePens(random, markers) };
  }
  if (ticket < 0.92) {
    const base: Colour = random.pick([
      [247, 247, 245],
      [244, 238, 220],
      [236, 228, 200],
      [240, 222, 130],
      [225, 228, 232],
    ]);
    const ruling = random.pick(['none', 'none', 'ruled', 'ruled', 'squared', 'dotted'] as const);
    const pens = choosePens(random, random.chance(0.75) ? ballPens : markers);
    return { kind: 'paper', colour: tinted(random, base, 6), ruling, pitch, pens };
  }
  const board: Colour = random.pick([
    [45, 70, 60],
    [50, 52, 55],
    [35, 40, 45],
    [60, 85, 70],
  ]);
  return {
    kind: 'chalkboard',
    colour: tinted(random, board, 8),
    ruling: 'none',
    pitch,
    pens: choosePens(random, chalks),
  };
}

function choosePens(random: Random, colours: readonly Colour[]): Colour[] {
  return Array.from({ length: random.integer(1, 3) }, () => tinted(random, random.pick(colours), 12));
}

function tinted(random: Random, [red, green, blue]: Colour, spread: number): Colour {
  const shift = (value: number): number => Math.max(0, Math.min(255, value + spread * random.normal()));
  return [shift(red), shift(green), shift(blue)];
}

/** Fills the page: ground, rules, what an eraser smeared, and the frame or table around it. */
export function paintSurface(
  context: SKRSContext2D,
  surface: Surface,
  random: Random,
  width: number,
  height: number,
): void {
  context.fillStyle = cssColour(surface.colour);
  context.fillRect(0, 0, width, height);
  paintRuling(context, surface, random, width, height);
  if (surface.kind !== 'paper') paintSmears(context, surface, random, width, height);
  if (random.chance(0.45)) paintFrame(context, random, width, height);
}

function paintRuling(
  context: SKRSContext2D,
  { ruling, pitch, kind }: Surface,
  random: Random,
  width: number,
  height: number,
): void {
  if (ruling === 'none' || kind !== 'paper') return;
  const ink: Colour = random.pick([
    [120, 160, 210],
    [150, 150, 155],
    [170, 140, 190],
  ]);
  context.strokeStyle = cssColour(ink, random.between(0.3, 0.9));
  context.fillStyle = context.strokeStyle;
  context.lineWidth = random.between(0.7, 2);
  const tilt = 0.006 * random.normal();
  const start = pitch * random.next();
  if (ruling === 'dotted') {
    for (let y = start; y < height; y += pitch)
      for (let x = start; x < width; x += pitch) context.fillRect(x, y + tilt * x, 2, 2);
    return;
  }
  context.beginPath();
  for (let y = start; y < height; y += pitch) {
    context.moveTo(0, y);
    context.lineTo(width, y + tilt * width);
  }
  if (ruling === 'squared') {
    for (let x = start; x < width; x += pitch) {
      context.moveTo(x, 0);
      context.lineTo(x - tilt * height, height);
    }
  }
  context.stroke();
  if (ruling === 'ruled' && random.chance(0.5)) {
    context.strokeStyle = cssColour([215, 90, 100], random.between(0.4, 0.9));
    const x = width * random.between(0.05, 0.14);
    strokeBetween(context, x, 0, x - tilt * height, height);
  }
}

/** Where a board was wiped, pen dust remains in broad pale strokes. */
function paintSmears(
  context: SKRSContext2D,
  surface: Surface,
  random: Random,
  width: number,
  height: number,
): void {
  for (let count = random.integer(0, 14); count > 0; count -= 1) {
    context.strokeStyle = cssColour(random.pick(surface.pens), random.between(0.006, 0.03));
    context.lineWidth = random.between(15, 90);
    const x = random.between(0, width);
    const y = random.between(0, height);
    const reach = random.between(40, 350);
    const direction = random.between(-0.6, 0.6);
    strokeBetween(context, x, y, x + reach * Math.cos(direction), y + reach * Math.sin(direction));
  }
}

/** The frame of a board or the table beside a sheet, on one to four sides. */
function paintFrame(context: SKRSContext2D, random: Random, width: number, height: number): void {
  const colour: Colour = random.pick([
    [70, 60, 62],
    [150, 152, 155],
    [120, 85, 55],
    [30, 30, 32],
    [185, 180, 170],
  ]);
  context.fillStyle = cssColour(colour);
  const depth = (): number => Math.min(width, height) * random.between(0.01, 0.07);
  const lean = (): number => Math.min(width, height) * 0.012 * random.normal();
  const sides: readonly (readonly number[])[] = [
    [0, 0, width, 0, width, depth() + lean(), 0, depth()],
    [0, height, width, height, width, height - depth() + lean(), 0, height - depth()],
    [0, 0, 0, height, depth() + lean(), height, depth(), 0],
    [width, 0, width, height, width - depth() + lean(), height, width - depth(), 0],
  ];
  for (const corners of sides) {
    if (!random.chance(0.5)) continue;
    context.beginPath();
    for (let index = 0; index < corners.length; index += 2) {
      context.lineTo(corners[index] ?? 0, corners[index + 1] ?? 0);
    }
    context.fill();
  }
}

function strokeBetween(context: SKRSContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}

/** R, G, B, 0 to 255. */
export type Colour = readonly [number, number, number];

/** As a canvas takes it. */
export function cssColour([red, green, blue]: Colour, opacity = 1): string {
  const channels = [red, green, blue].map((value) => String(Math.round(value)));
  return `rgba(${channels.join(',')},${opacity.toFixed(3)})`;
}
