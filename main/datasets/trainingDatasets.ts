import { isDeepStrictEqual } from 'node:util';
import type { VersionId } from '../../shared/contract/dataset.ts';
import type { DatasetOrigin, LibraryQuery } from '../../shared/contract/datasetContents.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { WorkOptions } from '../jobs/steps.ts';
import { counted, formatCount } from '../../shared/text.ts';
import { countSureWords, listPhotosBeside } from '../store/words/corrections.ts';
import type { WritableDatabase } from '../store/database.ts';
import { findDatasetByName, findDatasetState } from '../store/datasets/datasets.ts';
import type { DatasetsService } from './service.ts';

/**
 * Pseudo-labels that are trained together with a person's corrections: unconfirmed words of the same
 * writer that the current model, with decoder and language model, reads with high confidence. The manifest marks them, and
 * they are never used for evaluation.
 */
export const pseudoLabels = {
  /** Least confidence of a pseudo-label. */
  leastConfidence: 0.9,
  /** Uncorrected photos to take pseudo-labels from. More would take longer than the training. */
  photos: 16,
} as const;

/**
 * The datasets that training creates itself: it replaces them each time, and their versions stay. It never replaces a
 * dataset of the same name that a user created or edited; it then adds the next free number to the name.
 */
export function datasetsForTraining({
  db,
  datasets,
}: {
  readonly db: WritableDatabase;
  readonly datasets: DatasetsService;
}) {
  const fresh = { mode: null, splitRule: null, licence: null } as const;

  function ownName(name: string, isOwn: (origin: DatasetOrigin) => boolean): string {
    for (let number = 1; ; number += 1) {
      const numbered = number === 1 ? name : `${name} ${number}`;
      const there = findDatasetByName(db, numbered);
      if (there === undefined) return numbered;
      if (isOwn(there.origin) && findDatasetState(db, there.id)?.isEdited === false) return numbered;
    }
  }

  /** The photos whose words train together with the corrections of some photos. */
  const withBeside = (photos: readonly PhotoId[]) => [
    ...photos,
    ...listPhotosBeside(db, photos, pseudoLabels.photos),
  ];

  async function freeze(name: string, note: string, work: WorkOptions) {
    const { id: dataset } = datasets.datasetNamed(name);
    const ask = { dataset, author: null, note, tags: [] };
    return (await datasets.freezeNow(ask, work)).version;
  }

  return {
    manifestOf: (version: VersionId) => datasets.filesOf(datasets.versionNamed(version)).manifest,
    objectsOf: (version: VersionId) => datasets.filesOf(version).objects,
    findVersion: (name: string) => datasets.versionNamed(name),
    /** About how many words `freezeCorrections` would freeze. */
    countForCorrections: (photos: readonly PhotoId[]) =>
      countSureWords(db, withBeside(photos), pseudoLabels.leastConfidence),
    async freezeCorrections(photos: readonly PhotoId[], work: WorkOptions) {
      const asked = {
        level: 'word' as const,
        folder: null,
        status: null,
        progress: null,
        search: null,
        language: null,
        confirmedOnly: false,
        leastConfidence: pseudoLabels.leastConfidence,
        writer: null,
      } satisfies Omit<LibraryQuery, 'photos'>;
      const query = { ...asked, photos: withBeside(photos) };
      const name = ownName(
        'Corrections',
        (origin) =>
          origin.kind === 'library' &&
          isDeepStrictEqual({ ...origin.query, photos: [] }, { ...asked, photos: [] }),
      );
      await datasets.createNow({ name, dataset: null, query, ...fresh }, work);
      return await freeze(name, 'Frozen for training', work);
    },
    async importIam(
      { path, recipe }: { readonly path: string; readonly recipe: 'strict' | 'seed' },
      work: WorkOptions,
    ) {
      const name = ownName(
        `IAM ${recipe}`,
        (origin) => origin.kind === 'import' && origin.format === 'iam' && origin.recipe === recipe,
      );
      const ask = { name, format: 'iam', path, recipe, columns: null, keepGood: true, ...fresh };
      const { samples, skipped } = await datasets.importNow(ask, work);
      const version = await freeze(name, `Imported from ${path}`, work);
      const reasons = Object.entries(skipped).map(
        ([reason, count]) => `${formatCount(count)} skipped: ${reason}`,
      );
      return { version, notices: [`Imported ${counted(samples, 'sample')}.`, ...reasons] };
    },
    discardSent: (path: string) => datasets.discardSent(path),
  };
}
