import { useEffect, useState, type RefObject } from 'react';
import { formatRoute } from '../state/route.ts';
import { filterSections, type Section } from './filterSections.ts';

/** Links to the sections of the settings, and a field that hides the sections that do not have what is typed. */
export function SettingsIndex({ screen }: { readonly screen: RefObject<HTMLElement | null> }) {
  const [text, setText] = useState('');
  const [shown, setShown] = useState<readonly Section[]>([]);
  useEffect(() => {
    const target = screen.current;
    if (target === null) return undefined;
    const filter = () => {
      setShown(filterSections(target, text));
    };
    filter();
    // Sections come and change with what the host answers.
    const observer = new MutationObserver(filter);
    observer.observe(target, { childList: true, characterData: true, subtree: true });
    return () => {
      observer.disconnect();
    };
  }, [screen, text]);
  return (
    <nav className="settings-index" aria-label="Sections">
      <input
        type="search"
        aria-label="Filter settings"
        placeholder="Filter settings"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      {shown.map(({ title, heading }) => (
        <a
          key={heading.id}
          href={formatRoute({ screen: 'settings' })}
          onClick={(event) => {
            event.preventDefault();
            heading.tabIndex = -1;
            heading.focus({ preventScroll: true });
            heading.scrollIntoView();
          }}
        >
          {title}
        </a>
      ))}
      <span role="status">{shown.length === 0 && text !== '' && `No section has “${text}”.`}</span>
    </nav>
  );
}
