import { Sparkles } from 'lucide-react';
import { useCall } from '../host/useCall.ts';
import { formatRoute } from '../state/route.ts';
import { AddPhotosButton } from './LibraryToolbar.tsx';

/** Written on one of the sample photos. */
const query = 'insertion sort';

/** What to do next in a library that has nothing but the sample photos: a search that finds one of them, then own photos. */
export function SamplesHint() {
  const { answer: info } = useCall('libraryInfo', {});
  const isSmall = info !== undefined && info.photos > 0 && info.photos <= info.samples;
  const { answer: read } = useCall(
    'listPhotos',
    isSmall ? { offset: 0, limit: info.samples, status: 'read' } : null,
  );
  const areSamples =
    isSmall &&
    read?.total === info.photos &&
    read.photos.every(({ path }) => /[/\\]inbox[/\\]samples[/\\]/u.test(path));
  const { answer: found } = useCall('search', areSamples ? { query, offset: 0, limit: 1 } : null);
  if (!areSamples || found === undefined || found.likely === 0) return null;
  return (
    <p className="samples-hint" role="status">
      <Sparkles size={16} aria-hidden />
      <span>
        The sample photos are read. Try: <a href={formatRoute({ screen: 'search', query })}>{query}</a>
      </span>
      <AddPhotosButton label="Add your own photos" />
    </p>
  );
}
