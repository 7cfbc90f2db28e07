import { expect, test } from 'vitest';
import { proseToken } from '../../../../main/pretraining/vocabulary/prose.ts';
import { createRandom } from '../../../../shared/random.ts';

const random = createRandom(5);
const tokens = Array.from({ length: 20_000 }, () => proseToken(() => 'word', random));
const share = (pattern: RegExp): number =>
  tokens.filter((token) => pattern.test(token)).length / tokens.length;

test('most words stand bare and small, as in running text', () => {
  expect(share(/^word$/u)).toBeGreaterThan(0.5);
  expect(share(/^word$/u)).toBeLessThan(0.7);
});

test('commas and full stops are the common stops; capitals begin a sentence or a name', () => {
  expect(share(/^\p{L}+[,.]$/u)).toBeGreaterThan(0.1);
  expect(share(/^Word/u)).toBeGreaterThan(0.08);
  expect(share(/^WORD/u)).toBeLessThan(0.05);
});

test('contractions, compounds, quotations and lone stops come up', () => {
  for (const pattern of [/^\p{L}+n't/u, /word-word/u, /^"/u, /[,.]"$/u, /^\.$/u]) {
    expect(share(pattern), String(pattern)).toBeGreaterThan(0.0005);
  }
});
