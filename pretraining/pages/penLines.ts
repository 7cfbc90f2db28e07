import type { Box, Point } from '../../shared/geometry.ts';
import { type Hand, type Sheet, writeAt } from './sheet.ts';
import { cssColour } from './surface.ts';

/** Lines as a hand draws them: never quite straight, never quite closed. */

/** Makes the pen ready: colour and width as the hand writes. */
export function takePen(sheet: Sheet, hand: Hand): void {
  sheet.context.strokeStyle = cssColour(hand.colour, hand.opacity);
  sheet.context.lineWidth = Math.max(1, hand.writer.pen.width * hand.em * sheet.random.between(0.8, 1.2));
}

/** A line that bends a little in its middle. */
export function drawLine(sheet: Sheet, [fromX, fromY]: Point, [toX, toY]: Point, bend = 0.02): void {
  const { context, random } = sheet;
  const length = Math.hypot(toX - fromX, toY - fromY);
  const middleX = (fromX + toX) / 2 + bend * length * random.normal();
  const middleY = (fromY + toY) / 2 + bend * length * random.normal();
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.quadraticCurveTo(middleX, middleY, toX, toY);
  context.stroke();
}

/** A line with a head of two strokes at its end. */
export function drawArrow(sheet: Sheet, from: Point, to: Point, bend = 0.05): void {
  const { context, random } = sheet;
  drawLine(sheet, from, to, bend);
  const direction = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const head = Math.min(0.4 * length, 4 * context.lineWidth + random.between(3, 14));
  for (const side of [-1, 1]) {
    const turn = direction + Math.PI + side * random.between(0.35, 0.7);
    drawLine(sheet, to, [to[0] + head * Math.cos(turn), to[1] + head * Math.sin(turn)]);
  }
}

export function drawBox(sheet: Sheet, [x, y, width, height]: Box): void {
  const slip = (): number => 0.03 * Math.min(width, height) * sheet.random.normal();
  const corners: Point[] = [
    [x + slip(), y + slip()],
    [x + width + slip(), y + slip()],
    [x + width + slip(), y + height + slip()],
    [x + slip(), y + height + slip()],
  ];
  for (const [index, corner] of corners.entries()) {
    drawLine(sheet, corner, corners[(index + 1) % 4] ?? corner, 0.01);
  }
}

/** An ellipse that overshoots its beginning. */
export function drawLoop(sheet: Sheet, [x, y, width, height]: Box): void {
  const { context, random } = sheet;
  const start = random.between(0, 2 * Math.PI);
  const drift = 0.06 * random.normal();
  const steps = 26;
  context.beginPath();
  for (let step = 0; step <= steps + 2; step += 1) {
    const turn = start + (2 * Math.PI * step) / steps;
    const reach = 1 + (drift * step) / steps;
    const pointX = x + (width / 2) * (1 + reach * Math.cos(turn));
    const pointY = y + (height / 2) * (1 + reach * Math.sin(turn));
    context.lineTo(pointX, pointY);
  }
  context.stroke();
}

/** A tall brace or bracket beside lines of text. */
export function drawBrace(sheet: Sheet, [x, top]: Point, height: number, depth: number): void {
  const { context } = sheet;
  const middle = top + height / 2;
  context.beginPath();
  context.moveTo(x, top);
  context.bezierCurveTo(x + depth, top, x, middle, x + depth, middle);
  context.bezierCurveTo(x, middle, x + depth, top + height, x, top + height);
  context.stroke();
}

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
