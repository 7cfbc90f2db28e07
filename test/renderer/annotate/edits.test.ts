import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quadOfBox } from '../../../shared/geometry.ts';
import { labelActionSchema, type LabelAction } from '../../../shared/contract/label.ts';
import { centreOf } from '../../../shared/wordShapes.ts';
import {
  confirmText,
  deleteWords,
  drawBeside,
  drawWord,
  markWords,
  mergeWords,
  pasteWords,
  reorder,
  reshape,
  splitWord,
  type EditAndSelection,
} from '../../../renderer/annotate/model/edits.ts';
import { applyAction, wordsOf, type Labels, type Lines } from '../../../renderer/annotate/model/labels.ts';
import {
  breakLine,
  gatherLine,
  moveLine,
  moveWord,
  neighbourOf,
  nextOpen,
  sequenceOf,
  sortLines,
  type OrderStep,
} from '../../../renderer/annotate/model/order.ts';
import { cutText, letters, shareOfCaret } from '../../../shared/wordPieces.ts';
import { id, orderOf, textsOf, twoLines, word } from './words.ts';

const labels = twoLines();
const newIds = [11, 12, 13].map(id);
const [the, quick, fox] = wordsOf(labels, [id(1), id(2), id(3)]);
if (the === undefined || quick === undefined || fox === undefined) throw new Error('Expected three words.');

describe('an edit', () => {
  it('draws a word into the nearest line, and the next word has another id', () => {
    const { edit, select } = made(drawWord(newIds, { quad: quadOfBox([240, 2, 90, 40]), polygon: null }));
    const after = applied(edit);
    expect(select).toEqual([11]);
    expect(after.lines[0]).toEqual([1, 2, 11]);
    expect(made(drawWord(newIds.slice(1), { quad: fox.quad, polygon: null })).select).toEqual([12]);
  });

  it('splits a word into two, with the letters and boxes on each side of the cut', () => {
    const after = applied(made(splitWord(newIds, quick, 0.4)).edit);
    expect(textsOf(after)).toEqual(['the qu ick', 'fox']);
    const [left, right] = wordsOf(after, after.lines[0]?.slice(1) ?? []);
    expect(left?.quad[1][0]).toBeCloseTo(160);
    expect(right?.quad[0][0]).toBeCloseTo(160);
    expect(left?.isConfirmed).toBe(false);
  });

  it('puts the pieces where the word stood, in the order of the text, also in a line that a person has reversed', () => {
    const reversed = { ...labels, lines: [[id(2), id(1)], [id(3)]] };
    expect(textsOf(applied(made(splitWord(newIds, quick, 0.4)).edit, reversed))).toEqual([
      'qu ick the',
      'fox',
    ]);
    const arabic = { ...the, text: 'كتاب' };
    expect(textsOf(applied(made(splitWord(newIds, arabic, 0.5)).edit))).toEqual(['كت اب quick', 'fox']);
  });

  it('keeps a text confirmed if it is split between two letters, but not if only the box is cut', () => {
    const sure = { ...quick, isConfirmed: true };
    expect(made(splitWord(newIds, sure, 0.4, ['qu', 'ick'])).edit.put.map((put) => put.confirmed)).toEqual([
      true,
      true,
    ]);
    expect(made(splitWord(newIds, sure, 0.4)).edit.put.map((put) => put.confirmed)).toEqual([false, false]);
    expect(made(splitWord(newIds, quick, 0.4, ['qu', 'ick'])).edit.put[0]?.confirmed).toBe(false);
  });

  it('splits Arabic at the same place, with its first letters on the right', () => {
    const arabic = { ...quick, text: 'كتاب' };
    const { edit } = made(splitWord(newIds, arabic, 0.5));
    expect(edit.put[0]).toMatchObject({ word: 2, text: 'كت' });
    expect(edit.put[0]?.quad[0][0]).toBeCloseTo(170);
    expect(edit.put[1]?.text).toBe('اب');
  });

  it('merges words in reading order, in whatever order they were selected', () => {
    const merged = mergeWords(labels, [id(2), id(1)]);
    if (merged === undefined) throw new Error('Expected two words to merge.');
    expect(merged.select).toEqual([1]);
    const after = applied(merged.edit);
    expect(textsOf(after)).toEqual(['thequick', 'fox']);
    expect(after.words.get(id(1))?.quad).toEqual(quadOfBox([0, 0, 220, 40]));
    expect(after.words.get(id(1))?.isConfirmed).toBe(false);
    expect(mergeWords(labels, [id(1)])).toBeUndefined();
  });

  it('merges confirmed words into a confirmed word', () => {
    const one = applied(confirmText(the, 'the'));
    const sure = applied(confirmText(quick, 'quick'), one);
    const merged = mergeWords(sure, [id(1), id(2)]);
    expect(merged?.edit.put[0]).toMatchObject({ text: 'thequick', confirmed: true });
    expect(mergeWords(sure, [id(1), id(3)])?.edit.put[0]).toMatchObject({ confirmed: false });
  });

  it('confirms a text as typed, in one Unicode form', () => {
    expect(confirmText(the, 'the')?.title).toBe('confirm');
    expect(confirmText(the, ' e\u0301te\u0301 ')?.put[0]).toMatchObject({ text: 'été', confirmed: true });
    expect(confirmText({ ...the, isConfirmed: true }, 'the')).toBeUndefined();
  });

  it('marks words, and removes the mark if all of them have it', () => {
    const marked = applied(markWords(labels, [id(1), id(2)], 'illegible'));
    expect(marked.words.get(id(1))).toMatchObject({ mark: 'illegible', isConfirmed: true });
    const again = applied(markWords(marked, [id(1), id(2)], 'illegible'), marked);
    expect(again.words.get(id(1))).toMatchObject({ mark: 'text', isConfirmed: false });
  });

  it('restores a text that a person typed when its mark is removed', () => {
    const typed = applied(confirmText(the, 'them'));
    const marked = applied(markWords(typed, [id(1)], 'illegible'), typed);
    const again = applied(markWords(marked, [id(1)], 'illegible'), marked);
    expect(again.words.get(id(1))).toMatchObject({ text: 'them', mark: 'text', isConfirmed: true });
  });

  it('pastes unconfirmed copies next to their originals', () => {
    const { edit, select } = made(pasteWords(newIds, [the, quick], { width: 800, height: 600 }));
    expect(select).toEqual([11, 12]);
    const copy = applied(edit).words.get(select[1] ?? id(1));
    expect(copy).toMatchObject({ text: 'quick', isConfirmed: false });
    expect(copy?.quad[0]).toEqual([quick.quad[0][0] + 16, quick.quad[0][1] + 16]);
  });

  it('places copies and new words where they can be grabbed, even at the edge of the photo', () => {
    const photo = { width: 225, height: 45 };
    const isOn = (edited: EditAndSelection | undefined) => {
      const { edit, select } = made(edited);
      const [x, y] = centreOf(applied(edit).words.get(select[0] ?? id(0))?.quad ?? the.quad);
      return x <= photo.width && y <= photo.height;
    };
    expect(isOn(drawBeside(newIds, the, photo))).toBe(true);
    expect(isOn(drawBeside(newIds, quick, photo))).toBe(true);
    const far = { ...quick, quad: quadOfBox([200, 20, 100, 40]) };
    expect(isOn(pasteWords(newIds, [far], photo))).toBe(true);
  });

  it('is undefined if nothing would change', () => {
    expect(reshape(labels, 'move', [the])).toBeUndefined();
    expect(reorder(labels, labels.lines)).toBeUndefined();
    expect(deleteWords([])).toBeUndefined();
  });

  it('is undefined if it needs more new ids than there are', () => {
    const photo = { width: 800, height: 600 };
    expect(drawWord([], fox)).toBeUndefined();
    expect(drawBeside([], fox, photo)).toBeUndefined();
    expect(splitWord([], quick, 0.5)).toBeUndefined();
    expect(pasteWords(newIds.slice(0, 1), [the, quick], photo)).toBeUndefined();
  });

  it('always matches the contract', () => {
    const share = fc.double({ min: 0.02, max: 0.98, noNaN: true });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), share, (text, at) => {
        const { edit } = made(splitWord(newIds, { ...quick, text: text.slice(0, 900) }, at));
        expect(labelActionSchema.safeParse(edit).error).toBeUndefined();
      }),
    );
  });
});

describe('letters', () => {
  it('are graphemes: accents, vowel signs and emoji stay whole', () => {
    expect(letters('नमस्ते')).toEqual(['न', 'म', 'स्ते']);
    expect(letters('👩🏽‍🔬!')).toEqual(['👩🏽‍🔬', '!']);
  });

  it('are never lost by a cut', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-zé]{0,30}$/u),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (text, at) => {
          expect(cutText(text, at).join('')).toBe(text.normalize('NFC'));
        },
      ),
    );
  });

  it('show where a caret cuts the picture', () => {
    expect(shareOfCaret('quick', 2)).toBeCloseTo(0.4);
    expect(shareOfCaret('كتاب', 1)).toBeCloseTo(0.75);
    expect(shareOfCaret('', 0)).toBe(0.5);
  });
});

describe('the reading order', () => {
  const lines = orderOf([1, 2], [3]);

  it('moves words within their line and to others', () => {
    expect(moveWord(lines, id(2), 'earlier')).toEqual(orderOf([2, 1], [3]));
    expect(moveWord(lines, id(1), 'earlier')).toEqual(lines);
    expect(moveWord(lines, id(2), 'line-down')).toEqual(orderOf([1], [3, 2]));
    expect(moveWord(lines, id(3), 'line-up')).toEqual(orderOf([3, 1, 2]));
    expect(moveWord(lines, id(2), 'line-up')).toEqual(orderOf([2], [1], [3]));
  });

  it('sorts all words into lines and columns by position', () => {
    const labels = twoLines();
    const shuffled = { ...labels, lines: [labels.lines.flat().reverse()] };
    expect(sortLines(shuffled)).toEqual(labels.lines);
  });

  it('breaks, joins, gathers and moves lines', () => {
    expect(breakLine(lines, id(2))).toEqual(orderOf([1], [2], [3]));
    expect(breakLine(lines, id(3))).toEqual(orderOf([1, 2, 3]));
    expect(gatherLine(lines, [id(3), id(1)])).toEqual(orderOf([1, 3], [2]));
    expect(moveLine(lines, id(3), 'line-up')).toEqual(orderOf([3], [1, 2]));
    expect(moveLine(lines, id(3), 'line-down')).toEqual(lines);
  });

  it('never loses or duplicates a word', () => {
    const some = fc.constantFrom(1, 2, 3, 4, 5, 6).map(id);
    const step = fc.constantFrom<OrderStep>('earlier', 'later', 'line-up', 'line-down');
    fc.assert(
      fc.property(fc.array(fc.tuple(some, step, fc.nat(3))), (moves) => {
        let order: Lines = orderOf([1, 2, 3], [4], [5, 6]);
        for (const [one, way, kind] of moves) {
          if (kind === 0) order = moveWord(order, one, way);
          else if (kind === 1) order = breakLine(order, one);
          else if (kind === 2) order = moveLine(order, one, 'line-down');
          else order = gatherLine(order, [one, id(1)]);
        }
        expect(order.flat().sort()).toEqual([1, 2, 3, 4, 5, 6]);
        expect(order.every((line) => line.length > 0)).toBe(true);
      }),
    );
  });
});

describe('the next word', () => {
  it('is the next unconfirmed word, starting over at the end', () => {
    const done = applied(confirmText(quick, 'quick'));
    const ids = sequenceOf(done, 'reading', null);
    expect(nextOpen(done, ids, id(1))).toBe(3);
    expect(nextOpen(done, ids, id(3))).toBe(1);
    expect(neighbourOf(ids, id(3), 1)).toBeNull();
    expect(neighbourOf(ids, null, -1)).toBe(3);
  });

  it('is the one with the lowest confidence when sorted by confidence', () => {
    const unsure = applied(confirmText(the, 'the'));
    expect(sequenceOf(unsure, 'confidence', null)).toEqual([2, 3]);
    expect(sequenceOf(unsure, 'confidence', id(1)).at(-1)).toBe(1);
  });
});

function made(edited: EditAndSelection | undefined): EditAndSelection {
  if (edited === undefined) throw new Error('Expected an edit.');
  return edited;
}

function applied(edit: LabelAction | undefined, before = labels): Labels {
  if (edit === undefined) throw new Error('Expected an edit.');
  return applyAction(before, edit, '2026-01-01T00:00:00.000Z');
}

it('keeps words in the order of the host', () => {
  expect(textsOf(twoLines())).toEqual(['the quick', 'fox']);
  expect(word(4, 'x', [0, 0, 1, 1]).id).toBe(4);
});
