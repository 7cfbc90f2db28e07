import { deepEqual, equal, match, notDeepEqual, ok } from 'node:assert/strict';
import { z } from 'zod';
import { jsonLines, type LineChecks, type Seen } from '../seedCheck.ts';

/** The section "Reading" of SEEDS.md. */

const readingSchema = z.object({ text: z.string(), confidence: z.number() });
const wordSchema = readingSchema.extend({ alternatives: z.array(readingSchema) });

/** The lines of JSON among what a line printed. */
function answersOf<Of>({ output }: Seen, schema: z.ZodType<Of>): Of[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return jsonLines(lines.join('\n'), schema);
}

export const readingChecks: LineChecks = {
  A17: {
    by: 'value',
    takes:
      'a picture that is not there stops the list, is not told, or the word after it is not read as "quick"',
    holds({ output }) {
      match(output, /missing\.png" is not there/u);
      match(output, /a01-000u-00-01\.png\tquick\t0\.\d\d$/mu);
    },
  },
  B24: {
    by: 'value',
    takes: 'the answer is more than a character, or the probabilities rise or add up to more than 1',
    needs: ['B13'],
    holds(seen) {
      const [answer] = answersOf(seen, wordSchema);
      ok(answer !== undefined && answer.alternatives.length >= 5);
      const { text, confidence, alternatives } = answer;
      deepEqual([text.length, alternatives[0]?.text], [1, text]);
      const shares = alternatives.map((each) => each.confidence);
      deepEqual(
        shares,
        [...shares].sort((a, b) => b - a),
      );
      ok(shares[0] === confidence && shares.reduce((sum, share) => sum + share, 0) <= 1);
      for (const each of alternatives) equal(each.text.length, 1);
    },
  },
  B25: {
    by: 'value',
    takes:
      'a network that has learned the drawn line reads another text, or is surer than 1 or less sure than 0.5',
    holds(seen) {
      const [answer] = answersOf(seen, wordSchema);
      const { text = '', confidence = 0 } = answer ?? {};
      equal(text, 'ink 42');
      ok(confidence > 0.5 && confidence <= 1);
    },
  },
  B26: {
    by: 'value',
    takes:
      'other than the two drawn lines are found, from the top down, each with at least half of its area in common',
    holds(seen) {
      const boxes = answersOf(
        seen,
        z.object({ box: z.tuple([z.number(), z.number(), z.number(), z.number()]) }),
      );
      const drawn = jsonLines(
        seen.file('made/drawn-pages/samples.jsonl').toString('utf8').split('\n').slice(1, 3).join('\n'),
        z.object({ quad: z.array(z.tuple([z.number(), z.number()])) }),
      );
      equal(boxes.length, 2);
      for (const [at, { box }] of boxes.entries()) {
        const [left, top] = drawn[at]?.quad[0] ?? [0, 0];
        const [right, bottom] = drawn[at]?.quad[2] ?? [0, 0];
        const [x, y, width, height] = box;
        const across = Math.min(right, x + width) - Math.max(left, x);
        const down = Math.min(bottom, y + height) - Math.max(top, y);
        const common = Math.max(0, across) * Math.max(0, down);
        const both = (right - left) * (bottom - top) + width * height - common;
        ok(common / both >= 0.5, `${box.join(', ')}: ${common / both}`);
      }
    },
  },
  C17: {
    by: 'value',
    takes: 'the corrected word "turtlebot:" of words.tsv is not found at its place, surely',
    needs: ['B6'],
    holds({ output }) {
      const [, left, top] =
        /"hits":\[\{"box":\[([\d.]+),([\d.]+),[^}]+"text":"turtlebot:"[^}]+"probability":1[,}]/u.exec(
          output,
        ) ?? [];
      ok(Math.abs(Number(left) - 79) < 8 && Math.abs(Number(top) - 277) < 8, output);
    },
  },
  B34: {
    by: 'change',
    takes:
      'the words are those of the detector in use, or are not in the two lines that the line finder finds',
    needs: ['B26'],
    holds(seen) {
      const boxes = z.object({ words: z.array(z.object({ box: z.array(z.number()), line: z.number() })) });
      const [found] = answersOf(seen, boxes);
      const usual = JSON.parse(seen.inkdex('read', 'made/drawn-pages/0.png', '--json')) as unknown;
      notDeepEqual(found, boxes.parse(usual));
      deepEqual([...new Set(found?.words.map(({ line }) => line))], [0, 1]);
    },
  },
  C11: {
    by: 'value',
    takes: 'a picture of the folders has no row, rows are not counted from 0, or a word is read otherwise',
    holds(seen) {
      const [head, ...rows] = seen.file('prediction.csv').toString('utf8').trimEnd().split(/\r?\n/u);
      match(head ?? '', /^﻿?index,fname,prediction$/u);
      deepEqual(
        rows.map((row) => Number(row.split(',')[0])),
        Array.from({ length: rows.length }, (_, at) => at),
      );
      equal(rows.length, 44);
      for (const [name, text] of [
        ['copiste_0001_000_01', 'maison'],
        ['cremma_0001_001_07', 'jardin'],
        ['poilus_0001_000_00', 'demain'],
      ])
        ok(
          rows.some((row) => row.endsWith(`${name}.png,${text}`)),
          text,
        );
    },
  },
  C12: {
    by: 'value',
    takes: 'the box 40, 61 to 266, 101 is read as another size or word than "Differential"',
    holds(seen) {
      const [page] = answersOf(
        seen,
        z.object({ words: z.array(readingSchema.extend({ box: z.array(z.number()) })) }),
      );
      deepEqual(
        page?.words.map(({ text, box }) => [text, box]),
        [['Differential', [40, 61, 226, 40]]],
      );
    },
  },
  C13: {
    by: 'value',
    takes: 'the double t of "letter" is read once, or there are other than three readings',
    holds(seen) {
      const [answer] = answersOf(seen, wordSchema);
      equal(answer?.text, 'letter');
      equal(new Set(answer.alternatives.map(({ text }) => text)).size, 3);
    },
  },
  D9: {
    by: 'value',
    takes: 'a network that has learned the drawn word does not read "ink"',
    needs: ['B20'],
    holds({ output }) {
      match(output, /a01-000u-00-00\.png\tink\t/u);
    },
  },
  D10: {
    by: 'value',
    takes: 'the rows of the page are not told apart, or are in another order',
    holds({ output }) {
      match(output, /^le train du soir.*\n.*minuit$/mu);
    },
  },
};
