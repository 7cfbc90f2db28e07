import { z } from 'zod';
import type { VersionId } from '../../../shared/contract/dataset.ts';
import type { ModelId, TrainingEngineName } from '../../../shared/contract/model.ts';
import {
  frozenLayersSchema,
  optimizerNameSchema,
  trainingSettingsSchema,
  type PresetName,
  type SettingChanges,
  type TrainingRequest,
  type TrainingSettings,
} from '../../../shared/contract/run.ts';

/** A run as it is being set up. Settings are texts, as they are typed; an absent one is as the preset says. */
export interface TrainDraft {
  readonly dataset: VersionId | null;
  readonly base: ModelId | null;
  readonly preset: PresetName;
  readonly typed: Partial<Record<SettingName, string>>;
  readonly engine: TrainingEngineName | null;
  readonly title: string;
}

export type SettingName = keyof TrainingSettings;

/** Settings that a person may change, with what they mean. */
export interface SettingField {
  readonly name: SettingName;
  readonly label: string;
  readonly hint: string;
  /** Of a choice: its values with their names. */
  readonly options?: readonly (readonly [value: string, name: string])[];
}

export const settingGroups: readonly { readonly title: string; readonly fields: readonly SettingField[] }[] =
  [
    {
      title: 'How much',
      fields: [
        { name: 'epochs', label: 'Epochs', hint: 'How often each word is seen.' },
        { name: 'subsample', label: 'Share of the words', hint: '1 is all of them; the seed draws which.' },
        { name: 'batch', label: 'Words at a time', hint: 'Fewer where memory is short.' },
        { name: 'evaluations', label: 'Checks', hint: 'On words that it does not train on.' },
        { name: 'patience', label: 'Patience', hint: 'Checks without a gain before it stops; 0: never.' },
        { name: 'seed', label: 'Seed', hint: 'The same seed gives the same run.' },
      ],
    },
    {
      title: 'How it learns',
      fields: [
        {
          name: 'optimizer',
          label: 'Optimizer',
          hint: 'Muon learns what few words show, too.',
          options: [
            ['muon', 'Muon and AdamW'],
            ['adamw', 'AdamW alone'],
          ],
        },
        { name: 'learningRate', label: 'Learning rate', hint: 'The optimizer’s, once warm.' },
        { name: 'warmup', label: 'Warm-up', hint: 'Share of the steps over which the rate rises.' },
        { name: 'decay', label: 'Decay', hint: 'Share of the steps, the last, over which it falls.' },
        { name: 'weightDecay', label: 'Weight decay', hint: 'Of the weights, times the rate.' },
        {
          name: 'layerRate',
          label: 'Rate of each layer',
          hint: 'Of the next one’s, towards the image; 1: all the same.',
        },
        {
          name: 'averageDecay',
          label: 'Moving average',
          hint: 'Of the weights; the average is what is kept.',
        },
      ],
    },
    {
      title: 'What it sees and keeps',
      fields: [
        {
          name: 'augmentation',
          label: 'Augmentation',
          hint: '0: words as they are; 1: the spread of real photos.',
        },
        { name: 'rehearsal', label: 'Rehearsal', hint: 'Share of words that it knew before.' },
        { name: 'dropout', label: 'Dropout', hint: 'Share of channels silenced.' },
        {
          name: 'frozen',
          label: 'Frozen layers',
          hint: 'They keep the weights that they have.',
          options: [
            ['none', 'None'],
            ['convolutions', 'Those that see strokes'],
            ['all-but-head', 'All but the last'],
          ],
        },
        {
          name: 'newLetters',
          label: 'Letters it does not know',
          hint: 'Such as accents that the model lacks.',
          options: [
            ['learn', 'Learn them'],
            ['leave-out', 'Leave their words out'],
          ],
        },
      ],
    },
  ];

const numberText = z
  .string()
  .trim()
  // Nothing is no number, though JavaScript takes it for zero.
  .transform((text) => (text === '' ? Number.NaN : Number(text.replace(',', '.'))));

/** What is wrong with a typed setting; null for one that can stay. */
export function problemOf(name: SettingName, text: string): string | null {
  const [issue] = valueOf(name, text).error?.issues ?? [];
  return issue === undefined ? null : describe(issue);
}

/** In words for a person: the schema's own are for programs. */
function describe(issue: z.core.$ZodIssue): string {
  const { code } = issue;
  if (code === 'too_big') return `expected at most ${String(issue.maximum)}`;
  if (code === 'too_small') {
    return `expected ${issue.inclusive === true ? 'at least' : 'more than'} ${String(issue.minimum)}`;
  }
  if (code !== 'invalid_type') return issue.message;
  return issue.expected === 'int' ? 'expected a whole number' : 'expected a number';
}

/** What the typed settings change of the preset's; null while one of them is wrong. */
export function changesOf({ typed }: Pick<TrainDraft, 'typed'>): SettingChanges | null {
  const entries = Object.entries(typed) as [SettingName, string][];
  const parsed = entries.map(([name, text]) => [name, valueOf(name, text)] as const);
  if (parsed.some(([, { success }]) => !success)) return null;
  return trainingSettingsSchema
    .partial()
    .parse(Object.fromEntries(parsed.map(([name, { data }]) => [name, data])));
}

/** The run to ask for; null while something is missing or wrong. */
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
  if (name === 'newLetters') return shape.newLetters.safeParse(text);
  return numberText.pipe(shape[name]).safeParse(text);
}
