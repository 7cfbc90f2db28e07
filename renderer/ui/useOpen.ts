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
