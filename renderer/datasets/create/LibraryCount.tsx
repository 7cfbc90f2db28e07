import { useEffect, useState } from 'react';
import { house } from '../../bridge.ts';
import { formatPlural } from '../../ui/format.ts';
import { useQuestion } from '../useQuestion.ts';
import { queryOf, type CreateDraft } from './createDraft.ts';

/** A pause in typing as long as this asks the house. */
const pauseMs = 250;

/** How much of the library the fields mean, as they are filled in. */
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
  if (!confirmedOnly) return `No ${level} is meant by this.`;
  return level === 'word'
    ? 'No word of these is confirmed yet.'
    : `No ${level} of these is confirmed to its last word yet.`;
}

/** The value, once it has stayed the same for a moment. */
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
