import type { TableLook } from '../../../shared/contract/datasetCalls.ts';
import { fieldsByColumn, hasField, mapColumn } from './columns.ts';

interface ColumnMappingProps {
  readonly table: TableLook;
  /** Field to column, where the person says so. */
  readonly columns: Readonly<Record<string, string>>;
  readonly onChange: (columns: Readonly<Record<string, string>>) => void;
}

/** What fields hold, for people; the others go by their own names. */
const fieldNames: Readonly<Record<string, string>> = {
  key: 'Name of the sample',
  file: 'Image file',
  image: 'Image file, where it lies elsewhere',
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
  line: 'Number of the line',
  position: 'Place in the line',
  language: 'Language',
  alternatives: 'Other readings',
  source: 'Who wrote the text down',
};

/** The first rows of a table, with a choice above each column: what does it hold? */
export function ColumnMapping({ table, columns, onChange }: ColumnMappingProps) {
  const held = fieldsByColumn(table, columns);
  return (
    <section aria-label="Columns">
      <p className="field-label">Columns</p>
      <div className="column-mapping" tabIndex={0} role="group" aria-label="The first rows of the table">
        <table>
          <thead>
            <tr>
              {table.columns.map((column, index) => (
                <th key={index} scope="col">
                  <span className="column-name">{column}</span>
                  <span className="field">
                    <select
                      aria-label={`What the column ${column} holds`}
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
          No column holds the text yet: say which one.
        </p>
      )}
      {!hasField(held, ['image', 'file', 'page']) && (
        <p className="field-problem" role="alert">
          No column names the image files yet: say which one.
        </p>
      )}
    </section>
  );
}

/** A column whose name says what it holds is used until another one holds that. */
function isFree(table: TableLook, held: ReadonlyMap<string, string>, column: string): boolean {
  return !held.has(column) || !table.fields.some((field) => field.column === column);
}
