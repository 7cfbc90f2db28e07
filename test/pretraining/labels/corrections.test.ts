import { describe, expect, it } from 'vitest';
import { correctedLabels, type ReadLabel } from '../../../pretraining/labels/corrections.ts';
import type { Box } from '../../../shared/geometry.ts';

const boxes: readonly Box[] = [
  [0, 0, 40, 20],
  [50, 0, 100, 20],
  [160, 2, 40, 20],
];
const read = ['the', 'nextnode', 'isnull'].map((text, number): ReadLabel => ({
  number,
  box: boxes[number] ?? [0, 0, 1, 1],
  line: 0,
  text,
  confidence: 0.5,
}));

function corrected(...rows: readonly string[]) {
  const { words, ignored, problems } = correctedLabels(read, rows.join('\n'));
  return {
    words: words.map(({ text, box }) => [text, ...box].join(' ')).toSorted(),
    ignored: ignored.map(({ box }) => box.join(' ')),
    problems,
  };
}

describe('Labels after corrections', () => {
  it('stay as they were read where no correction names them', () => {
    expect(corrected('', '// looked at').words).toEqual([
      'isnull 160 2 40 20',
      'nextnode 50 0 100 20',
      'the 0 0 40 20',
    ]);
  });

  it('have other texts, are parts of a box, or several boxes as one', () => {
    expect(corrected('0\tThe', '1[0:48]\tnext', '1[52:100]\tnode').words).toEqual([
      'The 0 0 40 20',
      'isnull 160 2 40 20',
      'next 50 0 48 20',
      'node 102 0 48 20',
    ]);
    expect(corrected('0+1\tthenextnode').words).toContain('thenextnode 0 0 150 20');
  });

  it('get words that nothing found, and regions that are no word', () => {
    const found = corrected('@10,40,30,20\tnew', '2\t#');
    expect(found.words).toContain('new 10 40 30 20');
    expect(found.ignored).toEqual(['160 2 40 20']);
    // A rest of a box that a new one covers hides nothing.
    expect(corrected('@0,0,41,20\tThe', '0[0:2]\t#').ignored).toEqual([]);
  });

  it('say what is wrong with a correction, and keep the others', () => {
    const { words, problems } = corrected(
      '7\tx',
      '0 The',
      '1[60:40]\tx',
      '0\ttwo words',
      '2\tnull',
      '@150,0,60,22\tdouble',
    );
    expect(words).toEqual([
      'double 150 0 60 22',
      'nextnode 50 0 100 20',
      'null 160 2 40 20',
      'the 0 0 40 20',
    ]);
    expect(problems).toEqual([
      'line 1: expected a key, a tab and one word, found "7\\tx"',
      'line 2: expected a key, a tab and one word, found "0 The"',
      'line 3: expected a key, a tab and one word, found "1[60:40]\\tx"',
      'line 4: expected a key, a tab and one word, found "0\\ttwo words"',
      '2 null and 1005 double overlap',
    ]);
  });
});
