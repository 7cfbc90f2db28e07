import { GitCompareArrows, X } from 'lucide-react';
import { NumberTable } from './NumberTable.tsx';
import { Button } from './Button.tsx';
import { useGlobalKeys } from './useGlobalKeys.ts';

/** One row of a comparison, with a value for each column. */
export interface ComparedRow {
  readonly name: string;
  readonly values: readonly string[];
  /** Whether all values are the same. */
  readonly isSame: boolean;
  /** Indices of the best values; empty if values have no order. */
  readonly best: readonly number[];
}

/** A row without best values. */
export function rowOf(name: string, values: readonly string[]): ComparedRow {
  return { name, values, isSame: new Set(values).size === 1, best: [] };
}

interface CompareTableProps {
  readonly name: string;
  /** Titles of the columns. */
  readonly titles: readonly string[];
  readonly rows: readonly ComparedRow[];
  /** Text shown if there are no rows. */
  readonly nothing?: string;
}

/** A comparison table with the best value of each row marked. */
export function CompareTable({ name, titles, rows, nothing = '' }: CompareTableProps) {
  if (rows.length === 0) return <p className="hint">{nothing}</p>;
  return (
    <NumberTable label={name} kind="compare-table">
      <thead>
        <tr>
          <td />
          {titles.map((title, index) => (
            <th key={index} scope="col">
              <span className={`curve-dot curve-${index}`} aria-hidden />
              <bdi>{title}</bdi>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name: row, values, best }) => (
          <tr key={row}>
            <th scope="row">{row}</th>
            {values.map((value, index) => (
              <td key={index} className={best.includes(index) ? 'is-best' : undefined}>
                {value}
                {best.includes(index) && <span className="visually-hidden"> (best)</span>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </NumberTable>
  );
}

interface CompareMarkedProps<Id> {
  /** The selected items of the list, at least one. */
  readonly marked: readonly Id[];
  /** Selects or deselects an item. */
  readonly onToggle: (id: Id) => void;
  readonly onCompare: () => void;
}

/** Actions for the selected items of a list: clear the selection, or compare two or more (`c`). */
export function CompareMarked<Id>({ marked, onToggle, onCompare }: CompareMarkedProps<Id>) {
  const isEnough = marked.length >= 2;
  useGlobalKeys(({ key }) => {
    if (key !== 'c' || !isEnough) return false;
    onCompare();
    return true;
  });
  return (
    <>
      <Button
        kind="quiet"
        icon={X}
        onClick={() => {
          for (const id of marked) onToggle(id);
        }}
      >
        Clear selection
      </Button>
      <Button icon={GitCompareArrows} shortcut="c" disabled={!isEnough} onClick={onCompare}>
        Compare
      </Button>
    </>
  );
}
