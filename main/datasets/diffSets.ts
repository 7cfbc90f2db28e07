import type { ChangeCounts, ChangeKind, Diff, SampleChange } from '../../shared/contract/datasetContents.ts';
import type { Database } from '../store/database.ts';
import { listSetChanges, type SetChange, findSamples } from '../store/datasetSamples.ts';

/**
 * Compares two sets: counts of added, removed and changed samples, and one page of the changes with their samples.
 */
export function diffSets(
  db: Database,
  before: number,
  after: number,
  { kind, offset, limit }: { kind: ChangeKind | null; offset: number; limit: number },
): Diff {
  const changes = before === after ? [] : listSetChanges(db, before, after);
  const wanted = kind === null ? changes : changes.filter(({ kinds }) => kinds.includes(kind));
  return {
    counts: countKinds(changes),
    total: wanted.length,
    changes: withSamples(db, wanted.slice(offset, offset + limit)),
  };
}

function countKinds(changes: readonly SetChange[]): ChangeCounts {
  const counts: ChangeCounts = { added: 0, removed: 0, text: 0, box: 0, split: 0, other: 0 };
  for (const { kinds } of changes) for (const kind of kinds) counts[kind] += 1;
  return counts;
}

function withSamples(db: Database, changes: readonly SetChange[]): SampleChange[] {
  const ids = changes.flatMap(({ before, after }) => [before, after]).filter((id) => id !== null);
  const samples = new Map(findSamples(db, ids).map((sample) => [sample.id, sample]));
  return changes.map(({ key, kinds, before, after }): SampleChange => {
    return {
      key,
      kinds: [...kinds],
      before: before === null ? null : (samples.get(before) ?? null),
      after: after === null ? null : (samples.get(after) ?? null),
    };
  });
}
