import { CircleAlert, CircleCheck, TriangleAlert, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useStore } from 'zustand';
import type { Toast } from '../state/toasts.ts';
import { openDialogs, toasts } from '../stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';

/**
 * How long a notice stays, and as long again while the pointer or the focus is on it. An error stays until it is
 * closed: it says what to do.
 */
const noticeMs = 6_000;
/** One that offers something is to be read, weighed and reached. */
const offerMs = 15_000;

const icons = { error: CircleAlert, warning: TriangleAlert, notice: CircleCheck } as const;

/** Over all else, and within reach: in the topmost dialog while one is open. */
export function Toasts() {
  const shown = useStore(toasts, (state) => state.toasts);
  const place = useStore(openDialogs, ({ dialogs }) => dialogs.at(-1) ?? document.body);
  return createPortal(
    <div className="toasts" role="log" aria-live="polite" aria-label="Messages">
      {shown.map((toast) => (
        <ToastItem key={toast.id} toast={toast} />
      ))}
    </div>,
    place,
  );
}

function ToastItem({ toast: { id, kind, message, offer } }: { readonly toast: Toast }) {
  const dismiss = useStore(toasts, (state) => state.dismiss);
  const lastsMs = offer === null ? noticeMs : offerMs;
  const item = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (kind === 'error') return undefined;
    // Who points at a message or has come to its button is about to take what it offers. All stay: none moves away under the pointer.
    const timer = setInterval(() => {
      if (item.current?.closest('.toasts')?.matches(':hover, :focus-within') !== true) dismiss(id);
    }, lastsMs);
    return () => {
      clearInterval(timer);
    };
  }, [dismiss, id, kind, lastsMs]);

  const Icon = icons[kind];
  return (
    <div ref={item} className={`toast toast-${kind}`}>
      <Icon size={18} aria-hidden />
      <p>{message}</p>
      {offer !== null && (
        <Button
          kind="quiet"
          onClick={() => {
            dismiss(id);
            offer.take();
          }}
        >
          {offer.label}
        </Button>
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
