import { useState } from 'react';

/** Whether a dialog or a menu is open, with what opens and closes it. */
export function useOpen() {
  const [isOpen, setOpen] = useState(false);
  return {
    isOpen,
    open: () => {
      setOpen(true);
    },
    close: () => {
      setOpen(false);
    },
  };
}

/** Which of several dialogs is open, null for none, with what opens one of them and closes it. */
export function useAsking<What>() {
  const [asked, setAsked] = useState<What | null>(null);
  return {
    asked,
    ask: (what: What) => () => {
      setAsked(what);
    },
    close: () => {
      setAsked(null);
    },
  };
}
