import { X } from 'lucide-react';
import { type ReactNode, type RefObject, useId, useLayoutEffect, useRef } from 'react';
import { createStore } from 'zustand/vanilla';
import { IconButton } from './Button.tsx';

interface OpenDialogs {
  /** The topmost dialog is the last. While it is open, elements outside of it cannot be reached. */
  readonly dialogs: readonly Element[];
}

/** The open modal dialogs. */
export const openDialogs = createStore<OpenDialogs>(() => ({ dialogs: [] }));

interface DialogProps {
  readonly title: string;
  readonly size?: 'small' | 'large';
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A modal dialog: the browser's own, which keeps the focus inside and closes with Escape. The element with the
 * attribute `data-first-focus` gets the focus first; the text of an input is selected, so that typing replaces it.
 */
export function Dialog({ title, size = 'small', onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Where the pointer was pressed last. Selecting text beyond the edge ends outside and must not close the dialog.
  const pressed = useRef<EventTarget | null>(null);

  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    element.showModal();
    const first = element.querySelector<HTMLElement>('[data-first-focus]');
    first?.focus();
    if (first instanceof HTMLInputElement) first.select();
    openDialogs.setState(({ dialogs }) => ({ dialogs: [...dialogs, element] }));
    return () => {
      openDialogs.setState(({ dialogs }) => ({ dialogs: dialogs.filter((other) => other !== element) }));
      // Closing it before it leaves the page gives the focus back to where it was.
      element.close();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      className={`dialog dialog-${size}`}
      aria-labelledby={heading}
      // Escape. The dialog leaves in this event: the browser's own `close` comes later, when a key may have opened it anew.
      onCancel={(event) => {
        if (event.target !== dialog.current) return;
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        if (dialog.current?.open !== true) onClose();
      }}
      onPointerDown={({ target }) => {
        pressed.current = target;
      }}
      onClick={({ target }) => {
        if (target === dialog.current && pressed.current === target) onClose();
      }}
    >
      <div className="dialog-inside">
        <header className="dialog-header">
          <h2 id={heading}>{title}</h2>
          <IconButton label="Close" icon={X} shortcut="Esc" onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface Closing {
  /** Whether the dialog is closed. When its work ends, another dialog may be open, which must not be closed then. */
  readonly isClosed: RefObject<boolean>;
  readonly close: () => void;
}

/** For a dialog that can be closed while its work continues. */
export function useClosing(onClose: () => void): Closing {
  const isClosed = useRef(false);
  return {
    isClosed,
    close: () => {
      isClosed.current = true;
      onClose();
    },
  };
}
