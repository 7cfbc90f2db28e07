import type { TableLook } from '../../../shared/contract/datasetCalls.ts';

/** A sample's field to the column that holds it, where the person says so. */
export type ColumnChoices = Readonly<Record<string, string>>;

/** What each column holds: as the person says, or else as its name says. */
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

/** Lets a column hold a field (nothing: as its name says); no field is held twice, no column holds two. */
export function mapColumn(choices: ColumnChoices, column: string, field: string): ColumnChoices {
  const others = Object.entries(choices).filter(([name, from]) => name !== field && from !== column);
  return Object.fromEntries(field === '' ? others : [...others, [field, column]]);
}

/** Whether some column holds one of the fields. */
export function hasField(held: ReadonlyMap<string, string>, fields: readonly string[]): boolean {
  return [...held.values()].some((field) => fields.includes(field));
}
