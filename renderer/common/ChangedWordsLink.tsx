import { useCall } from '../host/useCall.ts';
import { formatRoute } from '../state/route.ts';
import { formatPlural } from '../ui/format.ts';

/** Leads to the words that another model has read differently, if there are any. */
export function ChangedWordsLink() {
  const { answer } = useCall('changedWords', { limit: 1 });
  if (answer === undefined || answer.total === 0) return null;
  return (
    <div className="read-again">
      <p>{formatPlural(answer.total, 'word')} changed when photos were read again with another model.</p>
      <a className="button" href={formatRoute({ screen: 'changed-words' })}>
        Review changes
      </a>
    </div>
  );
}
