import { boxOfPoints, type Box } from '../../../shared/geometry.ts';
import { layOut } from '../../../shared/page/layout.ts';
import { placeInOrder, readingOrder } from '../../../shared/page/readingOrder.ts';
import type { OutgoingSample } from '../exchangeFormat.ts';
import { outlineOf } from './outline.ts';

/** Grouping takes the square of the number of words; no page has more. */
const mostGrouped = 2000;

/**
 * The words and lines of an image as lines, in reading order: words by their line numbers, and each line sample as a
 * line. Those without a number, as from CSV or COCO, are grouped and ordered by their boxes, or join the lines beside
 * them.
 *
 * @param samples all of one image; pages are left out
 */
export function linesOfSamples(samples: readonly OutgoingSample[]): OutgoingSample[][] {
  const fine = samples.filter(({ level }) => level !== 'page');
  const numbered = numberedLines(fine);
  const loose = fine.filter(({ line }) => line === null);
  const placed = loose.filter(hasPlace);
  const words = placed.filter(({ level }) => level === 'word');
  const whole = placed.filter(({ level }) => level === 'line').map((sample) => [sample]);
  const others = loose.filter((sample) => !hasPlace(sample)).map((sample) => [sample]);
  if (placed.length > mostGrouped) return [...numbered, ...placed.map((sample) => [sample]), ...others];
  if (numbered.length > 0) return [...besideLines(numbered, words), ...whole, ...others];
  const lines = ordered([...groupedWords(words), ...whole]);
  return [...lines, ...others];
}

/** Lines in the order of their numbers, words in the order of their positions. */
function numberedLines(samples: readonly OutgoingSample[]): OutgoingSample[][] {
  const lines = new Map<string, OutgoingSample[]>();
  for (const [index, sample] of samples.entries()) {
    if (sample.line === null) continue;
    const name = sample.level === 'word' ? `line ${sample.line}` : `sample ${index}`;
    const line = lines.get(name);
    if (line === undefined) lines.set(name, [sample]);
    else line.push(sample);
  }
  return [...lines.values()]
    .map((line) => line.sort((a, b) => orderOf(a.position) - orderOf(b.position)))
    .sort((a, b) => orderOf(a[0]?.line) - orderOf(b[0]?.line));
}

function orderOf(number: number | null | undefined): number {
  return number ?? Number.POSITIVE_INFINITY;
}

/** Drawings and whole images are beside no other word. */
function hasPlace({ quad, polygon, mark }: OutgoingSample): boolean {
  return (quad !== null || polygon !== null) && mark !== 'not-text';
}

function groupedWords(words: readonly OutgoingSample[]): OutgoingSample[][] {
  return layOut(words, (word) => ({ box: boxOf([word]), text: word.text }));
}

function ordered(lines: readonly OutgoingSample[][]): OutgoingSample[][] {
  return readingOrder(lines.map(boxOf)).flatMap(({ index }) => lines.slice(index, index + 1));
}

/** Line samples stay alone. */
function besideLines(lines: OutgoingSample[][], words: readonly OutgoingSample[]): OutgoingSample[][] {
  return placeInOrder(lines, words, (word) => boxOf([word])).flatMap((line) => {
    const whole = line.filter(({ level }) => level === 'line').map((sample) => [sample]);
    const others = line.filter(({ level }) => level === 'word');
    return [...whole, ...(others.length === 0 ? [] : [others])];
  });
}

function boxOf(line: readonly OutgoingSample[]): Box {
  return boxOfPoints(line.flatMap((sample) => outlineOf(sample, sample)));
}
