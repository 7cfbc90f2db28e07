import type { TableLook } from '../../../shared/contract/datasetCalls.ts';
import { fieldsByColumn, hasField, mapColumn } from './columns.ts';

interface ColumnMappingProps {
  readonly table: TableLook;
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
export function ColumnMapping({ table, columns, onChange }: ColumnMappingProps) {
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
function isFree(table: TableLook, held: ReadonlyMap<string, string>, column: string): boolean {
  return !held.has(column) || !table.fields.some((field) => field.column === column);
}
