import { CircleAlert } from 'lucide-react';
import type { Failure } from '../../shared/result.ts';
import { datasetList } from '../stores.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';

/** Why a part of the screen cannot be shown, in place of it. */
export function Refused({ error }: { readonly error: Failure }) {
  return (
    <EmptyState icon={CircleAlert} title="This cannot be shown">
      <p role="alert">{error.message}</p>
      <Button onClick={() => void datasetList.getState().refresh()}>Try again</Button>
    </EmptyState>
  );
}
