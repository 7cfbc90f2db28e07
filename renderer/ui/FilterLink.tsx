import { formatCount } from './format.ts';

interface FilterLinkProps {
  readonly href: string;
  readonly name: string;
  /** How many entries it shows. */
  readonly count?: number;
  readonly isCurrent: boolean;
}

/** One of several links that filter a list. */
export function FilterLink({ href, name, count, isCurrent }: FilterLinkProps) {
  return (
    <a className="filter-link" href={href} {...(isCurrent ? { 'aria-current': 'true' } : {})}>
      {name}
      {count !== undefined && (
        <>
          {' '}
          <span className="filter-count">{formatCount(count)}</span>
        </>
      )}
    </a>
  );
}
