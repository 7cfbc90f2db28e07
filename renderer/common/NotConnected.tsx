import { WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { notSignedInText } from '../host/transport.ts';
import { connection } from '../state/stores.ts';
import { EmptyState } from '../ui/EmptyState.tsx';

/** Instead of what cannot be loaded: says that nobody is signed in, or what comes once the connection is back. */
export function NotConnected({ children }: { readonly children: ReactNode }) {
  const isRefused = useStore(connection, ({ state }) => state === 'refused');
  return (
    <EmptyState icon={WifiOff} title={isRefused ? 'Not signed in' : 'Not connected'}>
      <p role="status">{isRefused ? notSignedInText : children}</p>
    </EmptyState>
  );
}
