import { Menu } from '@base-ui/react/menu';
import { useState } from 'react';
import { chooseLanguage } from '../../locale/language.ts';
import { initialsOf } from '../../locale/format.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage } from '../../locale/use-text.ts';
import { signOutOfOffice } from '../../sync/office-session.ts';
import { Icon } from '../../ui/icon.tsx';
import { Spoken } from '../../ui/spoken.tsx';
import { chooseTheme, useLook } from '../../ui/theme.ts';
import { useMe } from './me.ts';
import styles from './account-menu.module.css';

/** Who sits here, how the office looks, and the way out. */
export function AccountMenu({ onChangePassword }: { readonly onChangePassword: () => void }) {
  const office = useOfficeText();
  const text = useAllText();
  const me = useMe();
  // Inside the banner, so that the menu is part of a landmark like everything else.
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const other = useLanguage() === 'id' ? 'en' : 'id';
  return (
    <Menu.Root>
      <Menu.Trigger className={styles.trigger}>
        <Spoken>{office.shell.account({ name: me.name })}</Spoken>
        <span className={styles.initials} aria-hidden="true">
          {initialsOf(me.name)}
        </span>
        <span className={styles.name} aria-hidden="true">
          {me.name}
        </span>
      </Menu.Trigger>
      <Menu.Portal container={place}>
        <Menu.Positioner className={styles.positioner} align="end" sideOffset={6}>
          <Menu.Popup className={styles.popup}>
            <p className={styles.who}>
              <strong>{me.name}</strong>
              <span className={styles.role}>
                {text.roles[me.role]} · {me.account}
              </span>
            </p>
            <Menu.Item className={styles.item} onClick={onChangePassword}>
              <Icon name="lock" />
              {office.shell.changePassword}
            </Menu.Item>
            <Menu.Item
              className={styles.item}
              lang={other}
              onClick={() => {
                // A language that can't be loaded keeps the present one; its name stays in the menu to try again.
                chooseLanguage(other).catch(() => undefined);
              }}
            >
              <Icon name="language" />
              {text.common.languageNames[other]}
            </Menu.Item>
            <ThemeItems />
            <Menu.Separator className={styles.line} />
            <Menu.Item className={styles.item} onClick={() => void signOutOfOffice('left')}>
              <Icon name="signOut" />
              {office.shell.signOut}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
      <div ref={setPlace} />
    </Menu.Root>
  );
}

function ThemeItems() {
  const office = useOfficeText();
  const { settings } = useAllText();
  const theme = useLook((look) => look.theme);
  const names = { system: settings.themeSystem, light: settings.themeLight, dark: settings.themeDark };
  return (
    <Menu.RadioGroup value={theme}>
      <Menu.Group>
        <Menu.GroupLabel className={styles.label}>{office.shell.theme}</Menu.GroupLabel>
        {(['system', 'light', 'dark'] as const).map((one) => (
          <Menu.RadioItem key={one} value={one} className={styles.item} onClick={() => chooseTheme(one)}>
            <span className={styles.tick}>
              <Menu.RadioItemIndicator>
                <Icon name="check" />
              </Menu.RadioItemIndicator>
            </span>
            {names[one]}
          </Menu.RadioItem>
        ))}
      </Menu.Group>
    </Menu.RadioGroup>
  );
}
