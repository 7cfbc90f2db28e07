import { WifiOff } from 'lucide-react';
import { useStore } from 'zustand';
import { connectionLostText, notSignedInText } from '../host/transport.ts';
import { connection } from '../state/stores.ts';

export function ConnectionBanner() {
  const state = useStore(connection, (current) => current.state);
  return (
    <div role="status">
      {state !== 'connected' && (
        <p className="connection-banner">
          <WifiOff size={16} aria-hidden />
          {state === 'lost' ? connectionLostText : notSignedInText}
        </p>
      )}
    </div>
  );
}
