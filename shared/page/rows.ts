import { median } from '../median.ts';
import { chained, createFindBest } from './nearest.ts';
import { columnGap, looksLikeCode } from './tableLines.ts';
import { lineOf, textOf, widestDrift, type LevelLine } from './textLines.ts';

/** A row of few words may rise or fall by so much, in pixels per pixel. */
const slants = [0, -0.015, 0.015, -0.03, 0.03, -0.045, 0.045];
/** So many cells of a column have a partner at their height; so many of the lines between them are cells. */
const [leastPaired, leastCells] = [0.75, 0.6];
/** Lines are prose if they have so many words on average. */
const wordsOfProse = 3.5;
/** Cells of a column are at most so far apart, from middle to middle, in sizes. */
const widestLead = 10;
/** Numbers this near belong to what stands beside them, in sizes. */
const nearest = 10;

/**
 * Joins lines that were taken for two columns and are rows: nearly every cell of one column is a number, a price, a time, a date or a
 * single word, and has a partner at its height in the other. Two columns of prose stay, and so do two lists of words.
 *
 * @param lines in any order, levelled
 * @param isBulleted whether a bullet stands left of a line
 */
export function withRows(
  lines: readonly LevelLine[],
  isBulleted: (line: LevelLine) => boolean,
): readonly LevelLine[] {
  const leaders = lines.filter(isLeader);
  const beside = createBeside(lines.filter((line) => !isLeader(line)));
  const tables = [-1, 1].flatMap((side) => {
    const partnerOf = (line: LevelLine, slant: number): LevelLine | undefined => {
      const other = beside(line, side, slant);
      return other !== undefined && beside(other, -side, slant) === line ? other : undefined;
    };
    return [valueOf, wordOf].flatMap((kind) =>
      columnsOfCells(lines.flatMap((line) => kind(line, side))).flatMap((column) => {
        const pairs = pairsOf(column, lines, partnerOf);
        const isTable =
          kind === valueOf ? areValues(pairs, lines) : areEntries(pairs, lines, side, isBulleted);
        return isTable ? [withOthers(pairs, lines, partnerOf)] : [];
      }),
    );
  });
  const joined = new Map<LevelLine, LevelLine>();
  const gapOf = (rows: readonly Pair[]): number => median(rows.map(({ gap }) => gap));
  for (const rows of tables.sort((a, b) => gapOf(a) - gapOf(b))) {
    if (rows.some(({ cell, partner }) => joined.has(cell.line) || joined.has(partner))) continue;
    for (const { cell, partner } of rows) {
      const parts = [cell.line, partner, ...leaders.filter((line) => isBetween(line, cell.line, partner))];
      const row = lineOf(parts.flatMap(({ words }) => words).sort((a, b) => a.left - b.left));
      for (const part of parts) joined.set(part, row);
    }
  }
  if (joined.size === 0) return lines;
  return withRows([...new Set(lines.map((line) => joined.get(line) ?? line))], isBulleted);
}

let daysAndMonths: ReadonlySet<string> | undefined;

/** Names of days and months, long and short, in the languages of pages. */
function namesOfDates(): ReadonlySet<string> {
  // 32 days apart, each month and each day of the week has its turn.
  const dates = Array.from({ length: 12 }, (_, index) => Date.UTC(2024, 0, 1 + 32 * index));
  const names = ['en', 'fr', 'de', 'nl', 'it', 'es', 'pt'].flatMap((language) =>
    (['short', 'long'] as const).flatMap((form) =>
      [{ weekday: form }, { month: form }].flatMap((part) => {
        const format = new Intl.DateTimeFormat(language, { ...part, timeZone: 'UTC' });
        return dates.map((date) => format.format(date).replace('.', '').toLowerCase());
      }),
    ),
  );
  return new Set(names);
}

function isDayOrMonth(word: string): boolean {
  // Made when it is asked for: it takes 40 ms.
  daysAndMonths ??= namesOfDates();
  const name = word.replace(/[.,:]$/u, '');
  // "so" and "do" are words, "So" and "Do" may be days.
  return daysAndMonths.has(name.toLowerCase()) && !/^\p{Ll}{1,2}$/u.test(name);
}
const isTime = (text: string): boolean =>
  /\d: ?\d\d|^\d{1,2} ?[ap]\.?m\b/iu.test(text) || text.split(' ').some(isDayOrMonth);
const isNumber = (word: string): boolean =>
  /^[^\p{L}+=×<>[\]{}]*\d[^+=×<>[\]{}()]*$/u.test(word) || isDayOrMonth(word);
const isSign = (word: string): boolean => /^[^\p{L}+=×]$|^\p{L}{1,2}\.$/u.test(word);
const isUnit = (word: string): boolean => /^\p{L}{1,4}\.?$/u.test(word);

/** Whether words say a number, price, time or date, with its unit: no sum, and no item with its number. */
function isValue([first = '', ...others]: readonly string[]): boolean {
  const isNumbered = /^\(?\d{1,2}[.)]$/u.test(first) && !others.every(isNumber);
  const isWhole = others.length < 4 && others.every((word) => isNumber(word) || isSign(word) || isUnit(word));
  return !isNumbered && isWhole && (isNumber(first) || (isSign(first) && others.some(isNumber)));
}

/** A cell of a column: a line, or its end, which needs no partner. */
interface Cell extends LevelLine {
  readonly line: LevelLine;
}

/** Whether a line is the dots between a name and its number. */
function isLeader(line: LevelLine): boolean {
  return /^[.·…_ -]{3,}$/u.test(textOf(line));
}

function isBetween(line: LevelLine, a: LevelLine, b: LevelLine): boolean {
  const isBeside = line.left > Math.min(a.left, b.left) && line.right < Math.max(a.right, b.right);
  return isBeside && Math.abs(line.middle - a.middle) < a.size;
}

function valueOf(line: LevelLine, side: number): Cell[] {
  if (isValue(textOf(line).split(' '))) return [{ ...line, line }];
  const words = line.words.filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
  const [end, next] = [words.at(side < 0 ? -1 : 0), words.at(side < 0 ? -2 : 1)];
  if (end === undefined || next === undefined || !isValue([end.text])) return [];
  const gap = Math.max(end.left - next.right, next.left - end.right);
  return gap > columnGap * line.size ? [{ ...lineOf([end]), line }] : [];
}

function wordOf(line: LevelLine): Cell[] {
  return /^\p{L}[\p{L}’'-]*[.:]?(?: ?[-–—:=])?$/u.test(textOf(line)) ? [{ ...line, line }] : [];
}

/** Cells that stand above each other. */
function columnsOfCells(cells: readonly Cell[]): Cell[][] {
  const findBest = createFindBest(cells, ({ middle }) => middle);
  const beyond = (direction: 1 | -1): Map<Cell, Cell | undefined> =>
    new Map(
      cells.map((cell) => {
        const found = findBest(cell.middle, widestLead * cell.size, (other) => {
          const lead = direction * (other.middle - cell.middle);
          return lead > 0.5 * cell.size && sharesColumn(cell, other) ? lead : Infinity;
        });
        return [cell, found];
      }),
    );
  return chained(cells, beyond(1), beyond(-1));
}

function sharesColumn(a: LevelLine, b: LevelLine): boolean {
  return Math.min(a.right, b.right) > Math.max(a.left, b.left);
}

/** Finds the nearest line at the height of another, left (-1) or right (1) of it. */
function createBeside(lines: readonly LevelLine[]) {
  const findBest = createFindBest(lines, ({ middle }) => middle);
  const width = Math.max(...lines.map(({ right }) => right)) - Math.min(...lines.map(({ left }) => left));
  return (line: LevelLine, side: number, slant: number): LevelLine | undefined =>
    findBest(line.middle, line.size + Math.abs(slant) * width, (other) => {
      const [end, start] = [line.words.at(side < 0 ? 0 : -1), other.words.at(side < 0 ? -1 : 0)];
      if (other === line || end === undefined || start === undefined) return Infinity;
      const gap = side < 0 ? line.left - other.right : other.left - line.right;
      const fall = (slant * (start.left + start.right - end.left - end.right)) / 2;
      const drift = Math.min(
        Math.abs(start.middle - end.middle - fall),
        Math.abs(start.centre - end.centre - fall),
      );
      const size = Math.min(line.size, other.size);
      return gap > -0.3 * size && drift < widestDrift * size ? Math.max(0, gap) : Infinity;
    });
}

interface Pair {
  readonly cell: Cell;
  readonly partner: LevelLine;
  readonly gap: number;
  /** Of the row, one of `slants`. */
  readonly slant: number;
}

/** The cells of a column with what stands beside each; none if too many have no partner. */
function pairsOf(
  column: readonly Cell[],
  lines: readonly LevelLine[],
  partnerOf: (line: LevelLine, slant: number) => LevelLine | undefined,
): Pair[] {
  const alone = column.filter(({ line, words }) => words.length === line.words.length);
  if (column.length < 2) return [];
  let pairs: Pair[] = [];
  for (const slant of slants) {
    const found = alone.flatMap((cell): Pair[] => {
      const partner = partnerOf(cell.line, slant);
      if (partner === undefined) return [];
      const gap = Math.max(cell.left - partner.right, partner.left - cell.right);
      return [{ cell, partner, gap, slant }];
    });
    if (found.length > pairs.length) pairs = found;
    if (pairs.length === alone.length) break;
  }
  const isPaired = pairs.length >= leastPaired * alone.length && pairs.length + column.length > 3;
  return isPaired && column.length >= leastCells * between(alone, lines).length ? pairs : [];
}

/** The lines of a column, from its first to its last cell, and so many leads below and above it. */
function between(
  column: readonly LevelLine[],
  lines: readonly LevelLine[],
  below = 0,
  above = 0,
): LevelLine[] {
  const middles = column.map(({ middle }) => middle);
  const [first, last] = [Math.min(...middles), Math.max(...middles)];
  const lead = (last - first) / Math.max(1, column.length - 1);
  const [top, bottom] = [first - above * lead, last + below * lead];
  return lines.filter(
    (line) => line.middle >= top && line.middle <= bottom && column.some((cell) => sharesColumn(cell, line)),
  );
}

function share(texts: readonly string[], has: RegExp): number {
  return texts.filter((text) => has.test(text)).length / texts.length;
}

/** Whether lines go on with each other. @param filled all but the last are so long, as a share of the longest */
function isProse(partners: readonly LevelLine[], filled: number): boolean {
  const texts = partners.map(textOf);
  const widths = partners.map(({ left, right }) => right - left);
  const words = texts.join(' ').split(' ').length / texts.length;
  const isFilled = widths.slice(0, -1).every((width) => width >= filled * Math.max(...widths));
  const goesOn = /^\p{Lu}/u.test(texts[0] ?? '') && share(texts.slice(1), /^\p{Ll}/u) > 0.5;
  return texts.length > 2 && words >= wordsOfProse && (goesOn || isFilled) && share(texts, /^\p{Lu}/u) < 0.75;
}

/** Numbers beside prose may be a sum in the margin; times are not. Those far from it may belong to something else. */
function areValues(pairs: readonly Pair[], lines: readonly LevelLine[]): boolean {
  const [own, others] = textsOf(pairs);
  const partners = pairs.map(({ partner }) => partner);
  const isDense = pairs.length > 0.5 * between(partners, lines).length;
  if (!isDense || share(others, /\p{L}{2}/u) <= 0.5) return false;
  if (others.filter(looksLikeCode).length > 0.5 * others.length) return false;
  if (own.filter(isTime).length > 0.5 * own.length) return true;
  const isPrice = share(own, /\d[.,]\d|\p{Sc}|%/u) >= 0.5;
  return (
    !isProse(partners, isPrice ? Infinity : 0.75) && (areNear(pairs) || isPrice || areWhole(pairs, lines))
  );
}

/** Whether single words belong to what stands beside them, and are no list. */
function areEntries(
  pairs: readonly Pair[],
  lines: readonly LevelLine[],
  side: number,
  isBulleted: (line: LevelLine) => boolean,
): boolean {
  const [own, others] = textsOf(pairs);
  if (
    pairs.length < 3 ||
    isProse(
      pairs.map(({ partner }) => partner),
      0.85,
    )
  )
    return false;
  if (pairs.some(({ cell }) => isBulleted(cell))) return false;
  if (share(side < 0 ? others : own, /[-–—:=]$/u) >= leastPaired) return true;
  // Words beside rows that end with a number are their last column.
  const ends = others.map((text) => text.split(' ').at(side < 0 ? -1 : 0) ?? '');
  if (
    areNear(pairs) &&
    ends.filter((end) => isValue([end])).length >= leastPaired * ends.length &&
    areWhole(pairs, lines)
  )
    return true;
  const isRepeated = new Set(own).size < own.length && new Set(others).size === others.length;
  const isOtherwise = Math.abs(share(own, /^\p{Lu}/u) - share(others, /^\p{Lu}/u)) >= leastPaired;
  const words = others.join(' ').split(' ').length / others.length;
  // Names beside words are lists if more stands beside them.
  const isLast = pairs.every(({ cell, partner, slant }) =>
    lines.every((line) => {
      const fall = (slant * (line.left + line.right - cell.left - cell.right)) / 2;
      const isInRow = Math.abs(line.middle - cell.middle - fall) < widestDrift * cell.size;
      return !isInRow || line === cell.line || line === partner;
    }),
  );
  return areWhole(pairs, lines) && (isRepeated || words >= (isOtherwise ? (isLast ? 1 : 1.5) : 2.5));
}

function textsOf(pairs: readonly Pair[]): readonly [own: string[], others: string[]] {
  return [pairs.map(({ cell }) => textOf(cell)), pairs.map(({ partner }) => textOf(partner))];
}

/** Whether cells belong to what stands beside them by their distance. */
function areNear(pairs: readonly Pair[]): boolean {
  return median(pairs.map(({ gap, cell }) => gap / cell.size)) < nearest;
}

/** Whether both sides end at the same row, and have few other lines. */
function areWhole(pairs: readonly Pair[], lines: readonly LevelLine[]): boolean {
  const sides = [pairs.map(({ cell }) => cell), pairs.map(({ partner }) => partner)];
  return sides.every((side) => side.length >= leastPaired * between(side, lines, 1.5).length);
}

/** Rows with those of the same columns whose cells are no values: the titles above them, and what was misread. */
function withOthers(
  rows: readonly Pair[],
  lines: readonly LevelLine[],
  partnerOf: (line: LevelLine, slant: number) => LevelLine | undefined,
): readonly Pair[] {
  const [first] = rows;
  if (first === undefined) return rows;
  const known = new Set(rows.flatMap(({ cell, partner }) => [cell.line, partner]));
  const cells = rows.map(({ cell }) => cell);
  const others = between(cells, lines, 1.5, 1.5).flatMap((line): Pair[] => {
    const partner = known.has(line) || line.words.length > 3 ? undefined : partnerOf(line, first.slant);
    if (partner === undefined || known.has(partner)) return [];
    const isInColumn = rows.some((row) => sharesColumn(row.partner, partner));
    return isInColumn ? [{ ...first, cell: { ...line, line }, partner }] : [];
  });
  return [...rows, ...others];
}
