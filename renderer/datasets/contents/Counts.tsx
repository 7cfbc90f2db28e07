import { useId } from 'react';
import { formatCount } from '../../ui/format.ts';

interface CountsProps {
  readonly title: string;
  readonly rows: readonly {
    readonly name: string;
    readonly count: number;
    /** Address of the counted samples; null if no filter selects them. */
    readonly address: string | null;
  }[];
}

/** Counts with bars for their share of the total. Rows with a count of zero are left out. */
export function Counts({ title, rows }: CountsProps) {
  const heading = useId();
  const shown = rows.filter(({ count }) => count > 0);
  const all = shown.reduce((sum, { count }) => sum + count, 0);
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <ul className="counts">
        {shown.map(({ name, count, address }) => (
          <li key={name}>
            {address === null ? <bdi>{name}</bdi> : <a href={address}>{name}</a>}
            <span className="counts-number">{formatCount(count)}</span>
            <span className="counts-bar" style={{ width: `${(count / all) * 100}%` }} aria-hidden />
          </li>
        ))}
      </ul>
    </section>
  );
}
