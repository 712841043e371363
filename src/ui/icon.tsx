import {
  IconAlertTriangle,
  IconArrowLeft,
  IconBackspace,
  IconCalendarCheck,
  IconCash,
  IconCheck,
  IconChevronRight,
  IconCloudCheck,
  IconCloudOff,
  IconCloudUp,
  IconDatabase,
  IconDeviceTablet,
  IconInfoCircle,
  IconKeyboard,
  IconLanguage,
  IconLock,
  IconLogout,
  IconMinus,
  IconMoon,
  IconPackage,
  IconPlus,
  IconPrinter,
  IconReceipt,
  IconRefresh,
  IconScale,
  IconSearch,
  IconSettings,
  IconShoppingCart,
  IconSun,
  IconUsers,
  IconX,
} from '@tabler/icons-react';

/* The one file that imports icons, by name: the bundler keeps these and drops the other five thousand. */
const icons = {
  back: IconArrowLeft,
  backspace: IconBackspace,
  calendar: IconCalendarCheck,
  cart: IconShoppingCart,
  cash: IconCash,
  check: IconCheck,
  close: IconX,
  cloudCheck: IconCloudCheck,
  cloudOff: IconCloudOff,
  cloudUp: IconCloudUp,
  dark: IconMoon,
  database: IconDatabase,
  device: IconDeviceTablet,
  info: IconInfoCircle,
  keyboard: IconKeyboard,
  language: IconLanguage,
  light: IconSun,
  lock: IconLock,
  minus: IconMinus,
  next: IconChevronRight,
  package: IconPackage,
  people: IconUsers,
  plus: IconPlus,
  printer: IconPrinter,
  receipt: IconReceipt,
  refresh: IconRefresh,
  scale: IconScale,
  search: IconSearch,
  settings: IconSettings,
  signOut: IconLogout,
  warning: IconAlertTriangle,
} as const;

export type IconName = keyof typeof icons;

interface IconProps {
  readonly name: IconName;
  /** Pixels; 20 beside text, 24 alone in a button. */
  readonly size?: 16 | 18 | 20 | 24 | 32 | 40 | undefined;
  readonly className?: string | undefined;
}

/** A picture beside words. It is hidden from screen readers, so the words must say the same. */
export function Icon({ name, size = 20, className }: IconProps) {
  const Drawing = icons[name];
  return <Drawing aria-hidden="true" size={size} stroke={1.8} className={className} focusable="false" />;
}
