import { describe, expect, it } from 'vitest';
import { describeDeed, describePlan, progressOf, stateOf } from '../../../renderer/training/describeRun.ts';
import {
  formatLearningRate,
  formatPoints,
  formatRate,
  formatSpan,
} from '../../../renderer/training/figures.ts';
import { describeElsewhere, describeGain, headlineOf } from '../../../renderer/training/verdict.ts';
import { trainingSettings } from '../../../shared/trainingPresets.ts';
import { evaluationFixture, resultFixture, runFixture, score } from './runs.ts';

describe('figures', () => {
  it('are as exact as they are large', () => {
    expect([0.0793, 0.0042, 0, 1].map(formatRate)).toEqual(['7.9 %', '0.42 %', '0.0 %', '100.0 %']);
    expect([0.002, -0.014, 0.00001].map(formatPoints)).toEqual(['+0.20', '−1.4', '±0']);
    expect([8e-4, 0, 0.0012345].map(formatLearningRate)).toEqual(['8e-4', '0', '1.23e-3']);
  });

  it('say no time where none is known', () => {
    expect(formatSpan('2026-11-20T10:00:00Z', '2026-11-20T10:12:00Z')).toBe('12 min');
    expect(formatSpan('2026-11-20T10:00:00Z', null)).toBeNull();
    expect(formatSpan('2026-11-20T10:00:00Z', '2026-11-20T09:00:00Z')).toBeNull();
  });
});

describe('a verdict', () => {
  it('says how many fewer letters are wrong, and that nothing was forgotten', () => {
    const result = resultFixture({ heldBack: [0.2, 0.164], base: [0.079, 0.0791] });
    expect(headlineOf('corrections', result)).toBe(
      'Better on your hand: 18 % fewer wrong letters; no worse elsewhere.',
    );
    expect(headlineOf('iam', resultFixture({ heldBack: [0.2, 0.1] }))).toBe(
      'Better on IAM: 50 % fewer wrong letters.',
    );
  });

  it('says what got worse', () => {
    const result = resultFixture({ heldBack: [0.1, 0.12], base: [0.08, 0.1] });
    expect(headlineOf('train', result)).toBe(
      'Not better on the held-back words: 20 % more wrong letters; +2.0 points of CER elsewhere.',
    );
    expect(describeGain(score(0), score(0.1))).toBe('wrong letters where there were none');
  });

  it('tells a model that is only surer from one that reads better', () => {
    const result = resultFixture({ heldBack: [0.1, 0.1] }, { better: true });
    expect(headlineOf('corrections', result)).toContain('but surer');
    expect(describeGain(score(0.1), score(0.1002))).toBe('as many wrong letters as before');
  });

  it('is silent about what was not looked at', () => {
    expect(describeElsewhere(null, score(0.1))).toBeNull();
    expect(describeElsewhere(score(0.1), score(0.05))).toBe('better elsewhere too');
  });
});

describe('a run in words', () => {
  it('says what it will do', () => {
    const text = describePlan(runFixture(1, { words: 6482 })).join(' ');
    expect(text).toContain('Begins with starter-recogniser and sees each of 6,482 words 6 times');
    expect(text).toContain('Of 64 words at a time 10 % are words that it knew before');
    expect(text).toContain('rises to 8e-4 over the first 5 % of the steps');
    expect(text).toContain('after 6 checks without a gain it stops');
  });

  it('warns of forgetting, and says what is kept from learning', () => {
    const settings = trainingSettings('quick', { rehearsal: 0, frozen: 'all-but-head', augmentation: 0 });
    const text = describePlan(runFixture(1, { settings })).join(' ');
    expect(text).toContain('it may forget other hands');
    expect(text).toContain('Only the last layer');
    expect(text).toContain('always as it is');
  });

  it('says what it did, once it did something', () => {
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
      'Did 410 of 600 steps in 12 min at 207 words/s on TensorFlow 2.21.0 (2 threads).',
      'It stopped early: the last checks brought no gain.',
      'The best weights were those of step 380.',
    ]);
  });

  it('knows how far it is only while that can be known', () => {
    expect(progressOf(runFixture(1))).toBeNull();
    const running = runFixture(1, { state: 'running', phase: 'training', step: 30, totalSteps: 120 });
    expect(progressOf(running)).toBe(0.25);
    expect(progressOf({ ...running, phase: 'preparing' })).toBeNull();
    expect(stateOf({ ...running, phase: 'evaluating' })).toBe('Checking what it learned');
  });
});
