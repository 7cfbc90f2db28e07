import { CircleAlert, CircleCheck, TriangleAlert, X } from 'lucide-react';
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { useStore } from 'zustand';
import type { Toast } from '../state/toasts.ts';
import { openDialogs, toasts } from '../stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';

/** How long a notice stays. An error stays until it is closed: it says what to do. */
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
  useEffect(() => {
    if (kind === 'error') return undefined;
    const timer = setTimeout(() => {
      dismiss(id);
    }, lastsMs);
    return () => {
      clearTimeout(timer);
    };
  }, [dismiss, id, kind, lastsMs]);

  const Icon = icons[kind];
  return (
    <div className={`toast toast-${kind}`}>
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
