import type { Split } from '../../shared/contract/dataset.ts';
import type {
  DatasetLookAlikes,
  LookAlikeGroup,
  SampleId,
  SplitCheck,
} from '../../shared/contract/datasetContents.ts';
import { nearPairs, parsePictureHash } from '../imaging/hashes/pictureHash.ts';
import type { WritableDatabase } from '../store/database.ts';
import {
  countPictureHashes,
  listPictureHashes,
  type PictureHashRow,
} from '../store/datasets/datasetImages.ts';
import { findSamples } from '../store/datasets/datasetSamples.ts';
import { countSplits, listStraddling } from '../store/datasets/datasetStatistics.ts';

/** Samples of a group to send to a window. */
const samplesShown = 24;

/** A group of identical or nearly identical samples, by id. */
export interface Group {
  readonly kind: LookAlikeGroup['kind'];
  readonly isAcrossSplits: boolean;
  readonly samples: readonly SampleId[];
}

/**
 * All groups of two or more: groups across splits first, then by size. Pictures without a fingerprint are left out.
 */
function groupLookAlikes(db: WritableDatabase, set: number): Group[] {
  const byCrop = Map.groupBy(listPictureHashes(db, set), ({ crop }) => crop);
  const crops = [...byCrop.values()];
  const seen = crops.flatMap((rows, index) => {
    const hash = rows[0]?.hash ?? null;
    return hash === null ? [] : [{ index, hash: parsePictureHash(hash) }];
  });
  const leader = crops.map((_, index) => index);
  for (const [a, b] of nearPairs(seen.map(({ hash }) => hash))) {
    join(leader, seen[a]?.index ?? 0, seen[b]?.index ?? 0);
  }
  const groups = Map.groupBy(crops.keys(), (index) => leaderOf(leader, index));
  return [...groups.values()]
    .map((members) => groupOf(members.map((index) => crops[index] ?? [])))
    .filter(({ samples }) => samples.length > 1)
    .sort(
      (a, b) =>
        Number(b.isAcrossSplits) - Number(a.isAcrossSplits) ||
        b.samples.length - a.samples.length ||
        (a.samples[0] ?? 0) - (b.samples[0] ?? 0),
    );
}

/** One page of the groups, with their samples. */
export function listLookAlikes(
  db: WritableDatabase,
  set: number,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): DatasetLookAlikes {
  const groups = groupLookAlikes(db, set);
  return {
    ...countPictureHashes(db, set),
    total: groups.length,
    groups: groups.slice(offset, offset + limit).map(({ kind, isAcrossSplits, samples }): LookAlikeGroup => {
      const shown = findSamples(db, samples.slice(0, samplesShown)).sort((a, b) => a.id - b.id);
      return { kind, isAcrossSplits, samples: shown, size: samples.length };
    }),
  };
}

function groupOf(crops: readonly (readonly PictureHashRow[])[]): Group {
  const rows = crops.flat();
  const splits = new Set(rows.map(({ split }) => split).filter((split): split is Split => split !== null));
  return {
    kind: crops.length > 1 ? 'near' : 'same',
    isAcrossSplits: splits.size > 1,
    samples: rows.map(({ sample }) => sample),
  };
}

/** Union-find with path halving (Tarjan and van Leeuwen, 1984). */
function leaderOf(leader: number[], index: number): number {
  let at = index;
  for (let up = leader[at] ?? at; up !== at; up = leader[at] ?? at) {
    leader[at] = leader[up] ?? up;
    at = leader[at] ?? at;
  }
  return at;
}

function join(leader: number[], a: number, b: number): void {
  leader[leaderOf(leader, b)] = leaderOf(leader, a);
}

/** Finds leakage: writers, pages and near-duplicates in more than one split of a set. */
export function checkSplits(db: WritableDatabase, set: number): SplitCheck {
  return {
    ...countPictureHashes(db, set),
    splits: countSplits(db, set),
    writers: listStraddling(db, set, 'writer'),
    pages: listStraddling(db, set, 'page'),
    lookAlikes: groupLookAlikes(db, set).filter(({ isAcrossSplits }) => isAcrossSplits).length,
  };
}
