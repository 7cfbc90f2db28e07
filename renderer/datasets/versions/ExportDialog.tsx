import { DestinationDialog } from '../../common/DestinationDialog.tsx';
import { useState } from 'react';
import type { VersionRecord } from '../../../shared/contract/dataset.ts';
import type { Format } from '../../../shared/contract/datasetCalls.ts';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import { useCall } from '../../host/useCall.ts';
import { datasetTasks } from '../stores.ts';
import { ChoiceField, Field, TextField } from '../../ui/Field.tsx';
import { downloadWhenDone } from '../../common/exporting.ts';
import { exportName } from './usesAndExports.ts';

interface ExportDialogProps {
  readonly dataset: Dataset;
  readonly record: VersionRecord;
  readonly onClose: () => void;
}

/** Asks for destination and format, and shows what the format cannot store. */
export function ExportDialog({ dataset, record: { version, number }, onClose }: ExportDialogProps) {
  const { answer: formats } = useCall('listFormats', {});
  const writable = formats?.filter(({ canWrite }) => canWrite) ?? [];
  const [name, setName] = useState<string | null>(null);
  const [variant, setVariant] = useState<string | undefined>(undefined);
  const [url, setUrl] = useState('');
  const format = writable.find((each) => each.name === name) ?? writable[0];
  const hasUrl = format?.name === 'inkdex';

  const begin = async (path: string | null) => {
    if (format === undefined) return;
    const at = hasUrl && url.trim() !== '' ? url.trim() : null;
    const ask = { version, dataset: dataset.id, format: format.name, variant, path, url: at };
    const job = await datasetTasks.getState().start({ work: 'export', ask });
    if (path === null) downloadWhenDone(job);
  };
  return (
    <DestinationDialog
      title={`Export version ${number}`}
      hint="A new file or folder."
      name={exportName(dataset.name, version, format?.name ?? '')}
      isReady={format !== undefined}
      onExport={begin}
      onClose={onClose}
    >
      <FormatFields
        formats={writable}
        chosen={format}
        variant={variant}
        onChange={(changed) => {
          setName(changed.name);
          setVariant(changed.variant);
        }}
      />
      {hasUrl && (
        <TextField
          label="URL"
          hint="Optional. Where the dataset will be published, for metadata.toml and Croissant."
          type="url"
          value={url}
          placeholder="https://"
          onChange={setUrl}
        />
      )}
    </DestinationDialog>
  );
}

/** The format, its variant if it has several, and what it loses. */
function FormatFields({
  formats,
  chosen,
  variant,
  onChange,
}: {
  readonly formats: readonly Format[];
  readonly chosen: Format | undefined;
  readonly variant: string | undefined;
  readonly onChange: (changed: { readonly name: string; readonly variant: string | undefined }) => void;
}) {
  const { name = '', variants = [] } = chosen ?? {};
  return (
    <>
      <Field label="Format">
        <select
          data-first-focus
          value={name}
          onChange={(event) => {
            onChange({ name: event.target.value, variant: undefined });
          }}
        >
          {formats.map((each) => (
            <option key={each.name} value={each.name}>
              {each.title}
            </option>
          ))}
        </select>
      </Field>
      {variants.length > 1 && (
        <ChoiceField
          label="Variant"
          value={variant ?? variants[0] ?? ''}
          options={variants.map((each) => [each, each] as const)}
          onChange={(changed) => {
            onChange({ name, variant: changed });
          }}
        />
      )}
      {chosen !== undefined && <Losses format={chosen} />}
    </>
  );
}

function Losses({ format: { title, losses } }: { readonly format: Format }) {
  if (losses.length === 0) {
    return (
      <p className="hint" role="status">
        Lossless: importing it again gives the same version.
      </p>
    );
  }
  return (
    <div className="dialog-warning" role="status">
      <p>{title} cannot store everything. Lost or changed:</p>
      <ul className="losses">
        {losses.map((loss) => (
          <li key={loss}>{loss}</li>
        ))}
      </ul>
    </div>
  );
}
