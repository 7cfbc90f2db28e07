import type { LucideIcon } from 'lucide-react';
import { createContext, use, type ButtonHTMLAttributes, type ReactNode } from 'react';

/** Why nothing can be changed at present; null if it can. Disables every button that has `changes`. */
export const ChangesRefused = createContext<string | null>(null);

interface ChangingProps {
  /** Whether the button changes something in the library. */
  readonly changes?: boolean;
  readonly disabled?: boolean;
}

/** The attributes of a button: disabled, with the reason on hover, if it changes something and nothing can be changed. */
function useRefusal(changes: boolean, disabled: boolean, title?: string) {
  const reason = use(ChangesRefused);
  return changes && reason !== null ? { disabled: true, title: reason } : { disabled, title };
}

type NativeProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'title' | 'disabled'>;

type ButtonProps = NativeProps &
  ChangingProps & {
    readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
    readonly icon?: LucideIcon;
    /** The key that does the same, shown on hover. */
    readonly shortcut?: string;
    readonly children: ReactNode;
  };

export function Button({
  kind = 'plain',
  icon: Icon,
  shortcut,
  changes = false,
  disabled = false,
  children,
  ...rest
}: ButtonProps) {
  const title = shortcut === undefined ? undefined : `Shortcut: ${shortcut}`;
  const refusal = useRefusal(changes, disabled, title);
  return (
    <button type="button" className={`button button-${kind}`} {...rest} {...refusal}>
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      {children}
    </button>
  );
}

type CollapsingButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'shortcut'> & {
  /** Shown beside the icon if there is room, and on hover. */
  readonly label: string;
  readonly icon: LucideIcon;
  /** Hides the label in windows narrower than 1080 CSS pixels (`narrow`) or 720 (`small`). */
  readonly collapses: 'narrow' | 'small';
};

/** A button that shows only its icon in a narrow window. */
export function CollapsingButton({
  label,
  icon: Icon,
  collapses,
  kind = 'plain',
  changes = false,
  disabled = false,
  ...rest
}: CollapsingButtonProps) {
  const refusal = useRefusal(changes, disabled, label);
  return (
    <button type="button" className={`button button-${kind}`} {...rest} {...refusal}>
      <Icon size={16} aria-hidden />
      <span className={`${collapses}-hidden`}>{label}</span>
    </button>
  );
}

type IconButtonProps = Omit<NativeProps, 'aria-label'> &
  ChangingProps & {
    /** Name of the button: for screen readers, and shown on hover. */
    readonly label: string;
    readonly icon: LucideIcon;
    /** The key that does the same, shown on hover. */
    readonly shortcut?: string;
  };

export function IconButton({
  label,
  icon: Icon,
  shortcut,
  changes = false,
  disabled = false,
  ...rest
}: IconButtonProps) {
  const refusal = useRefusal(changes, disabled, shortcut === undefined ? label : `${label} (${shortcut})`);
  return (
    <button type="button" className="icon-button" aria-label={label} {...rest} {...refusal}>
      <Icon size={18} aria-hidden />
    </button>
  );
}
