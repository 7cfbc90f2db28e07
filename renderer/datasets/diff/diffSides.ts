import type { VersionId, VersionRecord } from '../../../shared/contract/dataset.ts';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import type { DatasetRoute } from '../../state/datasetRoute.ts';

/** The two sides of a comparison. `after` null: the current state; `before` null: nothing to compare. */
export interface DiffSides {
  readonly before: VersionId | null;
  readonly after: VersionId | null;
}

/**
 * The sides that the address names. Otherwise a version is compared with its parent, and the current state with the
 * version it is based on; if it equals that version, that version with its parent.
 */
export function sidesOf(
  route: Pick<DatasetRoute, 'version' | 'before'>,
  { head, isChanged }: Pick<Dataset, 'head' | 'isChanged'>,
  versions: readonly Pick<VersionRecord, 'version' | 'parent'>[],
): DiffSides {
  const parentOf = (version: VersionId): VersionId | null => {
    const parent = versions.find((record) => record.version === version)?.parent ?? null;
    return versions.some((record) => record.version === parent) ? parent : null;
  };
  const olderThan = (version: VersionId): VersionId | null => {
    const place = versions.findIndex((record) => record.version === version);
    return parentOf(version) ?? (place < 0 ? null : (versions[place + 1]?.version ?? null));
  };
  if (route.before !== null) return { before: route.before, after: route.version };
  if (route.version !== null) return { before: olderThan(route.version), after: route.version };
  if (head === null || isChanged) return { before: head ?? versions[0]?.version ?? null, after: null };
  const parent = olderThan(head);
  return parent === null ? { before: head, after: null } : { before: parent, after: head };
}
