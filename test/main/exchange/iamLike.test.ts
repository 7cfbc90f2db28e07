import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { iamWords } from '../../../main/exchange/iam/formats.ts';
import type { IncomingRecord } from '../../../main/exchange/exchangeFormat.ts';
import { dataFolder, problemsIn, readAll, samplesIn } from '../../support/exchange.ts';

const iamLike = join(dataFolder, 'iam-like');

describe('the IAM-like words', () => {
  const counted = (script: string, ...files: string[]): string[] =>
    execFileSync('awk', [script, ...files.map((file) => join(iamLike, file))], { encoding: 'utf8' })
      .trim()
      .split('\n');
  const lists = ['splits/trainset.txt', 'splits/testset_v.txt', 'ascii/words.txt'];
  /** Sets `form` and `split` for each word that is no comment. */
  const words =
    'FILENAME ~ /trainset/ { split_of[$1] = "train"; next } FILENAME ~ /testset/ { split_of[$1] = "test"; next } ' +
    '/^#/ { next } { split($1, id, "-"); side = split_of[id[1] "-" id[2]] } ';
  const counts = (records: readonly IncomingRecord[]): string[] => {
    const bySplit = new Map<string, number>();
    for (const { split } of samplesIn(records)) {
      bySplit.set(String(split), (bySplit.get(String(split)) ?? 0) + 1);
    }
    return [...bySplit].map(([split, count]) => `${split} ${count}`).sort();
  };

  it('are as many in each split, with as many characters, as awk counts by the strict recipe', async () => {
    const records = await readAll(iamWords, iamLike);
    const expected = counted(
      `${words} $2 == "ok" && side != "" { count[side]++ } END { for (s in count) print s, count[s] }`,
      ...lists,
    );
    expect(counts(records)).toEqual(expected.sort());
    const [all] = counted('!/^#/ && $2 == "ok" { n++ } END { print n }', 'ascii/words.txt');
    expect(String(samplesIn(records).length)).toBe(all);
    expect(problemsIn(records, iamLike)).toEqual([]);
    const letters = samplesIn(records).reduce((sum, { text }) => sum + text.length, 0);
    const sum = counted('!/^#/ && $2 == "ok" { n += length($9) } END { print n }', 'ascii/words.txt');
    expect([String(letters)]).toEqual(sum);
  });

  it('are as many, and the same texts, as awk finds by the seed recipe', async () => {
    const records = await readAll(iamWords, iamLike, { recipe: 'seed' });
    const filter =
      '{ t = tolower($9); gsub(/[^a-z0-9]+/, "-", t); bare = t; gsub(/-/, "", bare) } ' +
      'length(bare) >= 2 && length(bare) <= 30 ';
    const expected = counted(
      `${words} ${filter} { count[side]++ } END { for (s in count) print s, count[s] }`,
      ...lists,
    );
    expect(counts(records)).toEqual(expected.sort());
    const texts = counted(`/^#/ { next } ${filter} { print t }`, 'ascii/words.txt');
    expect(samplesIn(records).map(({ text }) => text)).toEqual(texts);
  });
});
