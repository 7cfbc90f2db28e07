import type { Point } from '../../../shared/geometry.ts';
import { drawArrow, drawBox, drawLine, drawLoop, takePen } from './penLines.ts';
import { writeAt } from './sheet.ts';
import type { Hand, Sheet } from './sheet.ts';

/** What is on a page besides what is meant to be read. */

/**
 * Ghosts of wiped words on a board, the other side's writing on paper, and now and then a word half
 * wiped away, which is left out of account.
 */
export function leaveTraces(sheet: Sheet, hand: Hand): void {
  const { random } = sheet;
  if (random.chance(0.4)) {
    const isPaper = sheet.surface.kind === 'paper';
    const faint = { ...hand, opacity: random.between(0.04, isPaper ? 0.16 : 0.12) };
    for (let count = random.integer(3, 30); count > 0; count -= 1) {
      const turned = isPaper ? Math.PI : 0;
      writeAt(
        sheet,
        faint,
        sheet.vocabulary.next(random),
        anywhere(sheet),
        faint.angle + turned,
        'background',
      );
    }
  }
  for (let count = random.chance(0.25) ? random.integer(1, 3) : 0; count > 0; count -= 1) {
    const wiped = { ...hand, opacity: random.between(0.2, 0.4) };
    writeAt(sheet, wiped, sheet.vocabulary.next(random), anywhere(sheet), wiped.angle, 'ignored');
  }
}

/** Arrows and lines across the page, boxes and loops around parts of it. */
export function strayStrokes(sheet: Sheet, hand: Hand): void {
  const { random, width, height } = sheet;
  takePen(sheet, hand);
  for (let count = random.integer(0, 4); count > 0; count -= 1) {
    const from = anywhere(sheet);
    const reach = Math.min(width, height) * random.between(0.05, 0.4);
    const direction = random.between(0, 2 * Math.PI);
    const to: Point = [from[0] + reach * Math.cos(direction), from[1] + reach * Math.sin(direction)];
    const ticket = random.next();
    if (ticket < 0.45) drawArrow(sheet, from, to, 0.15);
    else if (ticket < 0.65) drawLine(sheet, from, to, 0.1);
    else if (ticket < 0.85) drawBox(sheet, [from[0], from[1], reach, reach * random.between(0.3, 1)]);
    else drawLoop(sheet, [from[0], from[1], reach, reach * random.between(0.3, 1)]);
  }
  if (random.chance(0.25)) {
    const x = width * random.between(0.25, 0.75);
    drawLine(sheet, [x, height * random.between(0, 0.2)], [x, height * random.between(0.7, 1)], 0.005);
  }
}

function anywhere({ random, width, height }: Sheet): Point {
  return [random.between(0.02, 0.95) * width, random.between(0.04, 0.98) * height];
}
