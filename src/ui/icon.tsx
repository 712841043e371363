import {
  IconAlertTriangle,
  IconArrowLeft,
  IconBackspace,
  IconCheck,
  IconChevronRight,
  IconCloudCheck,
  IconCloudOff,
  IconCloudUp,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMinus,
  IconPackage,
  IconPlus,
  IconReceipt,
  IconRefresh,
  IconSearch,
  IconSettings,
  IconShoppingCart,
  IconX,
} from '@tabler/icons-react';
import { lazy, Suspense, type ComponentType } from 'react';
import type { LateIconName, LateIconProps } from './late-icon.tsx';

/* Icons come by name from here and from `late-icon.tsx` alone: the bundler keeps these and drops the other five thousand. */
const icons = {
  back: IconArrowLeft,
  backspace: IconBackspace,
  cart: IconShoppingCart,
  check: IconCheck,
  close: IconX,
  cloudCheck: IconCloudCheck,
  cloudOff: IconCloudOff,
  cloudUp: IconCloudUp,
  keyboard: IconKeyboard,
  language: IconLanguage,
  minus: IconMinus,
  next: IconChevronRight,
  package: IconPackage,
  plus: IconPlus,
  receipt: IconReceipt,
  refresh: IconRefresh,
  search: IconSearch,
  settings: IconSettings,
  signOut: IconLogout,
  warning: IconAlertTriangle,
} as const;

type FirstIconName = keyof typeof icons;

export type IconName = FirstIconName | LateIconName;

/** The icons that no first paint shows, in a file of their own. A picture that does not come is no reason to stop: the words stand beside it. */
const LateIcon = lazy(async (): Promise<{ default: ComponentType<LateIconProps> }> => {
  try {
    return { default: (await import('./late-icon.tsx')).LateIcon };
  } catch {
    return { default: () => null };
  }
});

interface IconProps {
  readonly name: IconName;
  /** Pixels; 20 beside text, 24 alone in a button. */
  readonly size?: 16 | 18 | 20 | 24 | 32 | 40 | undefined;
  readonly className?: string | undefined;
}

/** A picture beside words. It is hidden from screen readers, so the words must say the same. */
export function Icon({ name, size = 20, className }: IconProps) {
  const look = { 'aria-hidden': true, size, stroke: 1.8, className, focusable: 'false' } as const;
  if (isFirst(name)) {
    const Drawing = icons[name];
    return <Drawing {...look} />;
  }
  return (
    // Its room is kept, so that nothing jumps when it comes.
    <Suspense fallback={<svg width={size} height={size} className={className} aria-hidden />}>
      <LateIcon {...look} name={name} />
    </Suspense>
  );
}

function isFirst(name: IconName): name is FirstIconName {
  return name in icons;
}
