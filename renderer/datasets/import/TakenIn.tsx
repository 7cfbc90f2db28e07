import { CircleCheck } from 'lucide-react';
import { useStore } from 'zustand';
import type { TakenIn as Outcome } from '../../../shared/contract/datasetWork.ts';
import { datasetRoute } from '../../state/datasetRoute.ts';
import { importFlow } from '../stores.ts';
import { navigation } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';

/** The result of an import: how much was imported, and what was skipped and why. */
export function TakenIn({ outcome }: { readonly outcome: Outcome }) {
  const close = useStore(importFlow, (state) => state.close);
  return (
    <>
      <p className="import-done" role="status">
        <CircleCheck size={18} aria-hidden />
        <span>
          {formatPlural(outcome.samples, 'sample')} imported. <bdi>{outcome.name}</bdi> now has{' '}
          {formatPlural(outcome.images, 'image')}.
        </span>
      </p>
      <LeftOut outcome={outcome} />
      <footer className="dialog-footer">
        <Button onClick={close}>Close</Button>
        <Button
          kind="primary"
          autoFocus
          onClick={() => {
            close();
            navigation.getState().navigate(datasetRoute(outcome.dataset, 'contents'));
          }}
        >
          Open dataset
        </Button>
      </footer>
    </>
  );
}

/** The number of skipped records by reason, and a list of the first ones. */
export function LeftOut({ outcome }: { readonly outcome: Pick<Outcome, 'skipped' | 'leftOut'> }) {
  const reasons = Object.entries(outcome.skipped).toSorted(([, a], [, b]) => b - a);
  const all = reasons.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return <p className="hint">No records were skipped.</p>;
  return (
    <section aria-label="Skipped records">
      <h3>Skipped: {formatCount(all)}</h3>
      <dl className="facts">
        {reasons.map(([reason, count]) => (
          <div key={reason}>
            <dt>{reason}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {outcome.leftOut.length > 0 && (
        <details className="more">
          <summary>Details</summary>
          <ul className="left-out" tabIndex={0} aria-label="Details of skipped records">
            {outcome.leftOut.map(({ reason, place }, index) => (
              <li key={index}>
                <bdi>{place}</bdi> <span className="hint">{reason}</span>
              </li>
            ))}
          </ul>
          {outcome.leftOut.length < all && (
            <p className="hint">Showing the first {formatCount(outcome.leftOut.length)}.</p>
          )}
        </details>
      )}
    </section>
  );
}
