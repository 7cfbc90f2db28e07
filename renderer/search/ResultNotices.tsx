import type { SearchPage } from '../../shared/contract/search.ts';
import { everyPhoto, formatRoute } from '../state/route.ts';
import { formatCount } from '../ui/format.ts';
import { searchAsTyped } from './queries.ts';

/** What a search did with the query: words that it took for typing errors, similar words, and what it did not understand. */
export function ResultNotices({ page }: { readonly page: SearchPage }) {
  const { query, respelled, similar, named, remarks } = page;
  return (
    <>
      {respelled.length > 0 && (
        <p className="respelled" role="status">
          Showing results for{' '}
          {respelled.map(({ typed, meant }) => (
            <bdi key={typed}>
              <strong>{meant}</strong>{' '}
            </bdi>
          ))}
          ·{' '}
          <a href={formatRoute({ screen: 'search', query: searchAsTyped(query, respelled) })}>
            Search instead for{' '}
            {respelled.map(({ typed }) => (
              <bdi key={typed}>{typed} </bdi>
            ))}
          </a>
        </p>
      )}
      {similar.length > 0 && (
        <p className="similar">
          Similar words:{' '}
          {similar.map(({ query: near, photos }) => (
            <a key={near} href={formatRoute({ screen: 'search', query: near })}>
              <bdi>{near.trim()}</bdi> ({formatCount(photos)})
            </a>
          ))}
        </p>
      )}
      {named.total > 0 && (
        <p className="similar">
          In the name:{' '}
          {named.photos.map(({ id, name }) => (
            <a
              key={id}
              href={formatRoute({
                screen: 'photo',
                photo: id,
                word: null,
                query: named.query,
                ...everyPhoto,
              })}
            >
              <bdi>{name}</bdi>
            </a>
          ))}
          {named.total > named.photos.length && (
            <a href={formatRoute({ screen: 'search', query: named.query })}>All {formatCount(named.total)}</a>
          )}
        </p>
      )}
      {remarks.map((remark) => (
        <p key={remark} className="remark" role="status">
          {remark}
        </p>
      ))}
    </>
  );
}
