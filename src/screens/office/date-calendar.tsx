import { useState } from 'react';
import { DayPicker, type DateRange as PickedRange } from 'react-day-picker';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage } from '../../locale/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { dateOf, dayOf, monthWords } from './calendar-words.ts';
import type { Dates } from './dates.ts';
import styles from './date-range.module.css';

interface DateCalendarProps {
  readonly value: Dates;
  readonly onChoose: (dates: Dates) => void;
}

/** Any days: the first tap is the first day, the second the last. Nothing changes before "Terapkan". */
export function DateCalendar({ value, onChoose }: DateCalendarProps) {
  const office = useOfficeText();
  const language = useLanguage();
  const [picked, setPicked] = useState<PickedRange | undefined>(() => ({
    from: dayOf(value.from),
    to: dayOf(value.to),
  }));
  const from = picked?.from && dateOf(picked.from);
  const to = picked?.to && dateOf(picked.to);
  return (
    <div className={styles.calendar}>
      <DayPicker
        mode="range"
        weekStartsOn={1}
        selected={picked}
        defaultMonth={dayOf(value.to)}
        onSelect={setPicked}
        {...monthWords(language, office.range)}
        classNames={{
          root: styles.root ?? '',
          month_caption: styles.caption ?? '',
          nav: styles.nav ?? '',
          button_previous: styles.step ?? '',
          button_next: styles.step ?? '',
          chevron: styles.chevron ?? '',
          weekday: styles.weekday ?? '',
          day: styles.day ?? '',
          day_button: styles.dayButton ?? '',
          range_start: styles.end ?? '',
          range_end: styles.end ?? '',
          range_middle: styles.middle ?? '',
          today: styles.today ?? '',
          outside: styles.outside ?? '',
        }}
      />
      <p className={styles.hint}>{office.range.hint}</p>
      <Button
        look="ink"
        isWide
        disabled={!from}
        onClick={() => {
          if (from) onChoose({ from, to: to ?? from });
        }}
      >
        {office.range.apply}
      </Button>
    </div>
  );
}
