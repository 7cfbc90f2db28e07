import { useEffect, useEffectEvent, useState } from 'react';
import type { CallArgs } from '../../../shared/contract/contract.ts';
import { useCall } from '../../host/useCall.ts';
import { formatPlural } from '../../ui/format.ts';
import { queryOf, type CreateDraft } from './createDraft.ts';

/** The host is asked after a pause in typing of this length. */
const pauseMs = 250;

/** The number of words and photos that the fields select, updated during typing. */
export function LibraryCount({ draft }: { readonly draft: CreateDraft }) {
  const query = useSettled(queryOf(draft));
  const { answer, error } = useCall('countLibrary', { query });
  if (error !== null) return <p className="library-count form-error">{error.message}</p>;
  return (
    <p className="library-count" role="status">
      {answer === undefined
        ? 'Counting…'
        : answer.samples === 0
          ? noneOf(draft)
          : `${formatPlural(answer.samples, draft.level)} on ${formatPlural(answer.photos, 'photo')}`}
    </p>
  );
}

function noneOf({ confirmedOnly, level }: CreateDraft): string {
  if (!confirmedOnly) return `No ${level}s match.`;
  return level === 'word' ? 'No confirmed words match.' : `No fully confirmed ${level}s match.`;
}

type LibraryQuery = CallArgs<'countLibrary'>['query'];

/** The query after it has not changed for a moment. */
function useSettled(query: LibraryQuery): LibraryQuery {
  const [settled, setSettled] = useState(query);
  const settle = useEffectEvent(() => {
    setSettled(query);
  });
  const typed = JSON.stringify(query);
  useEffect(() => {
    const timer = setTimeout(settle, pauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);
  return settled;
}
