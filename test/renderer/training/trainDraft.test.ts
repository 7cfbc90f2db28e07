import { describe, expect, it } from 'vitest';
import {
  changesOf,
  problemOf,
  requestOf,
  settingGroups,
  type TrainDraft,
} from '../../../renderer/training/form/trainDraft.ts';
import { versionIdSchema } from '../../../shared/contract/dataset.ts';
import { trainingSettingsSchema } from '../../../shared/contract/run.ts';

const draft: TrainDraft = {
  dataset: versionIdSchema.parse('ab'.repeat(32)),
  base: null,
  network: null,
  initialWeights: 'random',
  alphabet: 'words',
  preset: 'standard',
  typed: {},
  engine: null,
  title: ' ',
};

describe('setting up a run', () => {
  it('offers every setting once, the new network outside of the groups and its options not at all', () => {
    const grouped = settingGroups.flatMap(({ fields }) => fields.map(({ name }) => name));
    const offered = [...grouped, 'network', 'networkOptions', 'initialWeights', 'alphabet'];
    expect([...offered].sort()).toEqual(Object.keys(trainingSettingsSchema.shape).sort());
  });

  it('requests the settings of the preset with the typed changes', () => {
    const typed = { epochs: '3', learningRate: '0,0005', frozen: 'convolutions', optimizer: 'adamw' };
    expect(requestOf({ ...draft, typed })).toMatchObject({
      changes: { epochs: 3, learningRate: 0.0005, frozen: 'convolutions', optimizer: 'adamw' },
      title: null,
    });
  });

  it('requests nothing while the version is missing or a setting is invalid', () => {
    expect(requestOf({ ...draft, dataset: null })).toBeNull();
    expect(requestOf({ ...draft, typed: { epochs: 'many' } })).toBeNull();
    expect(changesOf({ ...draft, typed: { dropout: '0.9' } })).toBeNull();
  });

  it('requests the 80 classes of text-recognizer-pro for a new network with random weights only', () => {
    const asked: TrainDraft = { ...draft, network: 'line', alphabet: 'text-recognizer-pro' };
    expect(changesOf(asked)).toMatchObject({ alphabet: 'text-recognizer-pro' });
    expect(changesOf({ ...asked, network: 'characters' })).toMatchObject({ alphabet: 'text-recognizer-pro' });
    expect(changesOf({ ...asked, initialWeights: 'base' })).not.toHaveProperty('alphabet');
    expect(changesOf({ ...asked, network: 'crnn' })).not.toHaveProperty('alphabet');
  });

  it('requests the layers of the base model for new networks that have a form of them', () => {
    const fromBase = (network: TrainDraft['network']) =>
      changesOf({ ...draft, network, initialWeights: 'base' })?.initialWeights;
    expect((['line', 'crnn', 'attention'] as const).map(fromBase)).toEqual(['base', 'base', 'base']);
    expect(([null, 'stn-crnn', 'characters', 'fcn-lines'] as const).map(fromBase)).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });

  it('says what is wrong with a setting', () => {
    expect(problemOf('dropout', '0.5')).toBeNull();
    expect(problemOf('dropout', '0.9')).toBe('expected at most 0.8');
    expect(problemOf('dropout', '-1')).toBe('expected at least 0');
    expect(problemOf('epochs', '0')).toBe('expected more than 0');
    expect(problemOf('seed', '1.5')).toBe('expected a whole number');
    expect(problemOf('epochs', '')).toBe('expected a number');
    expect(problemOf('epochs', 'many')).toBe('expected a number');
    expect(problemOf('epochs', '1e999')).toBe('expected a number');
    expect(problemOf('frozen', 'some')).not.toBeNull();
    expect(problemOf('optimizer', 'newton')).not.toBeNull();
    expect(problemOf('clipNorm', '-1')).toBe('expected at least 0');
    expect(problemOf('decayShape', 'steps')).toBeNull();
  });
});
