import {
  IconBarcode,
  IconBulb,
  IconCalendarCheck,
  IconCash,
  IconDatabase,
  IconDeviceTablet,
  IconInfoCircle,
  IconLock,
  IconMoon,
  IconPlayerPause,
  IconPrinter,
  IconScale,
  IconShare2,
  IconSun,
  IconUsers,
  type IconProps,
} from '@tabler/icons-react';

/* See `icon.tsx`: these are drawn by screens that arrive after the first paint. */
const icons = {
  barcode: IconBarcode,
  calendar: IconCalendarCheck,
  cash: IconCash,
  dark: IconMoon,
  database: IconDatabase,
  device: IconDeviceTablet,
  info: IconInfoCircle,
  light: IconSun,
  lock: IconLock,
  pause: IconPlayerPause,
  people: IconUsers,
  printer: IconPrinter,
  scale: IconScale,
  share: IconShare2,
  torch: IconBulb,
} as const;

export type LateIconName = keyof typeof icons;

export interface LateIconProps extends IconProps {
  readonly name: LateIconName;
}

export function LateIcon({ name, ...look }: LateIconProps) {
  const Drawing = icons[name];
  return <Drawing {...look} />;
}
