import { ChevronLeft, ChevronRight } from 'lucide-react';
import { IconButton } from '../ui/Button.tsx';
import { formatCount } from '../ui/format.ts';
import type { Neighbours } from './useNeighbours.ts';

/** Leads to the photos before and after one, and says which of how many it is. */
export function NeighbourButtons({ neighbours }: { readonly neighbours: Neighbours }) {
  const { place, goToPrevious, goToNext } = neighbours;
  return (
    <div className="photo-neighbours">
      <IconButton
        label="Previous photo"
        icon={ChevronLeft}
        shortcut="PageUp"
        disabled={goToPrevious === undefined}
        onClick={goToPrevious}
      />
      <span className="photo-place">
        {place === null ? '' : `${formatCount(place.index)} / ${formatCount(place.total)}`}
      </span>
      <IconButton
        label="Next photo"
        icon={ChevronRight}
        shortcut="PageDown"
        disabled={goToNext === undefined}
        onClick={goToNext}
      />
    </div>
  );
}
