import { changeSoundChoice, playSound, useSoundChoice } from '../../device/sound.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { SettingsCard } from './settings-card.tsx';

/** Whether the till beeps and vibrates. All that it says so is on the screen as well. */
export function SoundCard() {
  const text = useAllText();
  const { hasSound, vibrates } = useSoundChoice();
  return (
    <SettingsCard title={text.sound.title}>
      <div>
        <Checkbox
          label={text.sound.sounds}
          isChecked={hasSound}
          onChange={(isChecked) => changeSoundChoice({ hasSound: isChecked })}
        />
        {'vibrate' in navigator && (
          <Checkbox
            label={text.sound.vibration}
            isChecked={vibrates}
            onChange={(isChecked) => changeSoundChoice({ vibrates: isChecked })}
          />
        )}
      </div>
      <Button onClick={() => playSound('done')}>{text.sound.test}</Button>
    </SettingsCard>
  );
}
