import { describe, expect, it } from 'vitest';
import { describeDeed, describePlan } from '../../../renderer/training/describeRun.ts';
import { progressOf, stateOf } from '../../../renderer/state/runList.ts';
import { formatLearningRate, formatPoints, formatRate, formatSpan } from '../../../renderer/ui/figures.ts';
import {
  describeElsewhere,
  describeGain,
  describeScores,
  headlineOf,
  outcomeOf,
  shortVerdict,
} from '../../../renderer/common/verdict.ts';
import { goesIntoUse, verdictOf } from '../../../shared/runVerdict.ts';
import { fewestSure } from '../../../shared/contract/run.ts';
import { createRandom } from '../../../shared/random.ts';
import { trainingSettings } from '../../../shared/trainingPresets.ts';
import { compareScores } from '../../../renderer/training/compare/compareRuns.ts';
import { runScores } from '../../../renderer/models/runScores.ts';
import { curvesFixture, evaluationFixture, resultFixture, runFixture, score } from './runs.ts';

describe('figures', () => {
  it('have digits according to their size', () => {
    expect([0.0793, 0.0042, 0, 1].map(formatRate)).toEqual(['7.9 %', '0.42 %', '0.0 %', '100.0 %']);
    expect([0.002, -0.014, 0.00001].map(formatPoints)).toEqual(['+0.20', '−1.4', '±0']);
    expect([8e-4, 0, 0.0012345].map(formatLearningRate)).toEqual(['8e-4', '0', '1.23e-3']);
  });

  it('are missing if a time is unknown', () => {
    expect(formatSpan('2026-11-20T10:00:00Z', '2026-11-20T10:12:00Z')).toBe('12 min');
    expect(formatSpan('2026-11-20T10:00:00Z', null)).toBeNull();
    expect(formatSpan('2026-11-20T10:00:00Z', '2026-11-20T09:00:00Z')).toBeNull();
  });
});

describe('a verdict', () => {
  it('says how many fewer character errors there are, and that nothing was forgotten', () => {
    const result = resultFixture({ heldBack: [0.2, 0.164], base: [0.079, 0.0791] });
    expect(headlineOf({ kind: 'corrections', reads: 'word' }, result)).toBe(
      'Better on your handwriting: 18 % fewer character errors; no worse on other handwriting.',
    );
    expect(headlineOf({ kind: 'iam', reads: 'word' }, resultFixture({ heldBack: [0.2, 0.1] }))).toBe(
      'Better on IAM: 50 % fewer character errors.',
    );
  });

  it('says what got worse', () => {
    const result = resultFixture({ heldBack: [0.1, 0.12], base: [0.08, 0.1] });
    expect(headlineOf({ kind: 'train', reads: 'word' }, result)).toBe(
      'Not better on the held-out words: 20 % more character errors; 25 % more character errors on other handwriting.',
    );
    expect(describeGain(score(0), score(0.1))).toBe('character errors where there were none');
  });

  it('distinguishes a model with higher confidence from one with fewer errors', () => {
    const result = resultFixture({ heldBack: [0.1, 0.1] }, { better: true });
    expect(headlineOf({ kind: 'corrections', reads: 'word' }, result)).toContain('but higher confidence');
    expect(describeGain(score(0.1), score(0.1002))).toBe('as many character errors as before');
  });

  it('compares a new network with nothing', () => {
    const result = { ...resultFixture({ heldBack: [1, 0.2] }, { better: true }), before: null };
    expect(headlineOf({ kind: 'train', reads: 'word' }, result)).toBe(
      'New network: CER 20.0 % on the held-out words.',
    );
    expect(headlineOf({ kind: 'train', reads: 'page' }, result)).toBe(
      'New network: 1 − F1 20.0 % on the held-out lines.',
    );
    expect(shortVerdict({ result })).toBe('CER 20.0 %');
    expect(outcomeOf(result)).toBe('new');
  });

  it('is not sure on few words, and not good where other handwriting is read clearly worse', () => {
    const few = { low: -0.2, high: 0.1 };
    const probably = resultFixture({ heldBack: [0.2, 0.15] }, { change: few });
    expect(headlineOf({ kind: 'corrections', reads: 'word' }, probably)).toBe(
      `Not sure yet on your handwriting (${probably.after.heldBack.words} words): 25 % fewer character errors.`,
    );
    expect(outcomeOf(resultFixture({ heldBack: [0.2, 0.2] }, { change: few }))).toBe('unsure');
    const sure = { change: { low: -0.1, high: -0.01 } };
    expect(outcomeOf(resultFixture({ heldBack: [0.2, 0.1], base: [0.1, 0.1] }, sure))).toBe('better');
    expect(outcomeOf(resultFixture({ heldBack: [0.2, 0.1], base: [0.1, 0.12] }, sure))).toBe('mixed');
    const worse = { change: { low: 0.01, high: 0.1 } };
    expect(outcomeOf(resultFixture({ heldBack: [0.2, 0.25] }, worse))).toBe('not-better');
  });

  it.each(
    [0.1, 0.2, 0.3].flatMap((own) =>
      [0.05, 0.1, 0.2, null].flatMap((others) => [true, false].map((isSure) => ({ own, others, isSure }))),
    ),
  )('of $own on the own hand and $others on others, sure: $isSure, says what the figures say', (of) => {
    const [own, others] = [0.2, 0.1];
    const change = of.isSure
      ? { low: of.own - own - 0.01, high: of.own - own + 0.01 }
      : { low: -0.2, high: 0.2 };
    const figures: Parameters<typeof resultFixture>[0] =
      of.others === null
        ? { heldBack: [own, of.own] }
        : { heldBack: [own, of.own], base: [others, of.others] };
    const scores = { ...resultFixture(figures), change };
    const { better, verdict } = verdictOf('corrections', scores);
    const headline = headlineOf({ kind: 'corrections', reads: 'word' }, { ...scores, better });
    const [first = '', second = ''] = headline.split(';');
    expect(first.includes('fewer')).toBe(of.own < own);
    expect(first.includes('more character errors')).toBe(of.own > own);
    expect(second.includes('fewer')).toBe(of.others !== null && of.others < others);
    expect(second.includes('more')).toBe(of.others !== null && of.others > others);
    expect(headline.startsWith('Better')).toBe(better && of.isSure);
    expect(goesIntoUse('corrections', scores, { better })).toBe(better && of.isSure);
    expect(headline).not.toContain('also');
    // Whether the model is in use is said of the live state alone.
    expect(verdict).not.toMatch(/in use|promoted/u);
    expect(verdict.includes('No improvement')).toBe(of.own >= own);
  });

  it('lets no model go into use on fewer words than it calls sure, whatever the figures of a run', () => {
    const seeded = createRandom(79);
    const random = () => seeded.next();
    let used = 0;
    for (let run = 0; run < 4000; run += 1) {
      const [was, now] = [random(), random()];
      const figures: Parameters<typeof resultFixture>[0] =
        random() < 0.5 ? { heldBack: [was, now] } : { heldBack: [was, now], base: [random(), random()] };
      const words = Math.floor(random() * 60);
      const low = random() * 0.6 - 0.5;
      const scores = resultFixture(figures, { change: { low, high: low + random() * 0.3 } });
      const before = scores.before && { ...scores.before, heldBack: score(was, { words }) };
      const of = { ...scores, before, ...(random() < 0.1 && { change: undefined }) };
      const { better, verdict } = verdictOf('corrections', of);
      expect(goesIntoUse('train', of, { better })).toBe(false);
      if (!goesIntoUse('corrections', of, { better })) continue;
      used += 1;
      expect(words).toBeGreaterThanOrEqual(fewestSure);
      expect(of.change?.high).toBeLessThan(0);
      expect(verdict).not.toContain('too few to be sure');
      expect(headlineOf({ kind: 'corrections', reads: 'word' }, { ...of, better })).toMatch(/^Better/u);
    }
    expect(used).toBeGreaterThan(50);
  });

  it('is one figure with its interval, the same on the card, in the list and in comparisons', () => {
    const of = resultFixture({ heldBack: [0.207, 0.185] }, { change: { low: -0.091, high: 0.04 } });
    const figure = 'CER 20.7 → 18.5 % on 100 held-out words, 95 % interval of the change −9.1 to +4.0 points';
    expect(describeScores({ reads: 'word' }, of)).toBe(figure);
    const run = runFixture(3, { kind: 'corrections', result: of });
    expect(runScores(of.model, [run])[0]).toBe(figure);
    const row = compareScores([curvesFixture(run)]).find(({ name }) => name === 'Held-out words');
    expect(row?.values).toEqual([figure]);
    expect(describeScores({ reads: 'word' }, { ...of, before: null, change: undefined })).toBe(
      'CER 18.5 % on 100 held-out words',
    );
  });

  it('says nothing about words that were not evaluated', () => {
    expect(describeElsewhere(null, score(0.1))).toBeNull();
    expect(describeElsewhere(score(0.1), score(0.05))).toBe(
      '50 % fewer character errors on other handwriting',
    );
  });
});

function planOf(run: Parameters<typeof describePlan>[0]): string {
  const { main, details } = describePlan(run);
  return [...main, ...details].join(' ');
}

describe('the description of a run', () => {
  it('has three sentences for a beginner, of which one names the reading that follows; how it trains is apart', () => {
    const settings = trainingSettings('my-words');
    const { main, details } = describePlan(runFixture(1, { kind: 'corrections', words: 1177, settings }));
    expect(main).toHaveLength(3);
    expect(main.join(' ')).not.toMatch(/learning rate|batch/iu);
    expect(main[2]).toMatch(/goes into use, and photos with uncertain words are read again.*stopped/u);
    expect(details.join(' ')).toContain('learning rate');
    expect(describePlan(runFixture(1)).main.join(' ')).not.toContain('read again');
  });

  it('says what it will do', () => {
    const text = planOf(runFixture(1, { words: 6482 }));
    expect(text).toContain(
      'Starts from starter-recogniser and trains on 6,482 words for 6 epochs, with random slant',
    );
    expect(text).toContain('In each batch of 64 words, 10 % are earlier training words');
    expect(text).toContain('rises to 8e-4 over the first 5 % of the steps');
    expect(text).toContain('stops early after 6 evaluations without improvement');
  });

  it('speaks of lines for a recogniser of lines, and promises it no replay', () => {
    const text = planOf(runFixture(1, { words: 310, reads: 'line' }));
    expect(text).toContain('trains on 310 lines');
    expect(text).toContain('on held-out lines');
    expect(text).toContain('No replay, because earlier training words are single words');
    expect(text).not.toContain('are earlier training words');
  });

  it('speaks of pages for a line finder, and of the weights that a new network starts with', () => {
    const settings = trainingSettings('standard', { network: 'fcn-lines' });
    const text = planOf(runFixture(1, { words: 51, reads: 'page', settings }));
    expect(text).toContain('Trains a new network, Line finder, on 51 pages');
    expect(text).not.toContain('alphabet');
    const started = trainingSettings('standard', { network: 'line', initialWeights: 'base' });
    expect(planOf(runFixture(1, { reads: 'line', settings: started }))).toContain(
      'with the weights of starter-recogniser in every layer of the same form',
    );
  });

  it('does not speak of an early stop that cannot happen', () => {
    const settings = { ...trainingSettings('quick'), evaluations: 4, patience: 6 };
    expect(planOf(runFixture(1, { settings }))).not.toContain('stops early');
  });

  it('warns of forgetting, and names frozen layers', () => {
    const settings = trainingSettings('quick', { rehearsal: 0, frozen: 'all-but-head', augmentation: 0 });
    const text = planOf(runFixture(1, { settings }));
    expect(text).toContain('the model may forget other handwriting');
    expect(text).toContain('Only the last layer');
    expect(text).toContain('without augmentation');
  });

  it('says what it has done, once it has started', () => {
    expect(describeDeed(runFixture(1))).toEqual([]);
    const done = runFixture(1, {
      state: 'done',
      step: 410,
      totalSteps: 600,
      wordsPerSecond: 207.4,
      engine: { engine: 'tensorflow', version: '2.21.0', device: '2 threads' },
      best: evaluationFixture(380, 0.05),
      startedAt: '2026-11-20T10:00:00Z',
      finishedAt: '2026-11-20T10:12:00Z',
    });
    expect(describeDeed(done)).toEqual([
      'Completed 410 of 600 steps in 12 min at 207 words/s on TensorFlow 2.21.0 (2 threads).',
      'Stopped early: no improvement in the last evaluations.',
      'The best checkpoint is from step 380.',
    ]);
    expect(describeDeed({ ...done, step: 599 }).join(' ')).not.toContain('Stopped early');
  });

  it('has a progress only if it is known', () => {
    expect(progressOf(runFixture(1))).toBeNull();
    const running = runFixture(1, { state: 'running', phase: 'training', step: 30, totalSteps: 120 });
    expect(progressOf(running)).toBe(0.25);
    expect(progressOf({ ...running, phase: 'preparing' })).toBeNull();
    expect(stateOf({ ...running, phase: 'evaluating' })).toBe('Evaluating');
  });
});
