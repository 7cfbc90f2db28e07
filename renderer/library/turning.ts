import type { PhotoId } from '../../shared/contract/photo.ts';
import { addTurns, turnBack, type Turn } from '../../shared/turn.ts';
import { house } from '../bridge.ts';
import { editor, toasts } from '../stores.ts';
import type { ToastOffer } from '../state/toasts.ts';
import { formatCount } from '../ui/format.ts';

interface Offered {
  readonly photos: readonly PhotoId[];
  readonly by: Turn;
  readonly offer: ToastOffer;
}

/** The turn that a message offers to take back, as long as the message stands. */
let offered: Offered | null = null;

/** Photos that are being turned back: who asks once more before they are means the same turn. */
const turningBack = new Set<PhotoId>();

/** Turns photos clockwise; the house reads them again as they stand then. A message offers to turn them back. */
export function turnPhotos(photos: readonly PhotoId[], by: Turn): void {
  void turn(photos, by).then((isDone) => {
    if (isDone) offerBack(photos, by);
  });
}

/** Undoes turns; the house reads the photos once more as they stood before. */
export function turnPhotosBack(photos: readonly PhotoId[], by: Turn): void {
  if (photos.every((id) => turningBack.has(id))) return;
  for (const id of photos) turningBack.add(id);
  if (offered !== null) dismissOffer(offered);
  offered = null;
  void turn(photos, turnBack(by)).then((isDone) => {
    for (const id of photos) turningBack.delete(id);
    if (isDone) toasts.getState().show('notice', photos.length === 1 ? 'Turned back.' : 'All turned back.');
  });
}

async function turn(photos: readonly PhotoId[], by: Turn): Promise<boolean> {
  const job = await toasts.getState().attempt(house.turnPhotos({ photos: [...photos], by }));
  if (job === undefined) return false;
  editor.getState().noteTurn(photos, by);
  return true;
}

/** Where the same photos were turned just before, the message is about both turns. */
function offerBack(photos: readonly PhotoId[], by: Turn): void {
  const before = offered !== null && isStanding(offered) && isSame(offered.photos, photos) ? offered.by : 0;
  if (offered !== null) dismissOffer(offered);
  offered = null;
  const all = addTurns(before, by);
  // Turned once around, they stand as before.
  if (all === 0) return;
  const take = () => {
    turnPhotosBack(photos, all);
  };
  const offer = { label: 'Turn back', isUndo: true, take };
  offered = { photos, by: all, offer };
  const said = photos.length === 1 ? 'Turned.' : `${formatCount(photos.length)} photos turned.`;
  toasts.getState().show('notice', said, offer);
}

function isStanding({ offer }: Offered): boolean {
  return toasts.getState().toasts.some((toast) => toast.offer === offer);
}

function dismissOffer({ offer }: Offered): void {
  const toast = toasts.getState().toasts.find((shown) => shown.offer === offer);
  if (toast !== undefined) toasts.getState().dismiss(toast.id);
}

function isSame(a: readonly PhotoId[], b: readonly PhotoId[]): boolean {
  // All of a large library may have been turned at once.
  const others = new Set(b);
  return a.length === b.length && a.every((id) => others.has(id));
}
