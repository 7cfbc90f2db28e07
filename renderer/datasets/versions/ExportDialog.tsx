import { useId, useState } from 'react';
import type { VersionRecord } from '../../../shared/contract/dataset.ts';
import type { Format } from '../../../shared/contract/datasetCalls.ts';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';
import { useCall } from '../../host/useCall.ts';
import { datasetTasks } from '../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ChoiceField, Field } from '../../ui/Field.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { downloadWhenDone, useIsDownload } from '../../common/exporting.ts';
import { DestinationField } from '../../common/ChoosePlace.tsx';
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
  const [path, setPath] = useState('');
  const [url, setUrl] = useState('');
  const [error, setError] = useState<Failure | null>(null);
  const form = useId();
  const format = writable.find((each) => each.name === name) ?? writable[0];
  const hasUrl = format?.name === 'inkdex';
  const isDownload = useIsDownload() ?? true;
  const canExport = format !== undefined && (isDownload || path.trim() !== '');

  const begin = async () => {
    if (!canExport) return;
    const at = hasUrl && url.trim() !== '' ? url.trim() : null;
    try {
      const to = isDownload ? null : path.trim();
      const ask = { version, dataset: dataset.id, format: format.name, variant, path: to, url: at };
      const job = await datasetTasks.getState().start({ work: 'export', ask });
      if (isDownload) downloadWhenDone(job);
      onClose();
    } catch (thrown) {
      setError(failureOf(thrown));
    }
  };
  return (
    <Dialog title={`Export version ${number}`} size={isDownload ? 'small' : 'large'} onClose={onClose}>
      {/* The form is not around its fields, because the file dialog among them has a form of its own. */}
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          void begin();
        }}
      />
      <div className="fields">
        <FormatFields
          formats={writable}
          chosen={format}
          variant={variant}
          onChange={(changed) => {
            setName(changed.name);
            setVariant(changed.variant);
          }}
        />
        {!isDownload && (
          <DestinationField
            path={path}
            hint="A new file or folder."
            form={form}
            name={exportName(dataset.name, version, format?.name ?? '')}
            onChange={(changed) => {
              setPath(changed);
              setError(null);
            }}
          />
        )}
        {hasUrl && (
          <Field
            label="URL"
            hint="Optional. Where the dataset will be published, for metadata.toml and Croissant."
          >
            <input
              form={form}
              type="url"
              value={url}
              placeholder="https://"
              onChange={(event) => {
                setUrl(event.target.value);
              }}
            />
          </Field>
        )}
        <FormError message={error?.message} />
        <footer className="dialog-footer">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={form} disabled={!canExport}>
            {isDownload ? 'Download' : 'Export'}
          </Button>
        </footer>
      </div>
    </Dialog>
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
