import type { z } from 'zod';
import { leastSize, mostSize } from '../state/resultView.ts';

interface SortSelectProps<Sort extends string> {
  readonly schema: z.ZodType<Sort>;
  /** The names of all orders, in the order of the menu. */
  readonly names: Readonly<Record<Sort, string>>;
  readonly sort: Sort;
  readonly onChange: (sort: Sort) => void;
}

/** Chooses the order of a list. */
export function SortSelect<Sort extends string>({ schema, names, sort, onChange }: SortSelectProps<Sort>) {
  return (
    <select
      aria-label="Sort by"
      value={sort}
      onChange={(event) => {
        onChange(schema.parse(event.target.value));
      }}
    >
      {Object.entries<string>(names).map(([option, name]) => (
        <option key={option} value={option}>
          {name}
        </option>
      ))}
    </select>
  );
}

interface SizeSliderProps {
  /** What gets larger. */
  readonly label: string;
  /** CSS pixels. */
  readonly size: number;
  readonly onChange: (size: number) => void;
}

/** Sets the size of the tiles of a grid. */
export function SizeSlider({ label, size, onChange }: SizeSliderProps) {
  return (
    <input
      type="range"
      aria-label={label}
      min={leastSize}
      max={mostSize}
      step={20}
      value={size}
      onChange={(event) => {
        onChange(event.target.valueAsNumber);
      }}
    />
  );
}
