import { likelyScore, weakBelow, type SearchPage } from '../../shared/contract/search.ts';
import { filtersOf } from '../../shared/queryFilters.ts';
import { formatCount, formatPlural } from '../ui/format.ts';
import { hitSteps, isWhole } from '../state/hits.ts';

/** What the window says first of the results of a search. */
export type Headline = ReturnType<typeof headlineOf>;

/** Derived from what was found: a photo that is weak is never announced as found. */
export function headlineOf(page: SearchPage) {
  const { likely, terms, results, searched } = page;
  const unsure = results.filter(({ score }) => score >= weakBelow && score < likelyScore).length;
  if (likely > 0) {
    const hits = terms.length > 0 && isWhole(page) ? [formatPlural(hitSteps(results).length, 'hit')] : [];
    const less = unsure > 0 && isWhole(page) ? [`${formatCount(unsure)} less likely`] : [];
    const detail = [...less, ...hits, ...unreadPhotos(searched)].join(' · ');
    return { title: formatPlural(likely, 'photo'), quoted: null, detail };
  }
  const unfinished = filtersOf(page.query).find(({ value }) => value === '');
  if (terms.length === 0 && results.length === 0 && unfinished !== undefined) {
    return { title: `“${unfinished.name}:” needs a value`, quoted: null, detail: '' };
  }
  const quoted = soughtText(page);
  const some = isWhole(page) ? formatPlural(unsure, 'photo') : `${formatCount(unsure)} or more photos`;
  if (searched.read === 0 && results.length === 0 && searched.waiting > 0) {
    return { title: 'No photo has been read yet', quoted: null, detail: unreadPhotos(searched).join(' · ') };
  }
  const has = unsure > 0 ? 'No photo surely has' : noneHas(searched);
  return {
    title: quoted === null ? `${has} what you searched for` : has,
    /** The word or phrase that follows in quotation marks, as it was typed; null for none. */
    quoted,
    /** How many more there are. */
    detail: [...(unsure > 0 ? [`${some} may have it`] : []), ...unreadPhotos(searched)].join(' · '),
  };
}

type Searched = SearchPage['searched'];

function noneHas({ read, waiting }: Searched): string {
  if (waiting === 0) return 'No photo has';
  return read === 1
    ? 'The one photo read so far does not have'
    : `None of the ${formatCount(read)} photos read so far has`;
}

/** The photos that a search could not look at. */
function unreadPhotos({ waiting, failed }: Searched): string[] {
  return [
    ...(waiting > 0 ? [`${formatPlural(waiting, 'photo')} still to be read`] : []),
    ...(failed > 0 ? [`${formatPlural(failed, 'photo')} could not be read`] : []),
  ];
}

/** Operators, filters and exclusions are no words of a photo. */
const syntax = /[:()*]|(?:^|\s)(?:AND|OR|NOT|NEAR\S*)(?:\s|$)|(?:^|\s)-/u;

/** The query if it has only words, without quotation marks. */
function soughtText({ query, terms }: SearchPage): string | null {
  const typed = query.trim().replaceAll('"', '');
  return terms.length > 0 && typed !== '' && !syntax.test(typed) ? typed : null;
}

/** The words that a search looks for, as it understood them: without filters, operators and typing errors. */
export function wordsSought({ terms, respelled }: Pick<SearchPage, 'terms' | 'respelled'>): string {
  const meant = new Map(respelled.map((word) => [word.typed.toLowerCase(), word.meant]));
  return terms.map((term) => meant.get(term) ?? term).join(' ');
}

/** The query with the words that were searched in place of typing errors. */
export function queryAsMeant({ query, respelled }: Pick<SearchPage, 'query' | 'respelled'>): string {
  return respelled.reduce((text, { typed, meant }) => text.replaceAll(typed, () => meant), query);
}
