import type { PhotoId } from '../../shared/contract/photo.ts';
import { addRotations, inverseRotation, type Rotation } from '../../shared/rotation.ts';
import { host } from '../host/transport.ts';
import { attempt, show, toasts } from '../state/stores.ts';
import type { ToastOffer } from '../state/toasts.ts';
import { formatCount } from '../ui/format.ts';

interface Offered {
  readonly photos: readonly PhotoId[];
  readonly by: Rotation;
  readonly offer: ToastOffer;
  /** Whether a person pressed Undo, which removes the message; earlier requests may not be finished. */
  isTaken: boolean;
}

/** The label editor, which must turn its words before the host's event arrives. */
let noteRotation: (photos: readonly PhotoId[], by: Rotation) => void = () => undefined;

export function followRotations(note: typeof noteRotation): void {
  noteRotation = note;
}

/** The rotation that the visible message offers to undo. */
let offered: Offered | null = null;

/** Photos whose rotation is being undone: a second request before it is finished means the same rotation. */
const undoing = new Set<PhotoId>();

/** Rotations, and the undoing of the offered one, one after the other: an undo includes what was requested before it. */
let requested: Promise<void> = Promise.resolve();

function afterEarlier(rotation: () => Promise<void> | void): void {
  requested = requested.then(rotation);
}

/** Rotates photos clockwise; the host reads them again. A message offers to undo the rotation. */
export function rotatePhotos(photos: readonly PhotoId[], by: Rotation): void {
  afterEarlier(async () => {
    if (await turn(photos, by)) offerBack(photos, by);
  });
}

/** Undoes a rotation; the host reads the photos again. */
export function rotatePhotosBack(photos: readonly PhotoId[], by: Rotation): void {
  if (photos.every((id) => undoing.has(id))) return;
  for (const id of photos) undoing.add(id);
  if (offered !== null) dismissOffer(offered);
  offered = null;
  void turn(photos, inverseRotation(by)).then((isDone) => {
    for (const id of photos) undoing.delete(id);
    if (isDone)
      show(
        'notice',
        photos.length === 1 ? 'Rotation undone.' : `Rotation of ${formatCount(photos.length)} photos undone.`,
      );
  });
}

async function turn(photos: readonly PhotoId[], by: Rotation): Promise<boolean> {
  const job = await attempt(host.rotatePhotos({ photos: [...photos], by }));
  if (job === undefined) return false;
  noteRotation(photos, by);
  return true;
}

/** If the same photos were rotated just before, the message replaces the earlier one and undoes both rotations. */
function offerBack(photos: readonly PhotoId[], by: Rotation): void {
  const before = offered !== null && isStanding(offered) && isSame(offered.photos, photos) ? offered.by : 0;
  if (offered !== null) dismissOffer(offered);
  offered = null;
  const all = addRotations(before, by);
  // After a full turn there is nothing to undo.
  if (all === 0) return;
  const take = () => {
    if (offered !== null) offered.isTaken = true;
    afterEarlier(() => {
      // Rotations of the same photos that were made meanwhile are undone, too.
      rotatePhotosBack(photos, offered !== null && isSame(offered.photos, photos) ? offered.by : all);
    });
  };
  const offer = { label: 'Undo', isUndo: true, take };
  offered = { photos, by: all, offer, isTaken: false };
  const said = photos.length === 1 ? 'Photo rotated.' : `${formatCount(photos.length)} photos rotated.`;
  show('notice', said, offer);
}

function isStanding({ offer, isTaken }: Offered): boolean {
  return isTaken || toasts.getState().undos.includes(offer);
}

function dismissOffer({ offer }: Offered): void {
  toasts.getState().withdraw(offer);
}

function isSame(a: readonly PhotoId[], b: readonly PhotoId[]): boolean {
  // A large library may have been rotated as a whole, so compare with a set.
  const others = new Set(b);
  return a.length === b.length && a.every((id) => others.has(id));
}
