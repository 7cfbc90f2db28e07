import { InvalidArgumentError, Option, type Command } from 'commander';
import { z } from 'zod';
import { modelIdSchema, trainingEngineNameSchema, type ModelId } from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';
import {
  presetNameSchema,
  runIdSchema,
  settingChangesSchema,
  type PresetName,
  type Run,
  type SettingChanges,
} from '../../shared/contract/run.ts';
import type { Services } from '../services.ts';
import { dataCommand, modelId, note, optionsOf, printJson, wholeNumber, withServices } from './command.ts';
import { createRunEars, followRun, percent, type RunEars } from './followRun.ts';

const trainingShape = {
  preset: presetNameSchema,
  epochs: z.number().optional(),
  seed: z.number().optional(),
  engine: trainingEngineNameSchema.optional(),
  set: z.array(z.string()).default([]),
};
type TrainingOptions = z.infer<z.ZodObject<typeof trainingShape>>;

export function trainCommand(): Command {
  return withTrainingOptions(
    dataCommand('train', 'teach a recogniser a dataset version')
      .option('--dataset <version>', 'version, the beginning of its id, or a dataset’s name')
      .option('--from <model>', 'recogniser to begin with, instead of the one in use', modelId)
      .option('--experiments <file>', 'queue every experiment of a JSON file, and train them')
      .option('--resume <run>', 'go on with a run that was stopped', wholeNumber(1, Number.MAX_SAFE_INTEGER)),
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
    const ears = createRunEars();
    await withServices(
      options,
      async (services) => {
        await followRuns(services, ears, await askedRuns(services, options), options.json);
      },
      ears.announce,
    );
  });
}

/** Tells of one run after another. Ctrl-C means all of them: the others stay in the queue. */
export async function followRuns(
  services: Pick<Services, 'training'>,
  ears: RunEars,
  runs: readonly Run[],
  json: boolean,
): Promise<void> {
  for (const { id } of runs) {
    if (json) printJson({ event: 'queued', run: id });
    const done = await followRun(services, ears, id, json);
    if (done !== null) printResult(done, json);
    else if (services.training.getRun({ run: id }).run.state === 'paused') return;
  }
}

const nothingToTrainOn =
  'Say what to train on: --dataset VERSION, as `inkdex dataset list` shows it; or --experiments FILE.';

interface AskedOptions extends TrainingOptions {
  readonly dataset?: string | undefined;
  readonly from?: ModelId | undefined;
  readonly experiments?: string | undefined;
  readonly resume?: number | undefined;
}

async function askedRuns({ training, datasets }: Services, options: AskedOptions): Promise<Run[]> {
  const { dataset: named, from, experiments, resume, preset, engine } = options;
  if (resume !== undefined) return [training.resumeRun({ run: runIdSchema.parse(resume) })];
  const dataset = named === undefined ? null : datasets.versionNamed(named);
  if (experiments !== undefined) return await training.queueExperiments({ path: experiments, dataset });
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

/** The options that say how to train, for each command that does; `preset` unless another is asked for. */
export function withTrainingOptions(command: Command, preset: PresetName = 'standard'): Command {
  return command
    .addOption(
      new Option('--preset <name>', 'how long and how carefully')
        .choices(presetNameSchema.options)
        .default(preset),
    )
    .option('--epochs <number>', 'how often each word is seen', positive)
    .option('--seed <number>', 'of all randomness', wholeNumber(0, 0xffff_ffff))
    .option('--engine <name>', 'the engine that trains', choice(trainingEngineNameSchema))
    .option('--set <setting=value>', 'any setting by its name, such as learningRate=0.0005', collect, []);
}

export { trainingShape };

/** @throws InkdexError `bad-arguments` naming the setting */
export function changesOf({
  epochs,
  seed,
  set,
}: Pick<TrainingOptions, 'epochs' | 'seed' | 'set'>): SettingChanges {
  const parsed = settingChangesSchema.safeParse({
    ...Object.fromEntries(set.map(settingOf)),
    ...(epochs === undefined ? {} : { epochs }),
    ...(seed === undefined ? {} : { seed }),
  });
  if (parsed.success) return parsed.data;
  throw new InkdexError('bad-arguments', `These settings cannot be used: ${z.prettifyError(parsed.error)}`);
}

export function printResult({ id, result }: Run, json: boolean): void {
  if (result === null) return;
  if (json) printJson({ event: 'finished', run: id, ...result });
  else {
    const { model, before, after, verdict, promoted } = result;
    note(verdict);
    note(
      `${model}: CER ${percent(before.heldBack.cer)} before, ${percent(after.heldBack.cer)} after, on held-back words.`,
    );
    note(promoted ? `${model} is in use.` : `Put it to use with: inkdex model promote ${model}`);
  }
}

function choice<Value extends string>(schema: z.ZodType<Value>): (text: string) => Value {
  return (text) => {
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(z.prettifyError(parsed.error));
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1000) return value;
  throw new InvalidArgumentError('Expected a number above 0, at most 1000.');
}

/** Each setting is looked at by itself: a wrong one is wrong usage. */
function collect(text: string, before: readonly string[]): string[] {
  const parsed = settingChangesSchema.safeParse(Object.fromEntries([settingOf(text)]));
  if (!parsed.success) throw new InvalidArgumentError(z.prettifyError(parsed.error));
  return [...before, text];
}

/** `name=value`, as a number where it is one. */
function settingOf(text: string): [string, unknown] {
  const [name = '', ...rest] = text.split('=');
  const value = rest.join('=');
  return [name, value === '' || Number.isNaN(Number(value)) ? value : Number(value)];
}
