import type { FrozenLayers, PresetName, Run, TrainingSettings } from '../../shared/contract/run.ts';
import { networkDescriptions, type ReadUnit, runWords } from '../../shared/networks.ts';
import { nameOfEngine } from '../common/names.ts';
import { formatCount, formatPlural } from '../ui/format.ts';
import { formatLearningRate, formatShare, formatSpan, formatSpeed } from '../ui/figures.ts';

/** Describes runs in words. */

export const presetNames: Readonly<Record<PresetName, string>> = {
  quick: 'Quick',
  standard: 'Standard',
  thorough: 'Thorough',
  'my-words': 'My words',
};

export const presetUses: Readonly<Record<PresetName, string>> = {
  quick: 'A quick check that training works.',
  standard: 'About ten minutes for 20,000 words on two cores.',
  thorough: 'About 40 minutes for 20,000 words on two cores, for the lowest error rate.',
  'my-words': 'One or two minutes, for a few words by one writer.',
};

/** "Standard · 6,482 words" */
export function subtitleOf({ preset, words, reads }: Pick<Run, 'preset' | 'words' | 'reads'>): string {
  return words === null
    ? presetNames[preset]
    : `${presetNames[preset]} · ${formatPlural(words, runWords(reads).sample)}`;
}

export function settingText(value: TrainingSettings[keyof TrainingSettings]): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Describes what a run does or will do, one sentence per fact: `main` is enough for a start, `details` says how. */
export function describePlan(
  run: Pick<Run, 'kind' | 'words' | 'settings' | 'reads'> & { readonly base: Pick<Run['base'], 'model'> },
): { readonly main: readonly string[]; readonly details: readonly string[] } {
  const { kind, words, settings, base, reads } = run;
  const { sample, scored } = runWords(reads);
  const { network } = settings;
  const isNew = network !== undefined;
  const start = isNew
    ? `Trains a new network, ${networkDescriptions[network].title}, ${settings.initialWeights === 'base' ? `with the weights of ${base.model} in every layer of the same form, ` : ''}on`
    : `Starts from ${base.model} and trains on`;
  const main = [
    ...beginning(kind),
    `${start} ${words === null ? `all ${sample}s` : formatPlural(words, sample)} ` +
      `for ${formatPlural(settings.epochs, 'epoch')}, ${variation(settings)}.`,
    ...ending(kind),
  ];
  const details = [
    ...(isNew ? [] : [...rehearsing(settings, reads), freezing[settings.frozen]]),
    `The learning rate rises to ${formatLearningRate(settings.learningRate)} over the first ` +
      `${formatShare(settings.warmup)} of the steps and falls to zero over the last ${formatShare(settings.decay)}.`,
    checking(settings, scored),
    ...(reads === 'page' ? [] : [learning(settings, isNew, sample)]),
  ];
  return { main, details };
}

function learning(
  { newLetters, initialWeights, alphabet }: TrainingSettings,
  isNew: boolean,
  sample: string,
): string {
  if (alphabet === 'text-recognizer-pro') return 'Its alphabet has the 80 classes of text-recognizer-pro.';
  if (isNew && initialWeights !== 'base') return `Its alphabet has the characters of these ${sample}s.`;
  return isNew || newLetters === 'learn'
    ? 'Characters that the model does not know are learned.'
    : `${sample === 'line' ? 'Lines' : 'Words'} with characters that the model does not know are skipped.`;
}

function beginning(kind: Run['kind']): string[] {
  if (kind === 'iam') {
    return [
      'Imports IAM, freezes it as a version, and is evaluated on the official test split, with unseen writers.',
    ];
  }
  if (kind === 'corrections') {
    return [
      'Freezes the words that you typed or confirmed, and words beside them that are surely read, as a version; holds some of yours out for evaluation.',
    ];
  }
  return [];
}

/** What follows by itself. */
function ending(kind: Run['kind']): string[] {
  if (kind !== 'corrections') return [];
  return [
    'If the held-out words surely say that the new model is better, it goes into use, and photos with uncertain words are read again: that reading can be stopped here.',
  ];
}

function times(epochs: number): string {
  if (epochs === 1) return 'once';
  return epochs === 2 ? 'twice' : `${formatCount(epochs)} times`;
}

function variation({ augmentation, subsample }: TrainingSettings): string {
  const part = subsample < 1 ? `using a random ${formatShare(subsample)} of them, ` : '';
  if (augmentation === 0) return `${part}without augmentation`;
  const strength = augmentation < 0.75 ? 'slight random' : augmentation > 1.1 ? 'strong random' : 'random';
  return `${part}with ${strength} slant, distortion and lighting`;
}

function rehearsing({ rehearsal, batch }: TrainingSettings, reads: ReadUnit): string[] {
  if (reads !== 'word')
    return [
      'No replay, because earlier training words are single words: the model may forget other handwriting.',
    ];
  if (rehearsal === 0) return ['No replay: the model may forget other handwriting.'];
  return [
    `In each batch of ${formatPlural(batch, 'word')}, ${formatShare(rehearsal)} are earlier training words, so that other handwriting is not forgotten.`,
  ];
}

const freezing: Readonly<Record<FrozenLayers, string>> = {
  none: 'All layers are trained.',
  convolutions: 'The convolutional layers are frozen; the layers after them are trained.',
  'all-but-head': 'Only the last layer is trained.',
};

function checking({ evaluations, patience }: TrainingSettings, scored: string): string {
  const checks = `Evaluates ${times(evaluations)} on held-out ${scored}s and keeps the best checkpoint`;
  if (patience === 0 || patience >= evaluations) return `${checks}.`;
  return `${checks}; stops early after ${formatPlural(patience, 'evaluation')} without improvement.`;
}

/** Describes what a run has done so far, one sentence per fact; empty before it has started. */
export function describeDeed(run: Run): string[] {
  const { state, step, totalSteps, settings, engine, best, startedAt, finishedAt, wordsPerSecond } = run;
  if (step === 0 && state !== 'done') return [];
  const span = formatSpan(startedAt, finishedAt);
  const speed = wordsPerSecond === null ? '' : ` at ${formatSpeed(wordsPerSecond)}`;
  const device =
    engine === null ? '' : ` on ${nameOfEngine(engine.engine)} ${engine.version} (${engine.device})`;
  const isWhole = totalSteps === null || step >= totalSteps;
  const steps = isWhole
    ? formatPlural(step, 'step')
    : `${formatCount(step)} of ${formatPlural(totalSteps, 'step')}`;
  const deed = [`Completed ${steps}${span === null ? '' : ` in ${span}`}${speed}${device}.`];
  // The last evaluation can be a few steps before the end.
  const isEarly = totalSteps !== null && totalSteps - step >= totalSteps / settings.evaluations / 2;
  if (state === 'done' && isEarly) deed.push('Stopped early: no improvement in the last evaluations.');
  if (best !== null) deed.push(`The best checkpoint is from step ${formatCount(best.step)}.`);
  return deed;
}
