import { z } from 'zod';
import { modelIdSchema, trainingEngineNameSchema } from '../../shared/contract/model.ts';
import { isModestJson, parseJson } from '../../shared/json.ts';
import { InkdexError } from '../../shared/result.ts';
import {
  networkNameSchema,
  networkOptionsSchema,
  type NetworkName,
  type NetworkOptions,
} from '../../shared/networks.ts';
import {
  presetNameSchema,
  settingChangesSchema,
  type SettingChanges,
  type TrainingRequest,
} from '../../shared/contract/run.ts';
import type { VersionId } from '../../shared/contract/dataset.ts';

/**
 * A file of experiments in the format of text-recognizer-pro: a group, and for each experiment a dataset and
 * arguments; or one experiment alone. Inkdex also accepts `preset`, `base`, `engine`, and under `train_args` any training setting by its name.
 */
const experimentSchema = z.looseObject({
  dataset: z.string().optional(),
  preset: presetNameSchema.optional(),
  base: modelIdSchema.optional(),
  engine: trainingEngineNameSchema.optional(),
  network: z.string().optional(),
  network_args: networkOptionsSchema.optional(),
  dataset_args: z.looseObject({ subsample_fraction: z.number().gt(0).max(1).optional() }).optional(),
  train_args: z
    .looseObject({
      batch_size: z.number().int().positive().optional(),
      epochs: z.number().positive().optional(),
    })
    .optional(),
});
type Experiment = z.infer<typeof experimentSchema>;
const groupSchema = z.object({
  experiment_group: z.string().min(1),
  experiments: z.array(experimentSchema).min(1),
});
/** One experiment, as `run_experiment.py` takes it, may stand without a group. */
const singleSchema = experimentSchema
  .extend({ experiment_group: z.string().min(1).optional() })
  .transform((experiment) => ({
    experiment_group: experiment.experiment_group ?? 'Experiment',
    experiments: [experiment],
  }));

/** `model` repeats what the network reads, and each experiment may repeat the group. */
const repeated = ['model', 'experiment_group'];
const known = new Set([...Object.keys(experimentSchema.shape), ...repeated]);

export interface Experiments {
  readonly group: string;
  readonly requests: readonly TrainingRequest[];
}

/** An experiment has some 30. */
const mostValues = 10_000;

/**
 * @param findVersion finds a version by the dataset name in the file
 * @param dataset the version for experiments that name none
 * @throws InkdexError `data-invalid`, naming the experiment and the error
 */
export function readExperiments(
  text: string,
  findVersion: (name: string) => VersionId,
  dataset: VersionId | null,
): Experiments {
  const given = isModestJson(text, mostValues) ? parseJson(text) : undefined;
  if (given === undefined) throw invalid(`it is not JSON, or has more than ${mostValues} values`);
  const isGroup = typeof given !== 'object' || given === null || 'experiments' in given;
  const parsed = (isGroup ? groupSchema : singleSchema).safeParse(given);
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
  const { experiment_group: group, experiments } = parsed.data;
  const requests = experiments.map((experiment, index): TrainingRequest => {
    const name = `experiment ${index + 1}`;
    const { subsample_fraction: subsample, ...datasetArguments } = experiment.dataset_args ?? {};
    const { batch_size: batch, epochs, ...others } = experiment.train_args ?? {};
    const unknown = [
      ...Object.keys(experiment).filter((key) => !known.has(key)),
      ...Object.keys(datasetArguments).map((key) => `dataset_args.${key}`),
    ];
    if (unknown.length > 0) throw invalid(`${name} has unknown keys: ${unknown.join(', ')}`);
    const changes = settingChangesSchema.safeParse({
      ...others,
      ...(subsample === undefined ? {} : { subsample }),
      ...(batch === undefined ? {} : { batch }),
      ...(epochs === undefined ? {} : { epochs }),
      ...networkChanges(experiment, name),
    });
    if (!changes.success) throw invalid(`${name}: ${z.prettifyError(changes.error)}`);
    const version = experiment.dataset === undefined ? dataset : findVersion(experiment.dataset);
    if (version === null) throw invalid(`${name} names no dataset, and no default dataset was given`);
    return {
      dataset: version,
      base: experiment.base ?? null,
      preset: experiment.preset ?? 'standard',
      changes: changes.data,
      engine: experiment.engine ?? null,
      title: `${group}: ${name}`,
    };
  });
  return { group, requests };
}

interface SeedNetwork {
  readonly network: NetworkName;
  readonly options: NetworkOptions;
  /** Its arguments, each as an option of the network here. */
  readonly arguments: Readonly<Record<string, string>>;
}

const windowArguments = { window_width: 'window', window_stride: 'stride' };
/** The networks of text-recognizer-pro that are here, by their names there. */
const seedNetworks: Readonly<Record<string, SeedNetwork>> = {
  lenet: { network: 'characters', options: { form: 'lenet' }, arguments: {} },
  mlp: {
    network: 'characters',
    options: { form: 'mlp' },
    arguments: { layer_size: 'units', num_layers: 'layers' },
  },
  line_lstm_ctc: { network: 'line', options: { form: 'windows' }, arguments: windowArguments },
  line_cnn_all_conv: { network: 'line', options: { form: 'windows', layers: 0 }, arguments: windowArguments },
  fcn: { network: 'fcn-lines', options: {}, arguments: {} },
};

/**
 * A new network, if the experiment names one, by its name here or in text-recognizer-pro.
 *
 * @param name of the experiment
 * @throws InkdexError `data-invalid` for a network, or an argument of one of text-recognizer-pro, that is not here
 */
function networkChanges({ network, network_args: given = {} }: Experiment, name: string): SettingChanges {
  if (network === undefined) {
    const keys = Object.keys(given);
    if (keys.length > 0) throw invalid(`${name} has network_args (${keys.join(', ')}) but names no network`);
    return {};
  }
  const own = networkNameSchema.safeParse(network);
  if (own.success) return { network: own.data, networkOptions: given };
  const seed = seedNetworks[network];
  if (seed === undefined) {
    const names = [...networkNameSchema.options, ...Object.keys(seedNetworks)].join(', ');
    throw invalid(`${name}: the network ${JSON.stringify(network)} is not known; expected one of ${names}`);
  }
  const { dropout_amount: dropout, ...others } = given;
  const networkOptions: Record<string, NetworkOptions[string]> = { ...seed.options };
  for (const [key, value] of Object.entries(others)) {
    const option = seed.arguments[key];
    if (option === undefined) throw invalid(`${name}: ${network} has no argument ${key} here`);
    networkOptions[option] = value;
  }
  return {
    network: seed.network,
    networkOptions,
    ...(typeof dropout === 'number' && { dropout }),
  };
}

function invalid(found: string): InkdexError {
  return new InkdexError(
    'data-invalid',
    `The experiments file is invalid: ${found}. Expected {"experiment_group", "experiments": [{"dataset", "network", "train_args"}]}, or one such experiment.`,
  );
}
