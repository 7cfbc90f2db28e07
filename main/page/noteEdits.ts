import { diff3MergeRegions, diffIndices } from 'node-diff3';
import { escaped, escapedLine, noteLines, type NoteLine } from '../../shared/page/markdown.ts';
import { textBlocks, type Page, type PlacedText } from '../../shared/page/page.ts';
import { editDistance } from '../../shared/text.ts';

/** What a person did to a note that Inkdex had written. Lines are compared without the white space at their ends. */

export interface Correction<Placed extends PlacedText> {
  readonly word: Placed;
  readonly text: string;
}

/**
 * The words that a person has written in another way: in lines that have as many words as before, and that Inkdex has not
 * changed since. Everything else that a person writes belongs to the note alone: lines of their own, more or fewer words,
 * marks, links.
 *
 * @param page the page as it is now
 * @param base the note as Inkdex wrote it
 * @param theirs the note as it is
 * @returns also the note as Inkdex would have written it with these words
 */
export function correctionsIn<Placed extends PlacedText>(
  page: Page<Placed>,
  base: string,
  theirs: string,
): { readonly corrections: readonly Correction<Placed>[]; readonly corrected: string } {
  const corrected = linesOf(base);
  const [before, after] = [corrected, linesOf(theirs)].map((all) => all.map((line) => line.trimEnd()));
  if (before === undefined || after === undefined) return { corrections: [], corrected: base };
  const known = linesAt(before, noteLines(textBlocks(page)));
  const corrections = diffIndices(before, after).flatMap(
    ({ buffer1: [start, length], buffer1Content: earlier, buffer2Content: written }) => {
      return pairsOf(earlier, written).flatMap(([index, place]) => {
        const old = known.get(start + index);
        const line = written[place] ?? '';
        if (old === undefined || !line.startsWith(old.mark)) return [];
        // It has moved, and the other one in its place is new.
        if (countOf(after, earlier[index]) >= countOf(before, earlier[index])) return [];
        const tokens = line.slice(old.mark.length).split(' ');
        const changed = changedWords(old, tokens);
        // One of several lines that keeps no word may be another one in its place.
        if (length > 1 && changed.length === old.words.length) return [];
        const texts = old.text.split(' ');
        for (const { at } of changed) texts[at] = tokens[at] ?? '';
        const end = corrected[start + index]?.slice(before[start + index]?.length ?? 0) ?? '';
        corrected[start + index] = `${old.mark}${texts.join(' ')}${end}`;
        return changed;
      });
    },
  );
  return { corrections, corrected: corrected.join('\n') };
}

const countOf = (lines: readonly string[], line: string | undefined): number =>
  lines.filter((each) => each === line).length;

/** A line as it was and as it is, by their places. */
type Pair = readonly [before: number, after: number];

/** As many lines as before are the same lines, unless none of them keeps a word. */
function pairsOf(before: readonly string[], after: readonly string[]): readonly Pair[] {
  const even = before.length === after.length ? [...before.keys()].map((at): Pair => [at, at]) : [];
  if (even.length === 1) return even;
  const [old, written] = [before.map(wordsIn), after.map(wordsIn)];
  const isSame = ([at]: Pair): boolean => keptOf(old[at] ?? [], written[at] ?? []) > 0;
  return even.some(isSame) ? even : surePairs(old, written);
}

/**
 * The lines of which a person has changed some words, among lines of their own: each keeps most of its words in their
 * places, and no other line is as near. Lines that have changed places are left out.
 */
function surePairs(before: readonly Line[], after: readonly Line[]): readonly Pair[] {
  if (before.length * after.length > mostPairs) return [];
  const pairs = before.flatMap((old, index) =>
    after.flatMap((line, place): Pair[] => {
      const stay = old.filter((word, at) => word === line[at]).length;
      if (old.length !== line.length || 2 * stay <= old.length) return [];
      return isNearest(old, line, after) && isNearest(line, old, before) ? [[index, place]] : [];
    }),
  );
  return pairs.filter(([index, place]) => pairs.every(([i, p]) => (i - index) * (p - place) >= 0));
}

/** More are not compared: of lines that are all alike, ten times as many take a thousand times as long. */
const mostPairs = 10_000;

type Line = readonly string[];

/** The words of a line, without its mark and what separates cells. */
function wordsIn(line: string): Line {
  const text = line.replace(/^\s*(?:#+|-|\d+\.)\s/u, '');
  return text.split(' ').filter((word) => word !== '' && word !== '|');
}

const keptOf = (line: Line, other: Line): number => line.filter((word) => other.includes(word)).length;

/** Whether each of the other lines keeps fewer words of a line, or as many with letters that differ more than twice as much. */
function isNearest(line: Line, one: Line, all: readonly Line[]): boolean {
  const kept = keptOf(line, one);
  const lettersOf = (words: Line): string => words.join(' ').toLowerCase();
  const distanceTo = (other: Line): number => editDistance(lettersOf(line), lettersOf(other));
  return all.every((other) => {
    if (other === one) return true;
    const others = keptOf(line, other);
    return others < kept || (others === kept && distanceTo(other) > 2 * distanceTo(one));
  });
}

/** Where the lines of a page stand in a note, by their places among its lines. */
function linesAt<Placed extends PlacedText>(
  note: readonly string[],
  lines: readonly NoteLine<Placed>[],
): Map<number, NoteLine<Placed>> {
  const known = new Map<number, NoteLine<Placed>>();
  let next = 0;
  for (const line of lines) {
    const at = note.indexOf(`${line.mark}${line.text}`, next);
    if (at === -1) continue;
    known.set(at, line);
    next = at + 1;
  }
  return known;
}

function changedWords<Placed extends PlacedText>(
  { words, text: line, isCode, columns }: NoteLine<Placed>,
  after: readonly string[],
): (Correction<Placed> & { readonly at: number })[] {
  const before = line.split(' ');
  const isBetween = (token: string): boolean => columns !== undefined && ['|', ''].includes(token);
  const places = [...before.keys()].filter((at) => !isBetween(before[at] ?? ''));
  if (places.length !== words.length || after.length !== before.length) return [];
  if (after.some((token, at) => isBetween(token) !== !places.includes(at))) return [];
  return words.flatMap((word, index) => {
    const at = places[index] ?? index;
    const token = after[at] ?? '';
    const text = isCode ? token : token.replace(/\\([!-/:-@[-`{-~])/gu, '$1');
    // What is not as Inkdex would write it has marks of Markdown: emphasis, a link, code.
    const isPlain = isCode || (at === 0 ? escapedLine : escaped)(text) === token;
    return token === before[at] || text === '' || !isPlain ? [] : [{ word, text, at }];
  });
}

export interface MergedNote {
  readonly text: string;
  /**
   * What the next changes of a person are told from: the note of Inkdex, but the earlier lines where both sides have
   * changed them. So the person's lines stay theirs, and are never taken for corrections of what they have not seen.
   */
  readonly base: string;
  /** How many places both sides have changed: there the person's lines stay. */
  readonly conflicts: number;
}

/** A note with the changes of both sides (Khanna, Kunal and Pierce: A Formal Investigation of Diff3, 2007). */
export function mergeNote(base: string, theirs: string, ours: string): MergedNote {
  const whole = { a: linesOf(theirs), o: linesOf(base), b: linesOf(ours) };
  const [a, o, b] = [whole.a, whole.o, whole.b].map((lines) => lines.map((line) => line.trimEnd()));
  if (a === undefined || o === undefined || b === undefined) return { text: theirs, base, conflicts: 0 };
  const earlier: { readonly at: number; readonly length: number; readonly lines: readonly string[] }[] = [];
  const merged = diff3MergeRegions(a, o, b).flatMap((region) => {
    if (region.stable) {
      const { buffer, bufferStart, bufferLength } = region;
      return whole[buffer].slice(bufferStart, bufferStart + bufferLength);
    }
    const { aContent, oContent, bContent, aStart, aLength, oStart, bStart, bLength } = region;
    const own = whole.a.slice(aStart, aStart + aLength);
    const before = whole.o.slice(oStart, oStart + oContent.length);
    // Neighbouring lines of which each side has changed some: each line for itself.
    if (aLength === oContent.length && aLength === bLength) {
      return own.map((line, index) => {
        if (aContent[index] === oContent[index]) return whole.b[bStart + index] ?? line;
        const isConflict = bContent[index] !== oContent[index] && bContent[index] !== aContent[index];
        if (isConflict)
          earlier.push({ at: bStart + index, length: 1, lines: before.slice(index, index + 1) });
        return line;
      });
    }
    if (aContent.join('\n') !== bContent.join('\n')) {
      earlier.push({ at: bStart, length: bLength, lines: before });
    }
    return own;
  });
  const next = [...whole.b];
  for (const { at, length, lines } of earlier.toReversed()) next.splice(at, length, ...lines);
  return { text: merged.join('\n'), base: next.join('\n'), conflicts: earlier.length };
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/u);
}
