import { readPage } from '../../../main/reader/reader.ts';
import { pseudoLabels } from '../../../main/datasets/trainingDatasets.ts';
import type { LabelledPage } from '../../../pretraining/data.ts';
import { openModels } from '../../../pretraining/shippedModels.ts';
import type { ReadPhoto } from './writeCorrections.ts';

const read = new Map<string, ReadPhoto>();

/** What the models before any learning find on photos, and are as sure of as the app asks for. */
export async function surelyRead(pages: readonly LabelledPage[]): Promise<ReadPhoto[]> {
  const models = await openModels(1);
  const photos: ReadPhoto[] = [];
  for (const { path } of pages.slice(0, pseudoLabels.photos)) {
    let photo = read.get(path);
    if (photo === undefined) {
      const { words } = await readPage(path, models, { alternatives: 1 });
      const sure = words.filter(({ confidence }) => confidence >= pseudoLabels.leastConfidence);
      photo = { path, sha256: models.recogniser.sha256, words: sure };
      read.set(path, photo);
    }
    photos.push(photo);
  }
  return photos;
}
