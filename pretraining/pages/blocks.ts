import { boxOfQuad, type Box, type Quad, type Point } from '../../shared/geometry.ts';
import { codeToken } from '../vocabulary/codeTokens.ts';
import { drawBox, drawBrace, drawLine, drawLoop, takePen, drawArrow } from './penLines.ts';
import { writeLine, type Hand, type Sheet, writeAt } from './sheet.ts';
import { computingTerms, identifiers } from '../vocabulary/terms.ts';

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

function grown([x, y, width, height]: Box, by: number): Box {
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

/** Boxes or circles in a row, arrows between them, `null` at the end. */
export const linkedList: Block = (sheet, hand, [x, y, width]) => {
  const { random } = sheet;
  const side = hand.em * random.between(1.1, 1.7);
  const gap = hand.em * random.between(0.6, 1.4);
  const count = Math.min(random.integer(2, 6), Math.floor((width - 2 * hand.em) / (side + gap)));
  const isRound = random.chance(0.5);
  const middle = y + 1.6 * hand.em;
  for (let node = 0; node < count; node += 1) {
    const centre: Point = [x + side / 2 + node * (side + gap), middle];
    drawNode(sheet, hand, centre, side, nodeLabel(sheet), isRound);
    const from = centre[0] + side / 2 + 2;
    if (node < count - 1 || random.chance(0.5)) {
      drawArrow(sheet, [from, middle], [from + gap - 4, middle + 0.1 * gap * random.normal()]);
    }
    if (random.chance(0.25)) {
      const below = y + 1.6 * hand.em + side / 2 + 1.6 * hand.em;
      const quad = writeAt(sheet, hand, random.pick(identifiers), [centre[0] - side / 2, below], 0, 'word');
      if (quad !== null && random.chance(0.7)) {
        drawArrow(sheet, [centre[0], below - 0.9 * hand.em], [centre[0], middle + 0.6 * side]);
      }
    }
  }
  if (random.chance(0.5)) {
    const end = x + count * (side + gap);
    writeLine(
      sheet,
      hand,
      [random.pick(['null', 'None', 'NULL', 'X'])],
      [end, middle + 0.3 * hand.em],
      x + width,
    );
  }
  return y + 4.6 * hand.em;
};

/** A binary tree of two to four levels. */
export const tree: Block = (sheet, hand, [x, y, width]) => {
  const { random } = sheet;
  const side = hand.em * random.between(1, 1.6);
  const levels = Math.max(1, Math.min(random.integer(2, 4), Math.floor(Math.log2(width / (1.3 * side))) + 1));
  const drop = side * random.between(1.3, 2);
  const isRound = random.chance(0.85);
  const grow = (level: number, centreX: number, spread: number): void => {
    const centre: Point = [centreX, y + side / 2 + level * drop];
    drawNode(sheet, hand, centre, side, nodeLabel(sheet), isRound);
    if (level + 1 >= levels) return;
    for (const direction of [-1, 1]) {
      if (random.chance(0.15)) continue;
      const childX = centreX + (direction * spread) / 2;
      const child: Point = [childX, y + side / 2 + (level + 1) * drop];
      const reach = Math.hypot(child[0] - centre[0], child[1] - centre[1]);
      const stepX = ((child[0] - centre[0]) / reach) * (side / 2);
      const stepY = ((child[1] - centre[1]) / reach) * (side / 2);
      takePen(sheet, hand);
      const [from, to]: [Point, Point] = [
        [centre[0] + stepX, centre[1] + stepY],
        [child[0] - stepX, child[1] - stepY],
      ];
      if (random.chance(0.2)) drawArrow(sheet, from, to);
      else drawLine(sheet, from, to);
      grow(level + 1, childX, spread / 2);
    }
  };
  grow(0, x + width / 2, width / 2);
  return y + levels * drop + side;
};

/** Words in boxes or loops, scattered, with lines and arrows between them. */
export const conceptMap: Block = (sheet, hand, [x, y, width, height]) => {
  const { random } = sheet;
  const columns = Math.max(1, Math.min(3, Math.floor(width / (6 * hand.em))));
  const rows = Math.max(1, Math.min(3, Math.floor(height / (3 * hand.em))));
  const boxes: Box[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      if (random.chance(0.2)) continue;
      const left = x + (column * width) / columns + hand.em * random.between(0.3, 1.2);
      const baseline = y + row * 3 * hand.em + hand.em * random.between(1.2, 1.8);
      const text = random.chance(0.6) ? random.pick(computingTerms) : sheet.vocabulary.next(random);
      const [quad] = writeLine(sheet, hand, [text], [left, baseline], x + ((column + 1) * width) / columns);
      if (quad === undefined) continue;
      takePen(sheet, hand);
      const box = grown(boxOfQuad(quad), hand.em * random.between(0.15, 0.4));
      if (random.chance(0.5)) drawBox(sheet, box);
      else if (random.chance(0.7)) drawLoop(sheet, grown(box, 0.12 * hand.em));
      const previous = boxes.at(-1);
      if (previous !== undefined && random.chance(0.8)) connect(sheet, previous, box);
      boxes.push(box);
    }
  }
  return y + rows * 3 * hand.em + 0.5 * hand.em;
};

function connect(sheet: Sheet, [ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): void {
  const isSideways = bx > ax + aw;
  const from: Point = isSideways ? [ax + aw + 3, ay + ah / 2] : [ax + aw / 2, ay + ah + 3];
  const to: Point = isSideways ? [bx - 3, by + bh / 2] : [bx + bw / 2, by - 3];
  if (sheet.random.chance(0.7)) drawArrow(sheet, from, to, 0.08);
  else drawLine(sheet, from, to, 0.05);
}

function nodeLabel(sheet: Sheet): string {
  const { random } = sheet;
  const ticket = random.next();
  if (ticket < 0.6) return String(random.integer(0, random.chance(0.6) ? 9 : 60));
  if (ticket < 0.9) return String.fromCodePoint((random.chance(0.7) ? 65 : 97) + random.integer(0, 25));
  return random.pick(['cat', 'dog', 'head', 'null', 'root']);
}

/** Numbers and letters inside drawings are left to the reader's pleasure, words are words. */
function drawNode(
  sheet: Sheet,
  hand: Hand,
  [x, y]: Point,
  side: number,
  label: string,
  isRound: boolean,
): void {
  const isWord = /\p{L}{2}/u.test(label);
  const small = { ...hand, em: hand.em * (isWord ? 0.7 : 0.85) };
  const left = x - 0.22 * small.em * label.length;
  writeAt(sheet, small, label, [left, y + 0.3 * small.em], 0, isWord ? 'word' : 'ignored');
  takePen(sheet, hand);
  const box: Box = [x - side / 2, y - side / 2, side, side];
  if (isRound) drawLoop(sheet, isWord ? grown(box, 0.25 * hand.em) : box);
  else drawBox(sheet, box);
}
