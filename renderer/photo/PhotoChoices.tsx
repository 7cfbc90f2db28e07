import { use } from 'react';
import type { Contract } from '../../shared/contract/contract.ts';
import { describeLanguages, languageNames, pageLanguages } from '../../shared/contract/pageLanguage.ts';
import { photoKindSchema, type Photo } from '../../shared/contract/photo.ts';
import { kindTitles } from '../common/names.ts';
import { host } from '../host/transport.ts';
import { attempt, photo as photoStore, show } from '../state/stores.ts';
import { ChangesRefused } from '../ui/Button.tsx';

/** What was found of a photo as a whole, and a person can say better: its language, and what it shows. */
export function PhotoChoices({ photo }: { readonly photo: Photo }) {
  const { id, language, languages, kind } = photo;
  const found = languages === null ? 'Automatic' : `Automatic (${describeLanguages(languages)})`;
  return (
    <div className="photo-choices">
      <Choice
        title="Language"
        hint="The language in which the photo is read"
        changes="chooseLanguage"
        value={language}
        options={[[null, found], ...pageLanguages.map((name) => [name, languageNames[name]] as const)]}
        choose={async (wanted) => {
          const job = await host.chooseLanguage({ photo: id, language: wanted });
          return job === null ? '' : ' The photo is read again.';
        }}
      />
      <Choice
        title="Kind"
        hint="What the photo shows: “kind:board” finds the boards"
        changes="chooseKind"
        value={kind}
        options={[
          ...(kind === null ? [[null, 'Not known'] as const] : []),
          ...photoKindSchema.options.map((name) => [name, kindTitles[name].replace(/s$/u, '')] as const),
        ]}
        choose={async (wanted) => {
          await host.chooseKind({ photo: id, kind: wanted ?? 'none' });
          return '';
        }}
      />
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  readonly title: string;
  readonly hint: string;
  readonly changes: keyof Contract;
  readonly value: Value | null;
  readonly options: readonly (readonly [Value | null, string])[];
  /** Resolves to what else is to be said. */
  readonly choose: (value: Value | null) => Promise<string>;
}

/** A message offers to undo the choice. */
function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { title, hint, changes, value, options, choose } = props;
  const refusal = use(ChangesRefused)(changes);
  const take = async (wanted: Value | null) => {
    const more = await attempt(choose(wanted));
    await photoStore.getState().refresh();
    return more;
  };
  const choosing = async (index: number) => {
    const [wanted = null, name = ''] = options[index] ?? [];
    const more = await take(wanted);
    if (more === undefined) return;
    const undo = { label: 'Undo', isUndo: true, take: () => void take(value) };
    show('notice', `${title}: ${name.replace(/ \(.*/u, '')}.${more}`, undo);
  };
  return (
    <label>
      {title}
      <select
        value={value ?? ''}
        disabled={refusal !== null}
        title={refusal ?? hint}
        onChange={({ target }) => void choosing(target.selectedIndex)}
      >
        {options.map(([name, shown]) => (
          <option key={name} value={name ?? ''}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}
