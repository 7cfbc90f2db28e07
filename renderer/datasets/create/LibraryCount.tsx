import { useEffect, useState } from 'react';
import { house } from '../../host/transport.ts';
import { formatPlural } from '../../ui/format.ts';
import { useQuestion } from '../useQuestion.ts';
import { queryOf, type CreateDraft } from './createDraft.ts';

/** The host is asked after a pause in typing of this length. */
const pauseMs = 250;

/** The number of words and photos that the fields select, updated during typing. */
export function LibraryCount({ draft }: { readonly draft: CreateDraft }) {
  const query = queryOf(draft);
  const settled = useSettled(JSON.stringify(query));
  const { answer, error } = useQuestion(`count ${settled}`, () => house.countLibrary({ query }));
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

/** The value after it has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [value]);
  return settled;
}
