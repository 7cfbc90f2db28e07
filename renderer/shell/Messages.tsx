import { CircleAlert, CircleCheck, Lock, TriangleAlert, WifiOff, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useStore } from 'zustand';
import type { Toast } from '../state/toasts.ts';
import { openDialogs } from '../ui/Dialog.tsx';
import { readOnlyReason, useIsReadOnly } from '../common/permissions.ts';
import { connection, toasts } from '../state/stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Quoted } from '../ui/Quoted.tsx';
import { SignInAgain } from './SignIn.tsx';
import { connectionLostText, notSignedInText } from '../host/transport.ts';

/**
 * How long a notice stays, in milliseconds, from the first move of the pointer or key after it came: somebody is there to
 * read it. While the pointer or the focus is on it, it stays as long again. An error stays until it is closed, because it
 * says what to do.
 */
const noticeMs = 6_000;
/** A message with a button stays longer, so that there is time to decide and to reach the button. */
const offerMs = 15_000;
const activity = ['pointermove', 'pointerdown', 'wheel', 'keydown'] as const;

const icons = { error: CircleAlert, warning: TriangleAlert, notice: CircleCheck } as const;

/** The latest message, above everything else: inside the topmost dialog while one is open, so that they can be reached. */
export function Toasts() {
  const shown = useStore(toasts, (state) => state.toasts.at(-1));
  const place = useStore(openDialogs, ({ dialogs }) => dialogs.at(-1) ?? document.body);
  return createPortal(
    <div className="toasts" role="log" aria-live="polite" aria-label="Messages">
      {shown !== undefined && <ToastItem key={shown.id} toast={shown} />}
    </div>,
    place,
  );
}

function ToastItem({ toast: { id, kind, message, offers } }: { readonly toast: Toast }) {
  const dismiss = useStore(toasts, (state) => state.dismiss);
  const take = useStore(toasts, (state) => state.take);
  const lastsMs = offers.length === 0 ? noticeMs : offerMs;
  const item = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (kind === 'error') return undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    // While the pointer or the focus is on any message, all stay, so that none moves away under the pointer.
    const begin = () => {
      timer ??= setInterval(() => {
        if (item.current?.closest('.toasts')?.matches(':hover, :focus-within') !== true) dismiss(id);
      }, lastsMs);
    };
    const controller = new AbortController();
    for (const type of activity)
      window.addEventListener(type, begin, { capture: true, signal: controller.signal });
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [dismiss, id, kind, lastsMs]);

  const Icon = icons[kind];
  return (
    <div ref={item} className={`toast toast-${kind}`}>
      <Icon size={18} aria-hidden />
      <p>
        <Quoted text={message} />
      </p>
      {offers.length > 0 && (
        <div className="toast-offers">
          {offers.map((offer) => (
            <Button
              key={offer.label}
              kind="quiet"
              onClick={() => {
                take(offer);
              }}
            >
              {offer.label}
            </Button>
          ))}
        </div>
      )}
      <IconButton
        label="Close message"
        icon={X}
        onClick={() => {
          dismiss(id);
        }}
      />
    </div>
  );
}

export function ConnectionBanner() {
  const state = useStore(connection, (current) => current.state);
  return (
    <div role="status">
      {state !== 'connected' && (
        <div className="connection-banner">
          <WifiOff size={16} aria-hidden />
          <p>{state === 'lost' ? connectionLostText : notSignedInText}</p>
          {state === 'refused' && <SignInAgain />}
        </div>
      )}
    </div>
  );
}

export function ReadOnlyBanner() {
  if (!useIsReadOnly()) return null;
  return (
    <p className="read-only-banner" role="note">
      <Lock size={16} aria-hidden />
      {readOnlyReason}
    </p>
  );
}
