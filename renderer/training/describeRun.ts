import type {
  FrozenLayers,
  PresetName,
  Run,
  RunPhase,
  RunState,
  TrainingSettings,
} from '../../shared/contract/run.ts';
import { nameOfEngine } from '../models/engineNames.ts';
import { formatCount, formatPlural } from '../ui/format.ts';
import { formatLearningRate, formatShare, formatSpan, formatSpeed } from './figures.ts';

/** Runs in plain words. */

export const presetNames: Readonly<Record<PresetName, string>> = {
  quick: 'Quick',
  standard: 'Standard',
  thorough: 'Thorough',
  'my-words': 'My words',
};

export const presetUses: Readonly<Record<PresetName, string>> = {
  quick: 'To see whether it learns.',
  standard: 'About ten minutes for 20,000 words on two cores.',
  thorough: 'About 40 minutes for them, for the last few letters.',
  'my-words': 'A minute or two, on few words of one hand.',
};

export const stateNames: Readonly<Record<RunState, string>> = {
  queued: 'Waiting its turn',
  running: 'Running',
  paused: 'Paused',
  cancelled: 'Cancelled',
  done: 'Done',
  failed: 'Failed',
};

export const phaseNames: Readonly<Record<RunPhase, string>> = {
  importing: 'Taking the data in',
  freezing: 'Freezing a version',
  preparing: 'Preparing the words',
  training: 'Training',
  evaluating: 'Checking what it learned',
};

export function stateOf({ state, phase }: Pick<Run, 'state' | 'phase'>): string {
  return state === 'running' && phase !== null ? phaseNames[phase] : stateNames[state];
}

/** How far a run is, 0 to 1; null while nobody knows. */
export function progressOf({ phase, step, totalSteps }: Run): number | null {
  if (totalSteps === null) return null;
  if (phase !== null && phase !== 'training') return phase === 'evaluating' ? 1 : null;
  return Math.min(1, step / totalSteps);
}

/** "Standard · 6,482 words" */
export function subtitleOf({ preset, words }: Pick<Run, 'preset' | 'words'>): string {
  return words === null ? presetNames[preset] : `${presetNames[preset]} · ${formatPlural(words, 'word')}`;
}

/** What a run does, or will do, one sentence each. */
export function describePlan(
  run: Pick<Run, 'kind' | 'words' | 'settings'> & { readonly base: Pick<Run['base'], 'model'> },
): string[] {
  const { kind, words, settings, base } = run;
  return [
    ...beginning(kind),
    `Begins with ${base.model} and sees ${words === null ? 'each word' : `each of ${formatPlural(words, 'word')}`} ` +
      `${times(settings.epochs)}, ${variation(settings)}.`,
    ...rehearsing(settings),
    freezing[settings.frozen],
    `The learning rate rises to ${formatLearningRate(settings.learningRate)} over the first ` +
      `${formatShare(settings.warmup)} of the steps and falls to zero over the last ${formatShare(settings.decay)}.`,
    checking(settings),
    settings.newLetters === 'learn'
      ? 'Letters that the model does not know yet are learned.'
      : 'Words with letters that the model does not know are left out.',
  ];
}

function beginning(kind: Run['kind']): string[] {
  if (kind === 'iam') {
    return [
      'Takes IAM in, freezes it as a version, and is judged on its official test split, by writers it never saw.',
    ];
  }
  if (kind === 'corrections') {
    return [
      'Freezes what you typed and confirmed as a version, and holds some of the words back to judge itself.',
    ];
  }
  return [];
}

function times(epochs: number): string {
  if (epochs === 1) return 'once';
  return epochs === 2 ? 'twice' : `${formatCount(epochs)} times`;
}

function variation({ augmentation, subsample }: TrainingSettings): string {
  const part = subsample < 1 ? `a share of ${formatShare(subsample)} drawn by the seed, ` : '';
  if (augmentation === 0) return `${part}always as it is`;
  const strength =
    augmentation < 0.75 ? 'a little otherwise' : augmentation > 1.1 ? 'far otherwise' : 'otherwise';
  return `${part}slanted, bent and lit ${strength} each time`;
}

function rehearsing({ rehearsal, batch }: TrainingSettings): string[] {
  if (rehearsal === 0) return ['Nothing that it knew before is rehearsed: it may forget other hands.'];
  return [
    `Of ${formatPlural(batch, 'word')} at a time ${formatShare(rehearsal)} are words that it knew before, so that nothing is forgotten.`,
  ];
}

const freezing: Readonly<Record<FrozenLayers, string>> = {
  none: 'All layers learn.',
  convolutions: 'The layers that see strokes keep their weights; those that make letters of them learn.',
  'all-but-head': 'Only the last layer, which names the letters, learns.',
};

function checking({ evaluations, patience }: TrainingSettings): string {
  const checks = `Checks itself ${times(evaluations)} on words that it does not train on and keeps the best weights`;
  if (patience === 0) return `${checks}.`;
  return `${checks}; after ${formatPlural(patience, 'check')} without a gain it stops.`;
}

/** What a run has done so far, one sentence each; empty before it began. */
export function describeDeed(run: Run): string[] {
  const { state, step, totalSteps, engine, best, startedAt, finishedAt, wordsPerSecond } = run;
  if (step === 0 && state !== 'done') return [];
  const span = formatSpan(startedAt, finishedAt);
  const speed = wordsPerSecond === null ? '' : ` at ${formatSpeed(wordsPerSecond)}`;
  const device =
    engine === null ? '' : ` on ${nameOfEngine(engine.engine)} ${engine.version} (${engine.device})`;
  const isWhole = totalSteps === null || step >= totalSteps;
  const steps = isWhole
    ? formatPlural(step, 'step')
    : `${formatCount(step)} of ${formatPlural(totalSteps, 'step')}`;
  const deed = [`Did ${steps}${span === null ? '' : ` in ${span}`}${speed}${device}.`];
  if (state === 'done' && !isWhole) deed.push('It stopped early: the last checks brought no gain.');
  if (best !== null) deed.push(`The best weights were those of step ${formatCount(best.step)}.`);
  return deed;
}
