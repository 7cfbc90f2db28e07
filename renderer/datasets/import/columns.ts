import type { TableLook } from '../../../shared/contract/datasetCalls.ts';

/** Maps a sample's field to its column, as chosen by the person. */
export type ColumnChoices = Readonly<Record<string, string>>;

/** The field of each column: chosen by the person, otherwise taken from the column's name. */
export function fieldsByColumn(
  { fields }: Pick<TableLook, 'fields'>,
  choices: ColumnChoices,
): ReadonlyMap<string, string> {
  const held = new Map<string, string>();
  for (const { field, column } of fields) {
    if (column !== null && choices[field] === undefined) held.set(column, field);
  }
  for (const [field, column] of Object.entries(choices)) held.set(column, field);
  return held;
}

/** Maps a column to a field (empty: by the column's name), so that no field and no column is mapped twice. */
export function mapColumn(choices: ColumnChoices, column: string, field: string): ColumnChoices {
  const others = Object.entries(choices).filter(([name, from]) => name !== field && from !== column);
  return Object.fromEntries(field === '' ? others : [...others, [field, column]]);
}

/** Whether a column is mapped to one of the fields. */
export function hasField(held: ReadonlyMap<string, string>, fields: readonly string[]): boolean {
  return [...held.values()].some((field) => fields.includes(field));
}
