import { ChevronRight, RotateCw, TriangleAlert, X } from 'lucide-react';
import type { FailedFile } from '../../shared/contract/photo.ts';
import { house } from '../host/transport.ts';
import { answers } from '../host/useCall.ts';
import { toasts } from '../state/stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { formatPlural } from '../ui/format.ts';

/** Files that could not be imported, each with its reason, to retry or to dismiss. */
export function FailuresPanel({ failures }: { readonly failures: readonly FailedFile[] }) {
  const change = async (done: Promise<unknown>) => {
    await toasts.getState().attempt(done.then(() => answers.outdate('failuresChanged')));
  };
  const retry = (ids: number[]) => change(house.retryFailures({ failures: ids }));
  const dismiss = (ids: number[]) => change(house.dismissFailures({ failures: ids }));
  const all = failures.map(({ id }) => id);

  return (
    <details className="failures">
      <summary>
        <ChevronRight size={16} className="failures-arrow" aria-hidden />
        <TriangleAlert size={16} aria-hidden />
        {formatPlural(failures.length, 'file')} could not be added
      </summary>
      <ul aria-label="Files that could not be added">
        {failures.map(({ id, name, path, error }) => (
          <li key={id} className="failure">
            <div>
              <p className="failure-name" dir="auto" title={path}>
                {name}
              </p>
              <p className="failure-reason">{error.message}</p>
            </div>
            <IconButton label={`Retry ${name}`} icon={RotateCw} onClick={() => void retry([id])} />
            <IconButton label={`Dismiss ${name}`} icon={X} onClick={() => void dismiss([id])} />
          </li>
        ))}
      </ul>
      <div className="failures-actions">
        <Button icon={RotateCw} onClick={() => void retry(all)}>
          Retry all
        </Button>
        <Button kind="quiet" onClick={() => void dismiss(all)}>
          Dismiss all
        </Button>
      </div>
    </details>
  );
}
