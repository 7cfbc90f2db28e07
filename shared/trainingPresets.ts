import {
  trainingSettingsSchema,
  type PresetName,
  type SettingChanges,
  type TrainingSettings,
} from './contract/run.ts';

const common: TrainingSettings = {
  seed: 1,
  epochs: 6,
  batch: 64,
  optimizer: 'muon',
  learningRate: 8e-4,
  warmup: 0.05,
  decay: 0.5,
  weightDecay: 1e-3,
  layerRate: 1,
  frozen: 'none',
  dropout: 0.2,
  augmentation: 1,
  subsample: 1,
  rehearsal: 0.1,
  averageDecay: 0.998,
  evaluations: 12,
  patience: 6,
  newLetters: 'learn',
};

const presets: Readonly<Record<PresetName, SettingChanges>> = {
  quick: { epochs: 2, averageDecay: 0.99, evaluations: 4 },
  standard: {},
  // Muon learns sooner; after this many epochs AdamW alone has learned more.
  thorough: { epochs: 30, optimizer: 'adamw', learningRate: 1e-3, decay: 0.6, augmentation: 1.2 },
  'my-words': {
    epochs: 25,
    batch: 32,
    optimizer: 'adamw',
    learningRate: 4e-4,
    rehearsal: 0.5,
    averageDecay: 0.98,
    evaluations: 4,
    patience: 0,
  },
};

/** Of a finder of lines, whose samples are whole pages. */
const ofPages: SettingChanges = {
  epochs: 30,
  batch: 2,
  optimizer: 'adamw',
  learningRate: 2e-3,
  rehearsal: 0,
  averageDecay: 0.97,
};

/** The default preset for IAM: a dataset of this size is trained on once, and thoroughly. */
export const iamPreset = 'thorough' satisfies PresetName;

/** The settings of a preset with a person's changes. */
export function trainingSettings(preset: PresetName, changes: SettingChanges = {}): TrainingSettings {
  const said = Object.entries(changes).filter(([, value]) => value !== undefined);
  const ofNetwork = changes.network === 'fcn-lines' ? ofPages : {};
  return trainingSettingsSchema.parse({
    ...common,
    ...ofNetwork,
    ...presets[preset],
    ...Object.fromEntries(said),
  });
}
