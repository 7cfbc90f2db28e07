import { useStore } from 'zustand';
import { photoSortSchema, type PhotoSort } from '../../shared/contract/photo.ts';
import { SizeSlider, SortSelect } from '../common/ViewControls.tsx';
import { useCall } from '../host/useCall.ts';
import type { PhotoFilter } from '../state/route.ts';
import { attempt, libraryView, photoList } from '../state/stores.ts';
import { formatMonth } from '../ui/format.ts';

const sortNames: Readonly<Record<PhotoSort, string>> = {
  taken: 'Date taken',
  added: 'Date added',
  name: 'Name',
  folder: 'Folder',
};

/** The order and the size of the photos, and the months to jump to. */
export function LibraryViewControls({ filter }: { readonly filter: PhotoFilter }) {
  const { size, sort, change } = useStore(libraryView);
  return (
    <div className="view-controls">
      {sort === 'taken' && <MonthSelect filter={filter} />}
      <SortSelect
        schema={photoSortSchema}
        names={sortNames}
        sort={sort}
        onChange={(changed) => {
          change({ sort: changed });
          void attempt(photoList.getState().startOver());
        }}
      />
      <SizeSlider
        label="Size of photos"
        size={size}
        onChange={(changed) => {
          change({ size: changed });
        }}
      />
    </div>
  );
}

/** Shows the month of the first photo on screen, and jumps to another one. */
function MonthSelect({ filter: { status, collection, folder } }: { readonly filter: PhotoFilter }) {
  const { answer: months = [] } = useCall('countMonths', { status, collection, folder });
  const first = useStore(photoList, (state) => state.place.first);
  if (months.length < 2) return null;
  // The index of the first photo of each month.
  const starts = months.map((_, at) => months.slice(0, at).reduce((sum, { photos }) => sum + photos, 0));
  const shown = starts.findLastIndex((start) => start <= first);
  return (
    <select
      aria-label="Month"
      value={shown}
      onChange={(event) => {
        const index = starts[Number(event.target.value)] ?? 0;
        photoList.getState().remember({ first: index });
        photoList.getState().jumpTo(index);
      }}
    >
      {months.map(({ month }, at) => (
        <option key={month} value={at}>
          {formatMonth(month)}
        </option>
      ))}
    </select>
  );
}
