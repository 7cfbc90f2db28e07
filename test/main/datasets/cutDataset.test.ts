import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noFilter, type DatasetId } from '../../../shared/contract/datasetContents.ts';
import { modelIdSchema } from '../../../shared/contract/model.ts';
import { characters } from '../../../shared/text.ts';
import { metadataOf, withMetadata } from '../../../main/ml/onnx/editModel.ts';
import { unwatched } from '../../support/datasetRecords.ts';
import { starterRecogniser } from '../../support/greedyCrops.ts';
import { temporaryFolder } from '../../support/library.ts';
import { openDatasets, type OpenedDatasets } from '../../support/openDatasets.ts';

const freezing = { author: 'me', note: '', tags: [] };

function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function open(recogniser = starterRecogniser): OpenedDatasets {
  const model = { id: modelIdSchema.parse('mine'), sha256: sha256Of(recogniser), path: recogniser };
  return openDatasets([], { recogniser: () => Promise.resolve(model) });
}

async function frozenWords({ datasets }: OpenedDatasets, level: 'word' | 'line' = 'word') {
  const { dataset } = await datasets.drawNow(
    {
      name: 'drawn',
      texts: { text: 'stack queue tree 42' },
      fonts: null,
      level,
      count: level === 'word' ? 16 : 1,
      seed: 5,
      mode: null,
      splitRule: { kind: 'hash', unit: 'key', shares: { validation: 0.2, test: 0.3 }, salt: '' },
      licence: 'CC0-1.0',
    },
    unwatched,
  );
  return await datasets.freezeNow({ ...freezing, dataset }, unwatched);
}

function samplesOf({ datasets }: OpenedDatasets, dataset: DatasetId) {
  const asked = { contents: { dataset }, filter: noFilter, offset: 0, limit: 500 };
  return datasets.calls.listSamples(asked).samples;
}

describe('the words of a version', () => {
  it('are cut into characters of 28 x 28 pixels, with the splits, writers and labels of their words', async () => {
    const opened = open();
    const { version } = await frozenWords(opened);
    const taken = await opened.datasets.cutNow({ name: 'letters', version }, unwatched);
    const words = new Map(
      samplesOf(opened, opened.datasets.datasetNamed('drawn').id).map((word) => [word.key, word]),
    );
    const letters = samplesOf(opened, taken.dataset);
    const all = [...words.values()].reduce((sum, { text }) => sum + characters(text).length, 0);
    // Drawn words are plain: most of their characters are sure.
    expect(letters.length).toBeGreaterThan(all / 2);
    expect(new Set(letters.map(({ split }) => split)).size).toBeGreaterThan(1);
    for (const letter of letters) {
      const [key = '', place] = letter.key.split('#');
      const word = words.get(key);
      expect(letter).toMatchObject({
        text: characters(word?.text ?? '')[Number(place) - 1],
        split: word?.split,
        writer: word?.writer,
        source: word?.source,
        width: 28,
        height: 28,
        quad: null,
      });
    }
  });

  it('keep their lineage: the version, and the SHA-256 of the model, also in the version of the characters', async () => {
    const opened = open();
    const { version } = await frozenWords(opened);
    const { dataset } = await opened.datasets.cutNow({ name: 'letters', version }, unwatched);
    const model = sha256Of(starterRecogniser);
    expect(opened.datasets.calls.getDataset({ dataset })).toMatchObject({
      origin: { kind: 'characters', version, model },
      licence: 'CC0-1.0',
    });
    const frozen = await opened.datasets.freezeNow({ ...freezing, dataset }, unwatched);
    const [record] = opened.datasets.calls.getVersion({ version: frozen.version });
    expect(record.models).toEqual([model]);
    // The same words and the same model give the same version.
    const again = open();
    const words = await frozenWords(again);
    expect(words.version).toBe(version);
    const cut = await again.datasets.cutNow({ name: 'other', version }, unwatched);
    const other = await again.datasets.freezeNow({ ...freezing, dataset: cut.dataset }, unwatched);
    expect(other.version).toBe(frozen.version);
  });

  it('are no lines: a version without words is refused', async () => {
    const opened = open();
    const { version } = await frozenWords(opened, 'line');
    await expect(opened.datasets.cutNow({ name: 'letters', version }, unwatched)).rejects.toThrow(
      /drawn [0-9a-f]{8} has no words to cut into characters/u,
    );
  });

  it('are not cut by a recogniser that does not say where characters stand, and nothing is left', async () => {
    const path = join(temporaryFolder(), 'attention.onnx');
    const bytes = readFileSync(starterRecogniser);
    const metadata = metadataOf(bytes);
    if (metadata.kind !== 'recogniser') throw new Error('The starter is a recogniser.');
    const network = { name: 'attention', options: {} } as const;
    writeFileSync(path, withMetadata(bytes, { ...metadata, network }));
    const opened = open(path);
    const { version } = await frozenWords(opened);
    await expect(opened.datasets.cutNow({ name: 'letters', version }, unwatched)).rejects.toThrow(
      /does not say where each character of a word stands.*inkdex model promote/su,
    );
    expect(opened.datasets.calls.listDatasets().map(({ name }) => name)).toEqual(['drawn']);
  });
});
