import { Layers2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { SearchResult } from '../../shared/contract/search.ts';
import type { WordId } from '../../shared/contract/word.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import { pictureUrl, pictureVersion } from '../host/pictureAddress.ts';
import { everyPhoto, formatRoute, type Route } from '../state/route.ts';
import { photoMenu } from '../common/photoMenu.ts';
import { dragOut } from '../common/dragOut.ts';
import { Button } from '../ui/Button.tsx';
import { ContextMenu } from '../ui/ContextMenu.tsx';
import { formatPlural } from '../ui/format.ts';
import { hitGroups, shownGroups } from '../state/hits.ts';
import { HitLights, type HitLightsProps } from '../ui/HitLights.tsx';
import { HitCrop } from './HitCrop.tsx';

interface SearchResultItemProps {
  readonly result: SearchResult;
  readonly query: string;
  /** The first word of the current hit of "Next hit" and "Previous hit", if it is on this photo. */
  readonly active: WordId | null;
  /** Called when the person wants to correct a hit, with its first word. */
  readonly onCorrect: (start: WordId) => void;
  /** Whether it shows nearly the same picture as the result before it. */
  readonly isBelow: boolean;
  /** The results below it in its stack, or null if it is one of them. */
  readonly below: {
    readonly count: number;
    readonly isOpen: boolean;
    readonly onToggle: (isOpen: boolean) => void;
  } | null;
}

/** Hits shown per photo, so that one photo does not fill the list. */
const hitsShown = 6;

/** A photo with its hits highlighted, and each hit with its crop and the line around it. */
export function SearchResultItem(props: SearchResultItemProps) {
  const { result, query, active, onCorrect, isBelow, below } = props;
  const { photo, hits, lines } = result;
  const item = useRef<HTMLLIElement>(null);
  const groups = hitGroups(hits);
  const best = shownGroups(hits);
  const current = groups.find(({ start }) => start === active);
  const [areAllShown, setAllShown] = useState(false);
  const [isUnfolded, setUnfolded] = useState(false);
  const listed = isUnfolded ? [...best, ...groups.filter((group) => !best.includes(group))] : best;
  const weaker = groups.length - listed.length;
  const place = listed.findIndex(({ start }) => start === active);
  // The current hit is always shown.
  const shown = areAllShown ? listed : listed.slice(0, Math.max(hitsShown, place + 1));
  const routeTo = (word: WordId | null): Route => ({
    screen: 'photo',
    photo: photo.id,
    word,
    query,
    ...everyPhoto,
  });
  const route = routeTo(active ?? best[0]?.start ?? null);
  const menu = () => photoMenu({ photo, quads: hits.map(({ quad }) => quad) }, route, query);

  useEffect(() => {
    if (active === null) return;
    item.current?.scrollIntoView({ block: 'nearest' });
    item.current?.querySelector(`.crop[data-word="${String(active)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  return (
    <li
      ref={item}
      className={`result${active === null ? '' : ' is-active'}${isBelow ? ' is-below' : ''}`}
      data-photo={photo.id}
    >
      <ContextMenu menuOf={(target) => (target.closest('.result-picture') === null ? null : menu())}>
        <ResultPicture
          photo={photo}
          href={formatRoute(route)}
          hits={listed.flatMap(({ words }) => words)}
          active={current?.words.map(({ word }) => word) ?? []}
        />
      </ContextMenu>
      <div className="result-text">
        <h2 dir="auto" title={photo.path}>
          {photo.name}
        </h2>
        {listed.length > 0 && <p className="result-detail">{formatPlural(listed.length, 'hit')}</p>}
        {below !== null && below.count > 0 && (
          <Button
            kind="quiet"
            icon={Layers2}
            aria-expanded={below.isOpen}
            onClick={() => {
              below.onToggle(!below.isOpen);
            }}
          >
            {formatPlural(below.count, 'similar photo')}
          </Button>
        )}
        <ul className="hits">
          {shown.map((hit) => (
            <li key={hit.start}>
              <HitCrop
                photo={photo}
                hit={hit}
                lines={lines}
                href={formatRoute(routeTo(hit.start))}
                isActive={hit === current}
                onCorrect={onCorrect}
              />
            </li>
          ))}
        </ul>
        {listed.length > shown.length && (
          <Button
            kind="quiet"
            onClick={() => {
              setAllShown(true);
            }}
          >
            {formatPlural(listed.length - shown.length, 'more hit')}
          </Button>
        )}
        {weaker > 0 && (
          <Button
            kind="quiet"
            onClick={() => {
              setUnfolded(true);
            }}
          >
            {formatPlural(weaker, 'weaker hit')}
          </Button>
        )}
      </div>
    </li>
  );
}

interface ResultPictureProps {
  readonly photo: Photo;
  /** Address that a click opens. */
  readonly href: string;
  readonly hits: HitLightsProps['hits'];
  /** The words of the current hit of "Next hit" and "Previous hit". */
  readonly active: HitLightsProps['active'];
}

/** Largest height of the picture, so that a portrait photo does not fill the window. CSS pixels. */
const tallest = 320;

/** A photo of the results with its hits highlighted. */
export function ResultPicture({ photo, href, hits, active }: ResultPictureProps) {
  return (
    <a
      {...dragOut(photo)}
      className="result-picture"
      href={href}
      aria-label={`Open ${photo.name}`}
      style={{
        aspectRatio: `${photo.width} / ${photo.height}`,
        maxWidth: (tallest * photo.width) / photo.height,
      }}
    >
      <img
        src={pictureUrl('thumbnail', photo.id, pictureVersion(photo))}
        alt=""
        decoding="async"
        draggable={false}
      />
      <HitLights width={photo.width} height={photo.height} hits={hits} active={active} />
    </a>
  );
}
