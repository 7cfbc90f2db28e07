import type { Point } from '../../../shared/geometry.ts';

/** A symbol as a person draws it: a few strokes, in em, y down, the baseline at 0. */
export interface PenSymbol {
  readonly advance: number;
  readonly strokes: readonly (readonly Point[])[];
}

/** The strokes of a character that is drawn with straight lines, if it is one. */
export function penSymbolFor(character: string): PenSymbol | undefined {
  return symbols.get(character);
}

/** By character the advance, and each stroke as SVG writes the points of a polyline. */
const drawn: Readonly<Record<string, readonly [advance: number, ...strokes: string[]]>> = {
  '→': [0.85, '0.05,-0.28 0.75,-0.28', '0.55,-0.44 0.76,-0.28 0.55,-0.12'],
  '≠': [0.5, '0.06,-0.38 0.44,-0.38', '0.06,-0.2 0.44,-0.2', '0.36,-0.56 0.14,-0.02'],
  '≤': [0.5, '0.42,-0.5 0.08,-0.3 0.42,-0.1', '0.06,0.02 0.44,0.02'],
  '≥': [0.5, '0.08,-0.5 0.42,-0.3 0.08,-0.1', '0.06,0.02 0.44,0.02'],
  '<': [0.5, '0.42,-0.5 0.08,-0.3 0.42,-0.1'],
  '>': [0.5, '0.08,-0.5 0.42,-0.3 0.08,-0.1'],
  '=': [0.5, '0.06,-0.38 0.44,-0.38', '0.06,-0.2 0.44,-0.2'],
  '-': [0.36, '0.042,-0.28 0.308,-0.28'],
  _: [0.5, '0.06,0.06 0.44,0.06'],
  '+': [0.5, '0.06,-0.28 0.44,-0.28', '0.25,-0.48 0.25,-0.08'],
  '×': [0.46, '0.08,-0.44 0.38,-0.12', '0.38,-0.44 0.08,-0.12'],
  '/': [0.4, '0.36,-0.78 0.04,0.1'],
  '|': [0.2, '0.1,-0.78 0.1,0.14'],
  '(': [0.28, '0.24,-0.8 0.1,-0.58 0.06,-0.32 0.1,-0.06 0.24,0.16'],
  ')': [0.28, '0.04,-0.8 0.18,-0.58 0.22,-0.32 0.18,-0.06 0.04,0.16'],
  '[': [0.28, '0.24,-0.78 0.07,-0.78 0.07,0.14 0.24,0.14'],
  ']': [0.28, '0.04,-0.78 0.21,-0.78 0.21,0.14 0.04,0.14'],
  '{': [0.34, '0.3,-0.8 0.17,-0.74 0.17,-0.42 0.05,-0.32 0.17,-0.22 0.17,0.1 0.3,0.16'],
  '}': [0.34, '0.04,-0.8 0.17,-0.74 0.17,-0.42 0.29,-0.32 0.17,-0.22 0.17,0.1 0.04,0.16'],
};

const symbols: ReadonlyMap<string, PenSymbol> = new Map(
  Object.entries(drawn).map(([character, [advance, ...strokes]]) => [
    character,
    { advance, strokes: strokes.map(pointsOf) },
  ]),
);

function pointsOf(polyline: string): Point[] {
  return polyline.split(' ').map((point): Point => {
    const [x = 0, y = 0] = point.split(',').map(Number);
    return [x, y];
  });
}
