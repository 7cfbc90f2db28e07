import { type VersionId, type VersionRecord, versionIdSchema } from '../../shared/contract/dataset.ts';
import { nameOfVersion } from '../common/names.ts';

interface VersionChoiceProps {
  readonly label: string;
  readonly version: VersionId | null;
  readonly versions: readonly VersionRecord[];
  /** Whether the current state of the dataset can be chosen, too. */
  readonly hasNow: boolean;
  readonly onChange: (version: VersionId | null) => void;
}

/** Chooses a version of the dataset, or its current state. */
export function VersionChoice({ label, version, versions, hasNow, onChange }: VersionChoiceProps) {
  return (
    <label className="version-choice">
      <span>{label}</span>
      <select
        value={version ?? ''}
        onChange={(event) => {
          onChange(versionIdSchema.nullable().catch(null).parse(event.target.value));
        }}
      >
        {hasNow && <option value="">{nameOfVersion(null, versions)}</option>}
        {versions.map((record) => (
          <option key={record.version} value={record.version}>
            {nameOfVersion(record.version, versions)}
          </option>
        ))}
      </select>
    </label>
  );
}
