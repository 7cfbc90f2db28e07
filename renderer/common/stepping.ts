import { everyPhoto } from '../state/route.ts';
import { navigation, photo, search } from '../state/stores.ts';
import { hitSteps, isWhole, stepHit } from '../state/hits.ts';
import { answerTo } from '../state/search.ts';

/**
 * Goes to the next (1) or previous (-1) hit of the search, across photos. At the end of the loaded results it stays
 * until more are loaded, which both screens do near the end.
 */
export function stepToHit(by: 1 | -1): void {
  const { route, navigate } = navigation.getState();
  const { active, setActive } = search.getState();
  if (route.screen !== 'search' && (route.screen !== 'photo' || route.query === '')) return;
  const page = answerTo(search.getState(), route.query);
  if (page === null) return;
  const from =
    route.screen === 'search'
      ? (active ?? { photo: null, word: null })
      : { photo: route.photo, word: photo.getState().selected };
  const step = stepHit(hitSteps(page.results), from, by, isWhole(page));
  if (step === null) return;
  setActive(step);
  if (route.screen === 'search') return;
  if (step.photo === route.photo) photo.getState().select(step.word);
  else navigate({ ...route, photo: step.photo, word: step.word }, { replace: true });
}

/** Opens the photo of the current hit, or of the first hit if none is current. */
export function openActiveHit(): void {
  const { query, active } = search.getState();
  const page = answerTo(search.getState(), query);
  const step = active ?? (page === null ? undefined : hitSteps(page.results)[0]);
  if (step === undefined) return;
  const { photo: id, word } = step;
  navigation.getState().navigate({ screen: 'photo', photo: id, word, query, ...everyPhoto });
}
