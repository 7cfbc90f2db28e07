import { boxOfQuad } from '../../../shared/geometry.ts';
import type { Box, Quad } from '../../../shared/geometry.ts';
import { codeToken } from '../vocabulary/codeTokens.ts';
import { drawBox, drawBrace, drawLine, drawLoop, takePen } from './penLines.ts';
import { writeLine } from './sheet.ts';
import type { Hand, Sheet } from './sheet.ts';
import { computingTerms } from '../vocabulary/terms.ts';

/** Each block of writing fills part of an area and returns where it ends: the y below it. */
export type Block = (sheet: Sheet, hand: Hand, area: Box) => number;

/** A line or two, larger, often underlined or boxed. */
export const heading: Block = (sheet, hand, [x, y, width]) => {
  const { random } = sheet;
  const large = { ...hand, em: Math.min(100, hand.em * random.between(1.1, 1.9)) };
  const texts = Array.from({ length: random.integer(1, 3) }, () =>
    random.chance(0.5) ? random.pick(computingTerms) : sheet.vocabulary.next(random),
  );
  const quads = writeLine(sheet, large, texts, [x, y + large.em], x + width);
  if (quads.length > 0) {
    takePen(sheet, large);
    const around = boxAround(quads);
    const ticket = random.next();
    if (ticket < 0.45) underline(sheet, around);
    else if (ticket < 0.6) drawBox(sheet, grown(around, large.em * random.between(0.08, 0.3)));
    else if (ticket < 0.66) drawLoop(sheet, grown(around, large.em * random.between(0.25, 0.5)));
  }
  return y + large.em * (hand.linePitch + 0.3);
};

/** Lines of words, the last one shorter. */
export const paragraph: Block = (sheet, hand, [x, y, width, height]) => {
  const { random } = sheet;
  const lines = random.integer(1, 7);
  let below = y;
  for (let line = 0; line < lines && below + hand.em < y + height; line += 1) {
    const texts = nextTexts(sheet, line === lines - 1 ? random.integer(1, 5) : 14);
    decorate(sheet, hand, writeLine(sheet, hand, texts, [x, below + hand.em], x + width));
    below += hand.em * hand.linePitch;
  }
  return below;
};

/** Items behind dashes, dots, numbers or arrows. */
export const bulletList: Block = (sheet, hand, [x, y, width, height]) => {
  const { random } = sheet;
  const style = random.pick(['-', '-', '*', '→', '.', '1.', '1)', 'a)']);
  const items = random.integer(2, 7);
  let below = y;
  for (let item = 1; item <= items && below + hand.em < y + height; item += 1) {
    const letter = String.fromCodePoint(96 + item);
    const bullet = style.replace('1', String(item)).replace('a', letter);
    const texts = [bullet, ...nextTexts(sheet, random.integer(1, 7))];
    const quads = writeLine(sheet, hand, texts, [x, below + hand.em], x + width);
    decorate(sheet, hand, quads.slice(1));
    below += hand.em * hand.linePitch;
  }
  return below;
};

/** Program text, indented, signs standing alone between words. */
export const codeBlock: Block = (sheet, hand, [x, y, width, height]) => {
  const { random } = sheet;
  const lines = random.integer(3, 10);
  let below = y;
  let indent = 0;
  for (let line = 0; line < lines && below + hand.em < y + height; line += 1) {
    const texts = Array.from({ length: random.integer(1, 4) }, () => {
      if (random.chance(0.15)) return random.pick(['=', '+', '{', '}', '<', '-', '→', '>', '%', ':']);
      return random.chance(0.6) ? codeToken(random) : sheet.vocabulary.next(random);
    });
    const left = x + indent * hand.em;
    writeLine(sheet, hand, texts, [left, below + hand.em], x + width);
    indent = Math.max(0, Math.min(4, indent + random.integer(-1, 1)));
    below += hand.em * hand.linePitch;
  }
  if (random.chance(0.2) && below > y) {
    takePen(sheet, hand);
    drawBrace(sheet, [x - 0.3 * hand.em, y + 0.2 * hand.em], below - y, -0.4 * hand.em);
  }
  return below;
};

/** Cells of one word each, with lines between them. */
export const table: Block = (sheet, hand, [x, y, width, height]) => {
  const { random } = sheet;
  const columns = random.integer(2, 4);
  const rows = Math.min(random.integer(2, 6), Math.floor(height / (1.7 * hand.em)));
  const columnWidth = width / columns;
  const rowHeight = hand.em * random.between(1.5, 2);
  if (rows < 1 || columnWidth < 2.5 * hand.em) return y;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const left = x + column * columnWidth + 0.25 * hand.em;
      const baseline = y + row * rowHeight + 1.1 * hand.em;
      writeLine(sheet, hand, nextTexts(sheet, 2), [left, baseline], left + columnWidth - 0.4 * hand.em);
    }
  }
  takePen(sheet, hand);
  const isClosed = random.chance(0.5);
  for (let row = isClosed ? 0 : 1; row < rows + (isClosed ? 1 : 0); row += 1) {
    drawLine(sheet, [x, y + row * rowHeight], [x + width, y + row * rowHeight], 0.004);
  }
  for (let column = isClosed ? 0 : 1; column < columns + (isClosed ? 1 : 0); column += 1) {
    const right = x + column * columnWidth;
    drawLine(sheet, [right, y], [right, y + rows * rowHeight], 0.004);
  }
  return y + rows * rowHeight + 0.6 * hand.em;
};

/** Now and then a word is underlined, circled or struck through. */
function decorate(sheet: Sheet, hand: Hand, quads: readonly Quad[]): void {
  const { random } = sheet;
  const first = quads[0];
  if (first === undefined || !random.chance(0.07)) return;
  takePen(sheet, hand);
  const around = boxOfQuad(random.pick(quads));
  const ticket = random.next();
  if (ticket < 0.5) underline(sheet, around);
  else if (ticket < 0.85) drawLoop(sheet, grown(around, hand.em * random.between(0.15, 0.3)));
  else strikeThrough(sheet, around);
}

function strikeThrough(sheet: Sheet, [x, y, width, height]: Box): void {
  const line = (): number => y + height * sheet.random.between(0.4, 0.65);
  drawLine(sheet, [x, line()], [x + width, line()]);
}

function underline(sheet: Sheet, [x, y, width, height]: Box): void {
  const { random } = sheet;
  const line = y + height * random.between(0.98, 1.12);
  const overhang = (): number => width * random.between(-0.03, 0.1);
  drawLine(sheet, [x - overhang(), line], [x + width + overhang(), line + 0.02 * width * random.normal()]);
}

function nextTexts(sheet: Sheet, count: number): string[] {
  return Array.from({ length: count }, () => sheet.vocabulary.next(sheet.random));
}

export function grown([x, y, width, height]: Box, by: number): Box {
  return [x - by, y - by, width + 2 * by, height + 2 * by];
}

function boxAround(quads: readonly Quad[]): Box {
  const boxes = quads.map(boxOfQuad);
  const left = Math.min(...boxes.map(([x]) => x));
  const top = Math.min(...boxes.map(([, y]) => y));
  const right = Math.max(...boxes.map(([x, , width]) => x + width));
  const bottom = Math.max(...boxes.map(([, y, , height]) => y + height));
  return [left, top, right - left, bottom - top];
}
