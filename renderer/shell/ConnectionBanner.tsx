import { WifiOff } from 'lucide-react';
import { useStore } from 'zustand';
import { connectionLostText } from '../host/transport.ts';
import { connection } from '../state/stores.ts';

export function ConnectionBanner() {
  const isLost = useStore(connection, (state) => state.isLost);
  return (
    <div role="status">
      {isLost && (
        <p className="connection-banner">
          <WifiOff size={16} aria-hidden />
          {connectionLostText}
        </p>
      )}
    </div>
  );
}
