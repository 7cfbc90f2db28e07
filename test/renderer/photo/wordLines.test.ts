import { describe, expect, it } from 'vitest';
import { neighbourWord, wordAt } from '../../../renderer/state/photo.ts';
import { quadContains } from '../../../shared/geometry.ts';
import { linesOfWords, textOfLines } from '../../../shared/page/page.ts';
import { wordFixture, wordId } from '../../support/photos.ts';

const words = [
  wordFixture(4, 'tree', { line: 1, position: 3, box: [120, 50, 60, 30] }),
  wordFixture(1, 'the', { line: 0, position: 0, box: [0, 0, 40, 30] }),
  wordFixture(2, 'binary', { line: 0, position: 1, box: [50, 0, 60, 30] }),
  wordFixture(3, 'search', { line: 1, position: 2, box: [0, 50, 100, 30] }),
];
const lines = linesOfWords(words);
const the = wordId(1);
const binary = wordId(2);
const search = wordId(3);
const tree = wordId(4);

describe('lines of words', () => {
  it('follow the reading order, whatever order they come in', () => {
    expect(textOfLines(lines)).toBe('the binary\nsearch tree');
  });

  it('are walked across their ends with left and right', () => {
    expect(neighbourWord(lines, binary, 'next')?.id).toBe(search);
    expect(neighbourWord(lines, search, 'previous')?.id).toBe(binary);
    expect(neighbourWord(lines, tree, 'next')).toBeNull();
    expect(neighbourWord(lines, the, 'previous')).toBeNull();
  });

  it('are walked to the nearest word with up and down', () => {
    expect(neighbourWord(lines, tree, 'up')?.id).toBe(binary);
    expect(neighbourWord(lines, the, 'down')?.id).toBe(search);
    expect(neighbourWord(lines, the, 'up')).toBeNull();
  });

  it('begin at the first word, backwards at the last', () => {
    expect(neighbourWord(lines, null, 'next')?.id).toBe(the);
    expect(neighbourWord(lines, null, 'previous')?.id).toBe(tree);
    expect(neighbourWord([], null, 'next')).toBeNull();
  });
});

describe('the word under a point', () => {
  it('is the smallest of those that lie there', () => {
    const around = wordFixture(9, 'frame', { line: 2, position: 4, box: [0, 0, 500, 500] });
    expect(wordAt([around, ...words], [60, 10])?.id).toBe(binary);
    expect(wordAt([around, ...words], [400, 400])?.text).toBe('frame');
    expect(wordAt(words, [400, 400])).toBeNull();
  });

  it('is told by the slanted quad, not by the box around it', () => {
    const corners = { left: [0, 100], top: [100, 0], right: [120, 20], bottom: [20, 120] } as const;
    const slanted = [corners.left, corners.top, corners.right, corners.bottom] as const;
    expect(quadContains(slanted, [60, 60])).toBe(true);
    expect(quadContains(slanted, [5, 5])).toBe(false);
    expect(quadContains([corners.bottom, corners.right, corners.top, corners.left], [60, 60])).toBe(true);
  });
});
