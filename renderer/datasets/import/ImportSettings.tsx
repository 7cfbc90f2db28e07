import { ArrowLeft, Images } from 'lucide-react';
import { useStore } from 'zustand';
import type { Format, TablePreview } from '../../../shared/contract/datasetCalls.ts';
import { host } from '../../host/transport.ts';
import { attempt } from '../../state/stores.ts';
import { useCall } from '../../host/useCall.ts';
import { importFlow } from '../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckField, ChoiceField, Field, boundTo } from '../../ui/Field.tsx';
import { FormError } from '../../ui/FormError.tsx';
import {
  DatasetNameField,
  ExistingDatasetField,
  nameProblem,
  SplitsAndLicenceFields,
} from '../DatasetFields.tsx';
import { ImportPreview } from './ImportPreview.tsx';
import {
  datasetInTheWay,
  fieldsByColumn,
  filesOf,
  hasField,
  type ImportDraft,
  mapColumn,
  orderFormats,
  requestOf,
} from './importDraft.ts';

interface ImportSettingsProps {
  readonly path: string;
  readonly draft: ImportDraft;
}

/** The settings of an import. */
export function ImportSettings({ path, draft }: ImportSettingsProps) {
  const { error, table, change, begin, open, into } = useStore(importFlow);
  const { answer: datasets } = useCall('listDatasets', {});
  const there = datasetInTheWay(draft, datasets);
  const isNamed = nameProblem(draft.name) === null;
  const ask = requestOf(draft, path, there !== undefined);
  const bound = boundTo(draft, change);

  return (
    <form
      className="fields"
      onSubmit={(event) => {
        event.preventDefault();
        if (ask !== null && isNamed) void begin(ask);
      }}
    >
      <p className="import-from">
        <bdi title={path}>{path}</bdi>
      </p>
      <FormatFields draft={draft} />
      {table !== null && (
        <ColumnMapping table={table} columns={draft.columns} onChange={bound('columns').onChange} />
      )}
      {draft.format === '' ? (
        <NoLabels path={path} />
      ) : (
        <ImportPreview
          files={filesOf(draft, path)}
          keepGood={draft.keepGood}
          areTextsShown={table === null}
        />
      )}
      <DatasetNameField name={draft.name} onChange={bound('name').onChange} />
      {there !== undefined && (
        <ExistingDatasetField
          existing={there}
          into={draft.into}
          first="add"
          onChange={bound('into').onChange}
        />
      )}
      <SplitsAndLicenceFields draft={draft} onChange={change} />
      <CheckField
        label="Skip invalid records"
        hint="Invalid records are skipped and listed. If off, the first one stops the import, and nothing is imported."
        isChecked={draft.keepGood}
        onChange={bound('keepGood').onChange}
      />
      <FormError message={error?.message} />
      <footer className="dialog-footer">
        <Button
          kind="quiet"
          icon={ArrowLeft}
          onClick={() => {
            open(into);
          }}
        >
          Back
        </Button>
        <Button kind="primary" type="submit" autoFocus disabled={ask === null || !isNamed}>
          Import
        </Button>
      </footer>
    </form>
  );
}

/** Photos without labels belong in the library, where they are read. */
function NoLabels({ path }: { readonly path: string }) {
  const add = async () => {
    const job = await attempt(host.importPaths({ paths: [path], read: true }));
    if (job !== undefined) importFlow.getState().close();
  };
  return (
    <section className="import-preview" aria-label="No labels">
      <p role="status">No labels were recognised here. Are these photos without labels?</p>
      <Button icon={Images} changes="importPaths" onClick={() => void add()}>
        Add the photos to the library
      </Button>
    </section>
  );
}

/** The format of the files: recognised, or chosen by the person. */
function FormatFields({ draft }: { readonly draft: ImportDraft }) {
  const { formats, guesses, change } = useStore(importFlow);
  const { likely, others } = orderFormats(formats, guesses);
  const chosen = formats.find(({ name }) => name === draft.format);
  const recipes = chosen?.recipes ?? {};
  const names = Object.keys(recipes);
  const hint = recipes[draft.recipe];
  return (
    <div className="fields-beside">
      <Field label="Format" hint={hintOf(draft.format, likely)}>
        <select
          value={draft.format}
          onChange={(event) => {
            change({ format: event.target.value });
          }}
        >
          {draft.format === '' && <option value="">None recognised</option>}
          {likely.length > 0 && (
            <optgroup label="Recognised">
              <Options formats={likely} />
            </optgroup>
          )}
          <optgroup label="Other formats">
            <Options formats={others} />
          </optgroup>
        </select>
      </Field>
      {names.length > 1 && (
        <ChoiceField
          label="Recipe"
          {...(hint === undefined ? {} : { hint })}
          options={names.map((recipe) => [recipe, recipe] as const)}
          {...boundTo(draft, change)('recipe')}
        />
      )}
    </div>
  );
}

function Options({ formats }: { readonly formats: readonly Format[] }) {
  return formats.map(({ name, title }) => (
    <option key={name} value={name}>
      {title}
    </option>
  ));
}

function hintOf(format: string, likely: readonly Format[]): string {
  if (likely.length === 0) return 'Format not recognised. Choose one.';
  return likely[0]?.name === format ? 'Recognised from the files.' : 'Another format is more likely.';
}

interface ColumnMappingProps {
  readonly table: TablePreview;
  /** Field to column, as chosen by the person. */
  readonly columns: Readonly<Record<string, string>>;
  readonly onChange: (columns: Readonly<Record<string, string>>) => void;
}

/** Names of the fields; other fields are shown by their own name. */
const fieldNames: Readonly<Record<string, string>> = {
  key: 'Sample name',
  file: 'Image file',
  image: 'Image file at another path',
  level: 'Word, line or page',
  text: 'Text',
  x: 'Box: left',
  y: 'Box: top',
  width: 'Box: width',
  height: 'Box: height',
  quad: 'Box: four corners',
  polygon: 'Outline',
  mark: 'Text, illegible, not text',
  split: 'Split',
  writer: 'Writer',
  page: 'Page',
  line: 'Line number',
  position: 'Position in line',
  language: 'Language',
  alternatives: 'Alternatives',
  source: 'Text source',
};

/** The first rows of a table, with a choice of the field above each column. */
function ColumnMapping({ table, columns, onChange }: ColumnMappingProps) {
  const held = fieldsByColumn(table, columns);
  return (
    <section aria-label="Columns">
      <p className="field-label">Columns</p>
      <div className="column-mapping" tabIndex={0} role="group" aria-label="First rows of the table">
        <table>
          <thead>
            <tr>
              {table.columns.map((column, index) => (
                <th key={index} scope="col">
                  <span className="column-name">{column}</span>
                  <span className="field">
                    <select
                      aria-label={`Field for column ${column}`}
                      value={held.get(column) ?? ''}
                      onChange={(event) => {
                        onChange(mapColumn(columns, column, event.target.value));
                      }}
                    >
                      {isFree(table, held, column) && <option value="">Not used</option>}
                      {table.fields.map(({ field }) => (
                        <option key={field} value={field}>
                          {fieldNames[field] ?? field}
                        </option>
                      ))}
                    </select>
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, place) => (
                  <td key={place}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!hasField(held, ['text']) && (
        <p className="field-problem" role="alert">
          No column is mapped to the text. Choose one.
        </p>
      )}
      {!hasField(held, ['image', 'file', 'page']) && (
        <p className="field-problem" role="alert">
          No column is mapped to the image files. Choose one.
        </p>
      )}
    </section>
  );
}

/** Whether a column may be unused: one that is mapped by its name stays mapped until another column has its field. */
function isFree(table: TablePreview, held: ReadonlyMap<string, string>, column: string): boolean {
  return !held.has(column) || !table.fields.some((field) => field.column === column);
}
