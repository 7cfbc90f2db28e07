import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { host } from '../host/transport.ts';
import { useCall } from '../host/useCall.ts';
import { formatRoute } from '../state/route.ts';
import { toasts } from '../state/stores.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatPlural } from '../ui/format.ts';
import { exampleWords } from './queries.ts';

/** The search screen before a query is typed: how much there is to search, and example words. */
export function SearchStart() {
  const { answer: info } = useCall('libraryInfo', {});
  const examples = useExamples(info?.words ?? 0);
  if (info === undefined) return <div className="search-screen" aria-busy />;
  if (info.photos === 0) {
    return (
      <EmptyState icon={Search} title="Nothing to search yet">
        <p>
          Add photos to the <a href="#/library">library</a> first. A photo can be found once it has been read.
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={Search} title="Search your handwriting">
      <p>
        {formatPlural(info.words, 'word')} on {formatPlural(info.photos, 'photo')}. Type a word from one of
        them.
      </p>
      {examples.length > 0 && (
        <div className="examples">
          <p className="hint">Examples from your photos:</p>
          <ul>
            {examples.map((word) => (
              <li key={word}>
                <a className="example" dir="auto" href={formatRoute({ screen: 'search', query: word })}>
                  {word}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      <SyntaxHelp />
    </EmptyState>
  );
}

/** Example words; reloaded when the number of words in the library changes. */
function useExamples(words: number): readonly string[] {
  const [examples, setExamples] = useState<readonly string[]>([]);
  useEffect(() => {
    let isCurrent = true;
    if (words > 0) {
      void toasts
        .getState()
        .attempt(exampleWords(host))
        .then((found) => {
          if (isCurrent && found !== undefined) setExamples(found);
        });
    }
    return () => {
      isCurrent = false;
    };
  }, [words]);
  return examples;
}

const forms: readonly (readonly [string, string])[] = [
  ['robot wheels', 'photos with both words'],
  ['robot OR drone', 'photos with either word'],
  ['"binary tree"', 'exact phrase'],
  ['robo*', 'words that start with “robo”'],
  ['robot -wheels', '“robot” without “wheels”'],
  ['robot NEAR/5 wheels', 'at most 5 words apart'],
  ['(robot OR drone) wheels', 'grouping'],
  ['folder:notes', 'in folders with this name'],
  ['date:2024-05..2024-08', 'date taken; also >2024'],
  ['labelled:yes', 'with labels; also no, done'],
  ['is:favourite', 'favourites; also album:notes, tag:exam'],
  ['language:german', 'photos in a language: english, french or german'],
  ['confidence:80%', 'at least this confidence'],
];

/** The query syntax, shown on demand. */
export function SyntaxHelp() {
  return (
    <details className="syntax">
      <summary>Search tips</summary>
      <dl>
        {forms.map(([form, meaning]) => (
          <div key={form}>
            <dt>
              <code>{form}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
