import type { Route } from '../state/route.ts';
import { navigation } from '../state/stores.ts';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';

/** Escape goes back to a screen, as the arrow at the top does. */
export function useEscapeTo(route: Route): void {
  useGlobalKeys(({ key }) => {
    if (key !== 'Escape') return false;
    navigation.getState().navigate(route);
    return true;
  });
}
