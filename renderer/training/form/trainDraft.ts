import { z } from 'zod';
import type { VersionId } from '../../../shared/contract/dataset.ts';
import type { ModelId, TrainingEngineName } from '../../../shared/contract/model.ts';
import type { NetworkName } from '../../../shared/networks.ts';
import {
  type AlphabetName,
  decayShapeSchema,
  frozenLayersSchema,
  optimizerNameSchema,
  trainingSettingsSchema,
  type PresetName,
  type SettingChanges,
  type TrainingRequest,
  type TrainingSettings,
} from '../../../shared/contract/run.ts';

/** The form values of a run. Settings are texts as typed; a missing one has the value of the preset. */
export interface TrainDraft {
  readonly dataset: VersionId | null;
  readonly base: ModelId | null;
  /** A new network to train; null to train the base model further. */
  readonly network: NetworkName | null;
  /** Of a new recogniser of lines. */
  readonly initialWeights: 'random' | 'base';
  /** Of a new recogniser of lines or characters. */
  readonly alphabet: AlphabetName;
  readonly preset: PresetName;
  readonly typed: Partial<Record<SettingName, string>>;
  readonly engine: TrainingEngineName | null;
  readonly title: string;
}

export type SettingName = Exclude<
  keyof TrainingSettings,
  'network' | 'networkOptions' | 'initialWeights' | 'alphabet'
>;

/** A setting that a person may change, with its explanation. */
export interface SettingField {
  readonly name: SettingName;
  readonly label: string;
  readonly hint: string;
  /** The value where presets have none. */
  readonly usual?: string;
  /** For a choice: its values with their names. */
  readonly options?: readonly (readonly [value: string, name: string])[];
}

export const settingGroups: readonly { readonly title: string; readonly fields: readonly SettingField[] }[] =
  [
    {
      title: 'Duration',
      fields: [
        { name: 'epochs', label: 'Epochs', hint: 'How often each word is trained on.' },
        { name: 'subsample', label: 'Share of words', hint: '1: all words. The seed selects them.' },
        { name: 'batch', label: 'Batch size', hint: 'Reduce it if memory is short.' },
        { name: 'evaluations', label: 'Evaluations', hint: 'How often the run is scored on held-out words.' },
        { name: 'patience', label: 'Early stopping', hint: 'Evaluations without improvement; 0: off.' },
        { name: 'seed', label: 'Seed', hint: 'The same seed gives the same run.' },
      ],
    },
    {
      title: 'Optimization',
      fields: [
        {
          name: 'optimizer',
          label: 'Optimizer',
          hint: 'Muon learns more from few words.',
          options: [
            ['muon', 'Muon and AdamW'],
            ['adamw', 'AdamW only'],
            ['adam', 'Adam'],
            ['sgd', 'SGD with momentum'],
            ['rmsprop', 'RMSprop'],
            ['adadelta', 'AdaDelta (rate 1)'],
          ],
        },
        { name: 'learningRate', label: 'Learning rate', hint: 'After warm-up.' },
        { name: 'warmup', label: 'Warm-up', hint: 'Share of the steps over which the rate rises.' },
        { name: 'decay', label: 'Rate decay', hint: 'Share of the last steps over which the rate falls.' },
        {
          name: 'decayShape',
          label: 'Shape of the decay',
          hint: 'How the rate falls.',
          usual: 'linear',
          options: [
            ['linear', 'Linear'],
            ['polynomial', 'Polynomial'],
            ['exponential', 'Exponential'],
            ['steps', 'In steps'],
          ],
        },
        { name: 'clipNorm', label: 'Gradient clipping', hint: 'The largest norm; 0: off.', usual: '8' },
        { name: 'weightDecay', label: 'Weight decay', hint: 'Multiplied by the learning rate.' },
        {
          name: 'layerRate',
          label: 'Layer-wise rate decay',
          hint: 'Each earlier layer learns this many times as fast. 1 = same rate.',
        },
        {
          name: 'averageDecay',
          label: 'Moving average',
          hint: 'Decay of the weight average (EMA). The average is what is saved.',
        },
      ],
    },
    {
      title: 'Data and regularisation',
      fields: [
        {
          name: 'augmentation',
          label: 'Augmentation',
          hint: '0: none; 1: the variation of real photos.',
        },
        { name: 'rehearsal', label: 'Replay', hint: 'Share of each batch from earlier training words.' },
        { name: 'dropout', label: 'Dropout', hint: 'Share of channels dropped.' },
        {
          name: 'frozen',
          label: 'Frozen layers',
          hint: 'Their weights do not change.',
          options: [
            ['none', 'None'],
            ['convolutions', 'Convolutional layers'],
            ['all-but-head', 'All but the last'],
          ],
        },
        {
          name: 'newLetters',
          label: 'Unknown characters',
          hint: 'For example accented letters.',
          options: [
            ['learn', 'Learn them'],
            ['leave-out', 'Skip their words'],
          ],
        },
      ],
    },
  ];

const numberText = z
  .string()
  .trim()
  // An empty text is not a number, although JavaScript converts it to zero.
  .transform((text) => (text === '' ? Number.NaN : Number(text.replace(',', '.'))));

/** What is wrong with a typed setting; null if it is valid. */
export function problemOf(name: SettingName, text: string): string | null {
  const [issue] = valueOf(name, text).error?.issues ?? [];
  return issue === undefined ? null : describe(issue);
}

/** Describes an issue for people, unlike the schema's own messages. */
function describe(issue: z.core.$ZodIssue): string {
  const { code } = issue;
  if (code === 'too_big') return `expected at most ${String(issue.maximum)}`;
  if (code === 'too_small') {
    return `expected ${issue.inclusive === true ? 'at least' : 'more than'} ${String(issue.minimum)}`;
  }
  if (code !== 'invalid_type') return issue.message;
  return issue.expected === 'int' ? 'expected a whole number' : 'expected a number';
}

/** Whether a new network has a form in which it can start with layers of a word model. */
export function startsFromLayers(network: TrainDraft['network']): boolean {
  return network === 'line' || network === 'crnn' || network === 'attention';
}

/** Whether a person chooses the alphabet: of the networks that text-recognizer-pro has, with random weights. */
export function takesAlphabet({
  network,
  initialWeights,
}: Pick<TrainDraft, 'network' | 'initialWeights'>): boolean {
  return network === 'characters' || (network === 'line' && initialWeights === 'random');
}

/** The typed settings as changes to the preset; null while one is invalid. */
export function changesOf({
  typed,
  network,
  initialWeights,
  alphabet,
}: Pick<TrainDraft, 'typed' | 'network' | 'initialWeights' | 'alphabet'>): SettingChanges | null {
  const entries = Object.entries(typed) as [SettingName, string][];
  const parsed = entries.map(([name, text]) => [name, valueOf(name, text)] as const);
  if (parsed.some(([, { success }]) => !success)) return null;
  return trainingSettingsSchema.partial().parse({
    ...Object.fromEntries(parsed.map(([name, { data }]) => [name, data])),
    ...(network === null ? {} : { network }),
    ...(startsFromLayers(network) && { initialWeights }),
    ...(takesAlphabet({ network, initialWeights }) && alphabet !== 'words' && { alphabet }),
  });
}

/** The request for the run; null while something is missing or invalid. */
export function requestOf(draft: TrainDraft): TrainingRequest | null {
  const { dataset, base, preset, engine, title } = draft;
  const changes = changesOf(draft);
  if (dataset === null || changes === null) return null;
  return { dataset, base, preset, changes, engine, title: title.trim() === '' ? null : title.trim() };
}

function valueOf(name: SettingName, text: string): z.ZodSafeParseResult<number | string> {
  const { shape } = trainingSettingsSchema;
  if (name === 'frozen') return frozenLayersSchema.safeParse(text);
  if (name === 'optimizer') return optimizerNameSchema.safeParse(text);
  if (name === 'decayShape') return decayShapeSchema.safeParse(text);
  if (name === 'clipNorm') return numberText.pipe(shape.clipNorm.unwrap()).safeParse(text);
  if (name === 'newLetters') return shape.newLetters.safeParse(text);
  return numberText.pipe(shape[name]).safeParse(text);
}
