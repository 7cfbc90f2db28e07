import { boxOfQuad } from '../../../shared/geometry.ts';
import type { Box, Point } from '../../../shared/geometry.ts';
import { drawArrow, drawBox, drawLine, drawLoop, takePen } from './penLines.ts';
import { grown } from './blocks.ts';
import type { Block } from './blocks.ts';
import { writeAt, writeLine } from './sheet.ts';
import type { Hand, Sheet } from './sheet.ts';
import { computingTerms, identifiers } from '../vocabulary/terms.ts';

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
