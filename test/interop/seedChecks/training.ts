import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { z } from 'zod';
import {
  jsonLines,
  modelOf,
  runOf,
  samplesOf,
  type LineCheck,
  type LineChecks,
  type Seen,
} from '../seedCheck.ts';
import { channels, hasSize, small } from './networks.ts';
import { crnnSize } from './sizes.ts';

/**
 * The section "Training" of SEEDS.md, without its networks. Runs from the same weights, with the same seed and words, have the same
 * loss at their first step; at the second, it tells the first update.
 */

/** Loss at the first two steps. */
function firstLosses(seen: Seen, run?: number): [number, number] {
  const [first, second] = runOf(seen, run).points;
  ok(first !== undefined && second !== undefined);
  return [first.loss, second.loss];
}

const isClose = (one: number, other: number, share = 1e-4): boolean =>
  Math.abs(one - other) <= share * Math.abs(other);

/** @throws AssertionError unless both began alike and their first update differs */
function updatesOtherwise(seen: Seen, other: number): void {
  const [mine, theirs] = [firstLosses(seen), firstLosses(seen, other)];
  ok(isClose(mine[0], theirs[0]), `They begin at ${mine[0]} and ${theirs[0]}.`);
  ok(!isClose(mine[1], theirs[1], 1e-3), `Both have a loss of ${mine[1]} at step 2, as run ${other}.`);
}

const scored = z.object({ heldBack: z.object({ cer: z.number(), loss: z.number() }) });
/** An event of `--json`; scores are in that of the end. */
const eventSchema = z.object({ event: z.string(), before: scored.nullish(), after: scored.nullish() });

/** The run of line A12, with the default optimizer: the first of its steps are those of an epoch. */
const usual = 4;
/** The run of line C7, SGD with clipped gradients. */
const clipped = 5;

const crnnLine: LineCheck = {
  by: 'value',
  takes:
    'it trains on another number of words than 20 of 22, in other than 3 steps, at other rates than 0.002, 0.002 and 0.001, or has another size',
  needs: ['A1', 'A5'],
  holds(seen) {
    const { words, totalSteps, points } = runOf(seen);
    deepEqual([words, totalSteps], [20, 3]);
    for (const [at, rate] of [0.002, 0.002, 0.001].entries())
      ok(isClose(points[at]?.learningRate ?? 0, rate), JSON.stringify(points));
    hasSize(seen, (characters) => crnnSize(characters, small));
  },
};

/** A line that goes on from run-2 with another optimizer. */
function optimizerLine(takes: string, other: number, ...needs: readonly string[]): LineCheck {
  return {
    by: 'change',
    takes,
    needs: ['A1', 'A5', 'A10', 'A11', ...needs],
    holds(seen) {
      updatesOtherwise(seen, other);
    },
  };
}

export const trainingChecks: LineChecks = {
  A8: {
    by: 'writer',
    takes:
      'the word in a picture by Pillow, whose ink has the lightness of its ground, is not read as "quick"',
  },
  A10: crnnLine,
  D3: crnnLine,
  A11: {
    by: 'change',
    takes: 'AdaDelta at rate 1 does not lower the loss a little, which other optimizers at this rate raise',
    needs: ['A1', 'A5', 'A10'],
    holds(seen) {
      const { evaluations } = runOf(seen);
      const [before = 0, after = 0] = evaluations.map(({ heldBack }) => heldBack.loss);
      ok(after < before && after > before / 2, `${before} to ${after}`);
    },
  },
  A12: {
    by: 'value',
    takes: 'the run is not paused, begins again at step 0, leaves out a step or ends before step 28',
    needs: ['A1', 'A5', 'A10', 'A11'],
    holds(seen) {
      match(seen.output, /is paused/u);
      const [beforePause = '', after = ''] = seen.output.split(/^.*is paused.*$/mu);
      const steps = (text: string): number[] =>
        Array.from(text.matchAll(/^step (\d+) of 28/gmu), (found) => Number(found[1]));
      const [least, most] = [Math.min(...steps(after)), Math.max(...steps(beforePause))];
      ok(least > most && most >= 3, `paused after ${most}, went on at ${least}`);
      deepEqual(
        runOf(seen, usual).points.map(({ step }) => step),
        Array.from({ length: 28 }, (_, at) => at + 1),
      );
    },
  },
  C7: optimizerLine('SGD gives the same first step as the default optimizer at the same rate', usual, 'A12'),
  B10: {
    by: 'value',
    takes:
      'JSON does not give 20 of 22 words (subsample_fraction), 2 steps (batch_size) and the size of network_args',
    needs: ['A1', 'A5', 'A10', 'A11', 'A12', 'C7'],
    holds(seen) {
      const { words, totalSteps } = runOf(seen);
      deepEqual([words, totalSteps], [20, 2]);
      hasSize(seen, (characters) => crnnSize(characters, small));
    },
  },
  B11: {
    by: 'value',
    takes:
      'the second experiment has not its own size (8 units) and steps (batches of 8), or the first not its own',
    needs: ['B10'],
    holds(seen) {
      deepEqual(
        [7, 8].map((run) => runOf(seen, run).totalSteps),
        [2, 3],
      );
      hasSize(seen, (characters) => crnnSize(characters, small), 'run-7');
      hasSize(seen, (characters) => crnnSize(characters, { channels, hidden: 8 }), 'run-8');
    },
  },
  B12: {
    by: 'value',
    takes:
      'the second experiment of the group "Two" is not listed with 3 of 3 steps: 20 words in batches of 8',
    needs: ['B11'],
    holds(seen) {
      match(seen.output, /^8\tdone\tTwo: experiment 2\t3 of 3 steps\t/mu);
    },
  },
  B19: optimizerLine(
    'RMSprop gives the same first step as the default optimizer at the same rate',
    usual,
    'A12',
  ),
  C6: {
    by: 'value',
    takes:
      "the run does not begin with the held-back loss with which run-16 ended, or its model's base is another",
    needs: ['C4', 'C5'],
    holds(seen) {
      const ended = Math.min(...runOf(seen, 16).evaluations.map(({ heldBack }) => heldBack.loss));
      const begun = runOf(seen).evaluations.find(({ step }) => step === 0)?.heldBack.loss ?? 0;
      ok(isClose(begun, ended), `${begun}, not ${ended}`);
      equal(modelOf(seen).base?.id, 'run-16');
    },
  },
  B33: {
    by: 'value',
    takes:
      "its training words are not 6 lines of IAM's and 12 of FSDL's without those held back, or its base is not run-11",
    needs: ['B15', 'B8'],
    holds(seen) {
      equal(samplesOf(seen, 'both').filter(({ text }) => text.startsWith('la maison')).length, 6);
      equal(samplesOf(seen, 'both').filter(({ split }) => split === 'train').length, 6);
      equal(modelOf(seen).base?.id, 'run-11');
    },
  },
  C18: {
    by: 'value',
    takes:
      'other than 41 words pass its filter, without a figure of 7.14 % before, or the loss does not fall',
    holds({ output }) {
      const events = jsonLines(output.match(/^\{.*$/gmu)?.join('\n') ?? '', eventSchema);
      const { before, after } = events.find(({ event }) => event === 'finished') ?? {};
      ok(before != null && after != null);
      ok(isClose(before.heldBack.cer, 1 / 14, 1e-3), String(before.heldBack.cer));
      ok(after.heldBack.loss < before.heldBack.loss);
    },
  },
  A21: optimizerLine('SGD without clipping gives the same first step as clipped at 5', clipped, 'C7'),
  C8: {
    by: 'value',
    takes: 'a run whose rate is too small to change a weight goes on after its second evaluation',
    needs: ['C6', 'A21'],
    holds(seen) {
      match(seen.output, /^Stopped early, after step 2 of 6/mu);
      equal(runOf(seen).step, 2);
    },
  },
  D4: {
    by: 'value',
    takes:
      'the rate of the second of two steps is not 0.01 x 0.5^0.1, polynomial with power 0.1; linear would be 0.005',
    needs: ['A10', 'A11'],
    holds(seen) {
      const rates = runOf(seen).points.map(({ learningRate }) => learningRate);
      deepEqual(
        [0.01, 0.01 * 0.5 ** 0.1].map((rate, at) => isClose(rates[at] ?? 0, rate)),
        [true, true],
        rates.join(', '),
      );
    },
  },
  D5: {
    by: 'value',
    takes: 'two processes with half a batch each have other losses than the one process of line A12',
    needs: ['A12'],
    holds(seen) {
      const [mine, theirs] = [firstLosses(seen, 22), firstLosses(seen, usual)];
      for (const at of [0, 1] as const)
        ok(isClose(mine[at], theirs[at], 1e-2), `${mine[at]}, not ${theirs[at]}`);
    },
  },
  D19: {
    by: 'value',
    takes: 'the rates after step 2 and step 3, the last, are not listed as the run has them',
    needs: ['A10'],
    holds(seen) {
      const { evaluations } = runOf(seen, 2);
      deepEqual(
        evaluations.map(({ step }) => step).filter((step) => step > 0),
        [2, 3],
      );
      for (const { step, heldBack } of evaluations) {
        const [cer, wer] = [heldBack.cer, heldBack.wer].map((rate) => `${(100 * rate).toFixed(2)} %`);
        ok(seen.output.includes(`step ${step}\tCER ${cer}\tWER ${wer}`), `step ${step}`);
      }
    },
  },
  D6: {
    by: 'change',
    takes:
      'the weights that are scored are those of the default average: the steps of run-6 are the same, its score is not',
    needs: ['B10'],
    holds(seen) {
      const [mine, other] = [runOf(seen), runOf(seen, 6)];
      const [first, second] = firstLosses(seen);
      const [theirs, last] = firstLosses(seen, 6);
      ok(isClose(first, theirs) && isClose(second, last), 'The steps differ.');
      const score = ({ evaluations }: typeof mine): number => evaluations.at(-1)?.heldBack.loss ?? 0;
      ok(!isClose(score(mine), score(other), 1e-3), `Both score ${score(mine)}.`);
    },
  },
};
