import { ChevronLeft, ChevronRight } from 'lucide-react';
import { IconButton } from '../ui/Button.tsx';
import { formatCount } from '../ui/format.ts';

interface PagerProps {
  readonly total: number;
  readonly offset: number;
  /** Entries on a page. */
  readonly limit: number;
  readonly onMove: (offset: number) => void;
}

/** The position in a long list, with buttons for the previous and next page; nothing for a short list. */
export function Pager({ total, offset, limit, onMove }: PagerProps) {
  if (total <= limit) return null;
  return (
    <nav className="pager" aria-label="Pages">
      <IconButton
        label="Previous page"
        icon={ChevronLeft}
        disabled={offset === 0}
        onClick={() => {
          onMove(Math.max(0, offset - limit));
        }}
      />
      <span role="status">
        {formatCount(offset + 1)}–{formatCount(Math.min(offset + limit, total))} of {formatCount(total)}
      </span>
      <IconButton
        label="Next page"
        icon={ChevronRight}
        disabled={offset + limit >= total}
        onClick={() => {
          onMove(offset + limit);
        }}
      />
    </nav>
  );
}
