import type { Contract } from '../../shared/contract.ts';
import type { PhotoId, PhotoStatus } from '../../shared/photo.ts';

/** The most that the contract gives at once. */
const pageSize = 500;

/** Every photo that passes the filter, as the library shows them: newest first. */
export async function loadPhotoOrder(
  house: Pick<Contract, 'listPhotos'>,
  status: PhotoStatus | null,
): Promise<PhotoId[]> {
  const order: PhotoId[] = [];
  for (;;) {
    const { photos, total } = await house.listPhotos({ offset: order.length, limit: pageSize, status });
    order.push(...photos.map(({ id }) => id));
    if (photos.length === 0 || order.length >= total) return order;
  }
}
