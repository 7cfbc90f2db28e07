import { ContextMenu as Base } from '@base-ui/react/context-menu';
import type { LucideIcon } from 'lucide-react';
import type { CallName } from '../../shared/contract/contract.ts';
import { Fragment, use, useState, type ReactNode, type SyntheticEvent } from 'react';
import { ChangesRefused } from './Button.tsx';
import { Keys } from './Keys.tsx';

export interface MenuItem {
  readonly label: string;
  readonly icon: LucideIcon;
  /** The keys that do the same. */
  readonly keys?: readonly string[];
  /** The call by which it changes something. */
  readonly changes?: CallName;
  readonly isDanger?: boolean;
  readonly act: () => void;
}

/** Groups of items, with a line between two groups. */
export type Menu = readonly (readonly MenuItem[])[];

interface ContextMenuProps {
  /** The menu of the element under the pointer; null leaves it to the browser. */
  readonly menuOf: (target: Element) => Menu | null;
  readonly children: ReactNode;
}

/** A menu on right click, long press, Shift+F10 and the Menu key over its children. */
export function ContextMenu({ menuOf, children }: ContextMenuProps) {
  const [menu, setMenu] = useState<Menu>([]);
  const refusalOf = use(ChangesRefused);
  /** Whether there is a menu for the target of the event. */
  const choose = ({ target }: SyntheticEvent): boolean => {
    const chosen = target instanceof Element ? menuOf(target) : null;
    setMenu(chosen ?? []);
    return chosen !== null;
  };
  return (
    <Base.Root>
      <Base.Trigger
        className="context-area"
        onContextMenu={(event) => {
          if (!choose(event)) event.preventBaseUIHandler();
        }}
        onTouchStart={(event) => {
          // A long press is a `contextmenu` event, too. A press that has just begun may become anything.
          event.preventBaseUIHandler();
        }}
      >
        {children}
      </Base.Trigger>
      {/* In the page's main landmark, where screen readers look for it. */}
      <Base.Portal container={document.getElementById('content')}>
        <Base.Positioner className="menu-place">
          <Base.Popup className="menu" aria-label="Actions">
            {menu.map((items, group) => (
              <Fragment key={items[0]?.label}>
                {group > 0 && <Base.Separator className="menu-line" />}
                {items.map((item) => (
                  <Item
                    key={item.label}
                    item={item}
                    reason={item.changes === undefined ? null : refusalOf(item.changes)}
                  />
                ))}
              </Fragment>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface ItemProps {
  readonly item: MenuItem;
  /** Why it is disabled; null if it is not. */
  readonly reason: string | null;
}

function Item({ item: { label, icon: Icon, keys, isDanger = false, act }, reason }: ItemProps) {
  return (
    <Base.Item
      className={isDanger ? 'menu-item is-danger' : 'menu-item'}
      disabled={reason !== null}
      {...(reason === null ? {} : { title: reason })}
      onClick={act}
    >
      <Icon size={16} aria-hidden />
      <span className="menu-label">{label}</span>
      {keys !== undefined && <Keys keys={keys} />}
    </Base.Item>
  );
}
