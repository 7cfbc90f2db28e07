import { useStore } from 'zustand';
import type { Format } from '../../../shared/contract/datasetCalls.ts';
import { importFlow } from '../../stores.ts';
import { ChoiceField, Field } from '../../ui/Field.tsx';
import { orderFormats, type ImportDraft } from './importDraft.ts';

/** What recipes of formats do, for whoever chooses one. */
const recipeHints: Readonly<Record<string, string>> = {
  strict:
    'Only what is marked as segmented well; the official splits, which share no writer; text as written.',
  seed: 'The filter of an older program, to the letter, so that results can be compared.',
};

/** What the files are: as recognised, or as the person knows better. */
export function FormatFields({ draft }: { readonly draft: ImportDraft }) {
  const { formats, guesses, change } = useStore(importFlow);
  const { likely, others } = orderFormats(formats, guesses);
  const chosen = formats.find(({ name }) => name === draft.format);
  const recipes = chosen?.recipes ?? [];
  return (
    <div className="fields-beside">
      <Field label="Format" hint={hintOf(draft.format, likely)}>
        <select
          value={draft.format}
          onChange={(event) => {
            change({ format: event.target.value });
          }}
        >
          {likely.length > 0 && (
            <optgroup label="Recognised">
              <Options formats={likely} />
            </optgroup>
          )}
          <optgroup label="Others">
            <Options formats={others} />
          </optgroup>
        </select>
      </Field>
      {recipes.length > 1 && (
        <ChoiceField
          label="Recipe"
          {...(recipeHints[draft.recipe] === undefined ? {} : { hint: recipeHints[draft.recipe] })}
          value={draft.recipe}
          options={recipes.map((recipe) => [recipe, recipe] as const)}
          onChange={(recipe) => {
            change({ recipe });
          }}
        />
      )}
    </div>
  );
}

function Options({ formats }: { readonly formats: readonly Format[] }) {
  return formats.map(({ name, title }) => (
    <option key={name} value={name}>
      {title}
    </option>
  ));
}

function hintOf(format: string, likely: readonly Format[]): string {
  if (likely.length === 0) return 'It looks like none that is known: say what it is.';
  return likely[0]?.name === format ? 'Recognised by what lies there.' : 'Not what it looks like most.';
}
