import { WifiOff } from 'lucide-react';
import { useStore } from 'zustand';
import { connection } from '../stores.ts';

export function ConnectionBanner() {
  const isLost = useStore(connection, (state) => state.isLost);
  return (
    <div role="status">
      {isLost && (
        <p className="connection-banner">
          <WifiOff size={16} aria-hidden />
          Inkdex does not answer. If it was closed, start it again; this window finds it by itself.
        </p>
      )}
    </div>
  );
}
