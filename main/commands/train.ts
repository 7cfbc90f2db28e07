import { InvalidArgumentError, Option, type Command } from 'commander';
import { z } from 'zod';
import { modelIdSchema, trainingEngineNameSchema, type ModelId } from '../../shared/contract/model.ts';
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
import {
  dataCommand,
  modelId,
  note,
  optionsOf,
  printJson,
  wholeNumber,
  following,
  type LibraryCommand,
  type Listen,
  fitting,
} from './command.ts';
import { versionText } from './datasetWork.ts';
import { withFileOrStdin } from './standardInput.ts';
import { followRun, percent } from './followRun.ts';

/** The options of `withTrainingOptions`. */
export const trainingShape = {
  preset: presetNameSchema,
  epochs: z.number().optional(),
  seed: z.number().optional(),
  engine: trainingEngineNameSchema.optional(),
  network: networkNameSchema.optional(),
  networkOption: z.array(z.string()).default([]),
  set: z.array(z.string()).default([]),
};
type TrainingOptions = z.infer<z.ZodObject<typeof trainingShape>>;

export function trainCommand(): Command {
  return withTrainingOptions(
    dataCommand('train', 'train a recogniser on a dataset version')
      .option('--dataset <version>', versionText)
      .option('--from <model>', 'recogniser to start from (default: the one in use)', modelId)
      .option(
        '--experiments <file>',
        'queue the experiments, or the one, in a JSON file, and run one after another; - for stdin',
      )
      .option('--resume <run>', 'continue a stopped run', wholeNumber(1, Number.MAX_SAFE_INTEGER)),
  ).action(async (_options, command: Command) => {
    const options = optionsOf(command, {
      ...trainingShape,
      dataset: z.string().optional(),
      from: modelIdSchema.optional(),
      experiments: z.string().optional(),
      resume: z.number().optional(),
    });
    if (options.dataset === undefined && options.experiments === undefined && options.resume === undefined) {
      command.error(`error: ${nothingToTrainOn}`);
    }
    await following(options, 'runChanged', async (services, listen) => {
      const runs = await askedRuns(services, options).catch(explainBusy);
      await followRuns(services, listen, runs, options.json);
    });
  });
}

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
    else if (services.training.getRun({ run: id }).run.state === 'paused') return;
  }
}

const nothingToTrainOn =
  'Choose what to train on: --dataset VERSION, as listed by `inkdex dataset list`, or --experiments FILE.';

interface AskedOptions extends TrainingOptions {
  readonly dataset?: string | undefined;
  readonly from?: ModelId | undefined;
  readonly experiments?: string | undefined;
  readonly resume?: number | undefined;
}

async function askedRuns(services: Services, options: AskedOptions): Promise<Run[]> {
  const { training, datasets } = services;
  const { dataset: named, from, experiments, resume, preset, engine } = options;
  if (resume !== undefined) return [resumedRun(services, runIdSchema.parse(resume))];
  const dataset = named === undefined ? null : datasets.versionNamed(named);
  if (experiments !== undefined) {
    return await withFileOrStdin(experiments, (path) => training.queueExperiments({ path, dataset }));
  }
  if (dataset === null) throw new InkdexError('bad-arguments', nothingToTrainOn);
  const request = {
    dataset,
    base: from ?? null,
    preset,
    changes: changesOf(options),
    engine: engine ?? null,
    title: null,
  };
  return [await training.startRun(request)];
}

function resumedRun({ training, jobs }: Services, run: RunId): Run {
  jobs.resumeJob(training.getRun({ run }).run);
  return training.getRun({ run }).run;
}

/** Adds the training options to a command. `preset` is the default preset. */
export function withTrainingOptions(command: LibraryCommand, preset: PresetName = 'standard') {
  return command
    .choice('--preset <name>', 'preset of training settings', presetNameSchema.options, preset)
    .option('--epochs <number>', 'number of epochs', positive)
    .option('--seed <number>', 'random seed', wholeNumber(0, 0xffff_ffff))
    .option(
      '--engine <name>',
      'training engine (default: the one chosen in the app); tensorflow uses all GPUs that CUDA_VISIBLE_DEVICES=0,1 names',
      fitting(trainingEngineNameSchema),
    )
    .addOption(
      new Option(
        '--network <name>',
        `train a new network instead of a model: ${networkNameSchema.options.map((name) => `${name} (${networkDescriptions[name].title})`).join(', ')}`,
      ).choices(networkNameSchema.options),
    )
    .option(
      '--network-option <option=value>',
      'change the form of the new network, such as hidden=128',
      collecting(networkOptionsSchema, networkOptionOf),
      [],
    )
    .option(
      '--set <setting=value>',
      'change a training setting, such as learningRate=0.0005',
      collecting(settingChangesSchema, settingOf),
      [],
    )
    .addHelpText('after', settingsHelp);
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
