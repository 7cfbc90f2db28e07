import { CircleAlert } from 'lucide-react';
import type { Failure } from '../../shared/result.ts';
import { refreshDatasets } from './stores.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';

/** Replaces a part of the screen that could not be loaded, with the reason. */
export function Refused({ error }: { readonly error: Failure }) {
  return (
    <EmptyState icon={CircleAlert} title="Could not be loaded">
      <p role="alert">{error.message}</p>
      <Button onClick={() => void refreshDatasets()}>Try again</Button>
    </EmptyState>
  );
}
