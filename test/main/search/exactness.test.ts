import { describe, expect, it } from 'vitest';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { addPhoto, pageOf, reading, readWord, temporaryLibrary } from '../../support/library.ts';
import { find, names } from '../../support/search.ts';

/** A slash would part folders. */
function nameOf(line: string): string {
  return line.replaceAll('/', '∕');
}

function libraryOf(...lines: readonly string[]): WritableDatabase {
  const { db } = temporaryLibrary();
  for (const line of lines) addPhoto(db, nameOf(line), pageOf(line));
  return db;
}

/** The names of the photos that are found, those that surely have what is sought first. */
function found(db: WritableDatabase, query: string): { sure: string[]; others: string[] } {
  const { results } = find(db, query);
  const isSure = (score: number): boolean => score > 0.9;
  return {
    sure: results
      .filter(({ score }) => isSure(score))
      .map(({ photo }) => photo.name)
      .sort(),
    others: results
      .filter(({ score }) => !isSure(score))
      .map(({ photo }) => photo.name)
      .sort(),
  };
}

describe('quotes make a word with signs no less exact', () => {
  it.each([
    ['F#', ['F', 'F++', '40°F']],
    ['€9.75', ['975']],
    ['3/8', ['38']],
    ['a::b', ['ab']],
    ['-7', ['7', '#7']],
    ['x=4', ['x4']],
  ])('%s', (text, near) => {
    const db = libraryOf(text, ...near, 'nothing');
    for (const query of [`"${text}" `, ...(text.startsWith('-') ? [] : [`${text} `])])
      expect(found(db, query).sure, query).toEqual([nameOf(text)]);
  });

  it('in a phrase, too', () => {
    const db = libraryOf('learn F# today', 'learn F today');
    expect(found(db, '"learn F#"').sure).toEqual(['learn F# today']);
  });
});

it.each([
  ['F -F#', ['F', 'F++'], 'F#'],
  ['rate -"3/8"', ['rate 38'], 'rate 3/8'],
  ['plan -*schule', ['plan Garten', 'plan schulen'], 'plan Volksschule'],
  ['call -0612345678', ['call 06 12'], 'call 06 12 34 56 78'],
])('%s leaves out what has the signs, and nothing else', (query, left, gone) => {
  const db = libraryOf(...left, gone);
  expect(names(find(db, `${query} `)).sort()).toEqual(left.map(nameOf));
});

describe('words within a word are found', () => {
  it.each([
    ['maxHeapSize', ['max', 'heap size', 'heapsize', 'maxheap', '"maxHeapSize"', 'max*']],
    ['JSONParser', ['json', 'parser', 'json parser']],
    ['12kg', ['kg', '12', '12kg']],
    ['v3.11.2', ['3.11.2', 'v3.11.2']],
    ['H264', ['h264', '264']],
  ])('%s', (text, queries) => {
    const db = libraryOf(text, 'nothing');
    for (const query of queries) expect(found(db, `${query} `).sure, query).toEqual([nameOf(text)]);
  });

  it('but not the letters of a code, nor half of a word', () => {
    const db = libraryOf('4F7K92QX', 'McDonald');
    for (const query of ['k', 'qx', 'donal']) expect(found(db, `${query} `).sure, query).toEqual([]);
  });

  it('by their beginning, as likely as the word is read', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', reading([readWord([['maxHeap', 0.4]], [10, 20, 80, 30])]));
    expect(find(db, 'max* ').results[0]?.score).toBeCloseTo(0.4, 2);
  });
});

describe('the end of a word', () => {
  const words = ['Volksschule', 'another', 'schule', 'Regenschirm'];

  it('is found with a star', () => {
    const db = libraryOf(...words);
    expect(found(db, '*schule ').sure).toEqual(['Volksschule', 'schule']);
    expect(found(db, '*schirm ').sure).toEqual(['Regenschirm']);
  });

  it('is found without, as a weaker match, in compounds alone', () => {
    const db = libraryOf(...words);
    expect(found(db, 'schule ')).toEqual({ sure: ['schule'], others: ['Volksschule'] });
    expect(found(db, 'other ').sure).toEqual([]);
    expect(names(find(db, '"schirm"'))).not.toContain('Regenschirm');
  });
});

describe('a number in groups is found as a whole', () => {
  it.each([
    ['+31 20 123 45 67', ['31201234567', '+31201234567', '201234567', '020 123 45 67']],
    ['(555) 010-1234', ['5550101234']],
    ['DE89 3704 0044 0532 0130 00', ['DE89370400440532013000']],
    ['4012 8888 8888 1881', ['4012888888881881']],
    ['06.12.34.56.78', ['0612345678']],
    ['06 12 34 56 78', ['0612345678', '"06 12 34"']],
  ])('%s', (text, queries) => {
    const db = libraryOf(text, '31 20 999', '5550 999', 'nothing');
    for (const query of queries) {
      const [first, second] = find(db, `${query} `).results;
      expect(first?.photo.name, query).toBe(text);
      expect(first?.score, query).toBeGreaterThan(0.5);
      expect(second?.score ?? 0, query).toBeLessThan(first?.score ?? 0);
    }
  });

  it('but not where a group is missing or another word stands between', () => {
    const db = libraryOf('06 12 34 78', '06 12 cat 34 56 78');
    for (const { score } of find(db, '0612345678 ').results) expect(score).toBeLessThan(0.5);
  });
});
