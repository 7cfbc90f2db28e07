import type { PageReading, ReadWord } from '../contract/word.ts';
import { boxOfPoints, boxOfQuad, type Quad } from '../geometry.ts';
import { layOut } from './layout.ts';
import { shapeOf } from './textLines.ts';
import { placeInOrder } from './readingOrder.ts';

type Text = Pick<PageReading, 'words' | 'notText'>;
type NotText = PageReading['notText'][number];

/** Writing that leans more, in radians, stays in the lines in which it was read: 15 degrees. */
const mostLean = Math.PI / 12;

/** Words that are laid out together: one, a line that leans, or a row of a drawn table. */
type Unit = readonly ReadWord[];

/**
 * The words of a page in the order in which a person reads them: found again now that it is known what they say. Boxes without
 * text have the places beside them.
 *
 * @param rows of drawn tables: the words of each cell, from the left
 */
export function inTextOrder({ words, notText }: Text, rows: readonly (readonly Unit[])[] = []): Text {
  const isInRow = new Set(rows.flat(2));
  const others = words.filter((word) => !isInRow.has(word));
  const leaning = Map.groupBy(others, (word) => (leans(word.quad) ? word.line : null));
  const level = (leaning.get(null) ?? []).map((word): Unit => [word]);
  leaning.delete(null);
  const marks = notText.map((word): Unit => [word]);
  const isMark = new Set(marks);
  const inRows = rows.map((cells): Unit => cells.flatMap((cell) => layOut(cell, shapeOf).flat()));
  const lines = layOut([...level, ...leaning.values(), ...inRows, ...marks], (unit) => ({
    box: boxOfPoints(unit.flatMap(({ quad }) => quad)),
    text: unit.map(({ text }) => text).join(' '),
    isMark: isMark.has(unit),
  }));
  const placed = placeInOrder<ReadWord>(
    lines.map((line) => line.flat()),
    notText,
    ({ quad }) => boxOfQuad(quad),
  );
  const without = new Map<ReadWord, NotText>(notText.map((word) => [word, word]));
  const ordered: { readonly words: ReadWord[]; readonly notText: NotText[] } = { words: [], notText: [] };
  for (const [line, members] of placed.entries()) {
    for (const word of members) {
      const mark = without.get(word);
      if (mark === undefined) ordered.words.push({ ...word, line });
      else ordered.notText.push({ ...mark, line, before: ordered.words.length });
    }
  }
  return ordered;
}

function leans([topLeft, topRight, bottomRight, bottomLeft]: Quad): boolean {
  const along = topRight[0] - topLeft[0] + bottomRight[0] - bottomLeft[0];
  const down = topRight[1] - topLeft[1] + bottomRight[1] - bottomLeft[1];
  return Math.abs(Math.atan2(down, along)) > mostLean;
}
