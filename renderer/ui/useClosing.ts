import { useRef, type RefObject } from 'react';

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
