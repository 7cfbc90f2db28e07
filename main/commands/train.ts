import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { trainingEngineNameSchema } from '../../shared/contract/model.ts';
import {
  networkDescriptions,
  networkNameSchema,
  networkOptionsSchema,
  runWords,
} from '../../shared/networks.ts';
import { InkdexError } from '../../shared/result.ts';
import {
  presetNameSchema,
  runIdSchema,
  settingChangesSchema,
  type PresetName,
  type Run,
  type RunId,
  type SettingChanges,
} from '../../shared/contract/run.ts';
import type { Services } from '../services.ts';
import { modelId, note, printJson, wholeNumber, type Listen, fitting } from './command.ts';
import { versionText } from './datasetWork.ts';
import { withFileOrStdin } from './standardInput.ts';
import { followRun, percent } from './followRun.ts';
import { choice, option } from './parameters.ts';
import { hearing, type CommandTable, type Entry, type Given } from './table.ts';

/** The training options of a command. */
export function trainingOptions(usual: PresetName) {
  const networks = networkNameSchema.options.map((name) => `${name} (${networkDescriptions[name].title})`);
  return {
    preset: choice('--preset <name>', 'preset of training settings', presetNameSchema.options, usual),
    epochs: option('--epochs <number>', 'number of epochs', positive),
    seed: option('--seed <number>', 'random seed', wholeNumber(0, 0xffff_ffff)),
    engine: option(
      '--engine <name>',
      'training engine (default: the one chosen in the app); tensorflow uses all GPUs that CUDA_VISIBLE_DEVICES=0,1 names',
      fitting(trainingEngineNameSchema),
    ),
    network: choice(
      '--network <name>',
      `train a new network instead of a model: ${networks.join(', ')}`,
      networkNameSchema.options,
    ),
    networkOption: option(
      '--network-option <option=value>',
      'change the form of the new network, such as hidden=128',
      collecting(networkOptionsSchema, networkOptionOf),
      [],
    ),
    set: option(
      '--set <setting=value>',
      'change a training setting, such as learningRate=0.0005',
      collecting(settingChangesSchema, settingOf),
      [],
    ),
  };
}
type TrainingOptions = Given<ReturnType<typeof trainingOptions>>;

const options = {
  dataset: option('--dataset <version>', versionText),
  from: option('--from <model>', 'recogniser to start from (default: the one in use)', modelId),
  experiments: option(
    '--experiments <file>',
    'queue the experiments, or the one, in a JSON file, and run one after another; - for stdin',
  ),
  resume: option('--resume <run>', 'continue a stopped run', wholeNumber(1, Number.MAX_SAFE_INTEGER)),
  ...trainingOptions('standard'),
};

export const trainCommands: CommandTable = {
  train: withSettingsHelp(
    hearing(
      'runChanged',
      'train a recogniser on a dataset version',
      options,
      async (services, given, listen) => {
        const runs = await askedRuns(services, given).catch(explainBusy);
        await followRuns(services, listen, runs, given.json);
      },
    ),
  ),
};

/** Says how several trainings run, where another process has the library. */
export function explainBusy(thrown: unknown): never {
  if (!(thrown instanceof InkdexError) || thrown.code !== 'library-busy') throw thrown;
  throw new InkdexError(
    'library-busy',
    `${thrown.message} The runs of a library take turns: --experiments FILE queues several. To train on two GPUs at once, use ` +
      'a library for each, such as CUDA_VISIBLE_DEVICES=1 inkdex train --library OTHER, and import the models afterwards.',
    { cause: thrown },
  );
}

/** Follows one run after another. Ctrl-C pauses the current one; the others stay in the queue. */
export async function followRuns(
  services: Pick<Services, 'training' | 'jobs'>,
  listen: Listen<'runChanged'>,
  runs: readonly Run[],
  json: boolean,
): Promise<void> {
  for (const { id } of runs) {
    if (json) printJson({ event: 'queued', run: id });
    const done = await followRun(services, listen, id, json);
    if (done !== null) printResult(done, json);
    else if (services.training.calls.getRun({ run: id }).run.state === 'paused') return;
  }
}

const nothingToTrainOn =
  'Choose what to train on: --dataset VERSION, as listed by `inkdex dataset list`, or --experiments FILE.';

async function askedRuns(services: Services, given: Given<typeof options>): Promise<Run[]> {
  const { training, datasets } = services;
  const { dataset: named, from, experiments, resume, preset, engine } = given;
  if (resume !== undefined) return [resumedRun(services, runIdSchema.parse(resume))];
  const dataset = named === undefined ? null : datasets.versionNamed(named);
  if (experiments !== undefined) {
    return await withFileOrStdin(experiments, (path) => training.calls.queueExperiments({ path, dataset }));
  }
  if (dataset === null) given.command.error(`error: ${nothingToTrainOn}`);
  const request = {
    dataset,
    base: from ?? null,
    preset,
    changes: changesOf(given),
    engine: engine ?? null,
    title: null,
  };
  return [await training.calls.startRun(request)];
}

function resumedRun({ training, jobs }: Services, run: RunId): Run {
  jobs.calls.resumeJob(training.calls.getRun({ run }).run);
  return training.calls.getRun({ run }).run;
}

/** Adds what `--set` changes to the help of a command that trains. */
export function withSettingsHelp(entry: Entry): Entry {
  return { make: (name) => entry.make(name).addHelpText('after', settingsHelp) };
}

/** Settings that other programs have, by their names there. */
const settingsHelp = `
Some settings of --set:
  optimizer=muon         or adamw, adam, sgd (CRNN_OCR_lite), rmsprop (text-recognizer-pro), adadelta (attention-ocr)
  clipNorm=5             gradients clipped by their norm; 0: never (attention-ocr: --no-gradient-clipping)
  decay=1                share of the steps, at the end, in which the learning rate falls
  decayShape=linear      or polynomial, steps (CRNN_Tensorflow), exponential
  averageDecay=0.9995    moving average of the weights, which becomes the model (CRNN_Tensorflow)
  patience=3             evaluations without improvement that end the run; 0: off`;

/** @throws InkdexError `bad-arguments` naming the setting */
export function changesOf({
  epochs,
  seed,
  network,
  networkOption,
  set,
}: Pick<TrainingOptions, 'epochs' | 'seed' | 'network' | 'networkOption' | 'set'>): SettingChanges {
  const parsed = settingChangesSchema.safeParse({
    ...Object.fromEntries(set.map(settingOf)),
    ...(epochs === undefined ? {} : { epochs }),
    ...(seed === undefined ? {} : { seed }),
    ...(network === undefined ? {} : { network }),
    ...(networkOption.length === 0
      ? {}
      : { networkOptions: Object.fromEntries(networkOption.map(networkOptionOf)) }),
  });
  if (parsed.success) return parsed.data;
  throw new InkdexError('bad-arguments', `Invalid settings: ${z.prettifyError(parsed.error)}`);
}

/** What a run reached, and what to do with it. */
export function printResult({ id, result, reads }: Run, json: boolean): void {
  if (result === null) return;
  if (json) printJson({ event: 'finished', run: id, ...result });
  else {
    const { model, before, after, verdict, promoted } = result;
    note(verdict);
    const then = before === null ? '' : `${percent(before.heldBack.cer)} before, `;
    note(
      `${model}: ${runWords(reads).rates[0]} ${then}${percent(after.heldBack.cer)}${before === null ? '' : ' after'}, on held-back ${runWords(reads).scored}s.`,
    );
    if (reads === 'page') note(`Photos show its lines: in the photo, choose Lines.`);
    else note(promoted ? `${model} is now in use.` : `To use it, run: inkdex model promote ${model}`);
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1000) return value;
  throw new InvalidArgumentError('Expected a number above 0, at most 1000.');
}

/** Checks each setting separately, so that an invalid one is wrong usage: exit status 2. */
function collecting(schema: z.ZodType, parse: (text: string) => [string, unknown]) {
  return (text: string, before: readonly string[]): string[] => {
    const parsed = schema.safeParse(Object.fromEntries([parse(text)]));
    if (!parsed.success) throw new InvalidArgumentError(z.prettifyError(parsed.error));
    return [...before, text];
  };
}

/** As `settingOf`; numbers with commas between them are a list. */
function networkOptionOf(text: string): [string, unknown] {
  const [name, value] = settingOf(text);
  const isList = typeof value === 'string' && /^\d+(,\d+)+$/u.test(value);
  return [name, isList ? value.split(',').map(Number) : value];
}

/** Parses `name=value`; the value becomes a number if it is one. */
function settingOf(text: string): [string, unknown] {
  const [name = '', ...rest] = text.split('=');
  const value = rest.join('=');
  return [name, value === '' || Number.isNaN(Number(value)) ? value : Number(value)];
}
