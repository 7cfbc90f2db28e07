import { use } from 'react';
import {
  describeLanguages,
  languageNames,
  pageLanguages,
  type PageLanguage,
} from '../../shared/contract/pageLanguage.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import { host } from '../host/transport.ts';
import { attempt, photo as photoStore, show } from '../state/stores.ts';
import { ChangesRefused } from '../ui/Button.tsx';

/** The languages that were found on a photo, or the one that a person chose. Choosing one reads the photo again. */
export function LanguageChoice({ photo }: { readonly photo: Photo }) {
  const { language, languages } = photo;
  const refusal = use(ChangesRefused)('chooseLanguage');
  return (
    <label className="photo-language">
      Language
      <select
        value={language ?? ''}
        disabled={refusal !== null}
        title={refusal ?? 'The language in which the photo is read'}
        onChange={(event) => {
          const { value } = event.target;
          void chooseLanguage(photo, pageLanguages.find((name) => name === value) ?? null);
        }}
      >
        <option value="">
          {languages === null ? 'Automatic' : `Automatic (${describeLanguages(languages)})`}
        </option>
        {pageLanguages.map((name) => (
          <option key={name} value={name}>
            {languageNames[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A message offers to undo the choice, which reads the photo again as before. */
async function chooseLanguage({ id, language: before }: Photo, language: PageLanguage | null): Promise<void> {
  const choose = async (wanted: PageLanguage | null) => {
    const job = await attempt(host.chooseLanguage({ photo: id, language: wanted }));
    await photoStore.getState().refresh();
    return job;
  };
  const job = await choose(language);
  if (job === undefined) return;
  const chosen = language === null ? 'automatic' : languageNames[language];
  const message = `Language: ${chosen}.${job === null ? '' : ' The photo is read again.'}`;
  show('notice', message, {
    label: 'Undo',
    isUndo: true,
    take: () => void choose(before),
  });
}
