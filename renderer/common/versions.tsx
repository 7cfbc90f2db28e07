import { useId } from 'react';
import type { VersionId, VersionRecord } from '../../shared/contract/dataset.ts';
import { useCall, useCalls } from '../host/useCall.ts';
import { formatMoment, formatPlural } from '../ui/format.ts';

interface VersionFieldProps {
  readonly value: VersionId | null;
  readonly onChange: (version: VersionId | null) => void;
}

/** Chooses a dataset version from a list grouped by dataset, newest first. */
export function VersionField({ value, onChange }: VersionFieldProps) {
  const id = useId();
  const { answer: datasets, error } = useCall('listDatasets', {});
  const { answer: versions } = useCalls(
    'listVersions',
    (datasets ?? []).map((dataset) => ({ dataset: dataset.id })),
  );
  const found = versions && datasets?.map((dataset, index) => ({ dataset, records: versions[index] ?? [] }));
  const all = found?.filter(({ records }) => records.length > 0) ?? [];
  const known = all.flatMap(({ records }) => records.map(({ version }) => version));
  const hasUnfrozen = found !== undefined && found.length > all.length;

  return (
    <div className="field">
      <label htmlFor={id} className="field-label">
        Dataset version
      </label>
      <select
        id={id}
        value={value ?? ''}
        onChange={(event) => {
          onChange(known.find((version) => version === event.target.value) ?? null);
        }}
      >
        <option value="">{all.length === 0 ? 'No versions yet' : 'Choose a version…'}</option>
        {all.map(({ dataset, records }) => (
          <optgroup key={dataset.id} label={dataset.name}>
            {records.map((record) => (
              <option key={record.version} value={record.version}>
                {nameOf(record)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      {error !== null && <p className="field-problem">{error.message}</p>}
      {found !== undefined && (all.length === 0 || hasUnfrozen) && (
        <p className="hint">
          {all.length === 0
            ? 'Training needs a frozen version, so that its data stays known. '
            : 'Datasets without a frozen version are not listed. '}
          <a href="#/datasets">Create and freeze datasets</a>
        </p>
      )}
    </div>
  );
}

function nameOf({ number, dataset, samples, frozenAt, note }: VersionRecord): string {
  const parts = [`${dataset}, version ${number}`, formatPlural(samples, 'sample'), formatMoment(frozenAt)];
  return [...parts, note.split('\n')[0] ?? ''].filter((part) => part !== null && part !== '').join(' · ');
}

/** The name of a dataset version: its dataset and its number there. */
export function VersionName({ version }: { readonly version: VersionId }) {
  const { answer: records } = useCall('getVersion', { version });
  const [record] = records ?? [];
  return (
    <span title={record?.note === '' ? version : record?.note}>
      {record !== undefined && (
        <span title={version}>
          <bdi>{record.dataset}</bdi>, version {record.number}
        </span>
      )}
    </span>
  );
}
