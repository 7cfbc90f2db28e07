import { useEffect, useEffectEvent } from 'react';

/** Listens to an event of the window, with the latest handler, while `isActive`. */
export function useWindowEvent<Name extends keyof WindowEventMap>(
  name: Name,
  handle: (event: WindowEventMap[Name]) => void,
  isActive = true,
): void {
  const onEvent = useEffectEvent(handle);
  useEffect(() => {
    if (!isActive) return undefined;
    window.addEventListener(name, onEvent);
    return () => {
      window.removeEventListener(name, onEvent);
    };
  }, [name, isActive]);
}
