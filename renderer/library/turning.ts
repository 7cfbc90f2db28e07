import type { PhotoId } from '../../shared/photo.ts';
import type { Turn } from '../../shared/turn.ts';
import { house } from '../bridge.ts';
import { toasts } from '../stores.ts';

/** Turns photos clockwise; the house reads them again as they stand then. Turning them back undoes it. */
export function turnPhotos(photos: readonly PhotoId[], by: Turn): void {
  void toasts.getState().attempt(house.turnPhotos({ photos: [...photos], by }));
}
