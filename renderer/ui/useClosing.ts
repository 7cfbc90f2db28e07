import { useRef, type RefObject } from 'react';

interface Closing {
  /** Whether it is closed: by the time its work ends another may be open, which that end must not close. */
  readonly isClosed: RefObject<boolean>;
  readonly close: () => void;
}

/** A dialog that can be closed while it is at work, which goes on. */
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
