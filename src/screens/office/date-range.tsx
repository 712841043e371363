import { Popover } from '@base-ui/react/popover';
import { lazy, Suspense, useState } from 'react';
import { addDays, type BusinessDate } from '#domain/time.ts';
import { formatDay } from '../../locale/office-format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage, useText } from '../../locale/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import type { Dates } from './dates.ts';
import styles from './date-range.module.css';

/** The calendar is a file of its own: most days nobody opens it. */
const DateCalendar = lazy(async () => ({ default: (await import('./date-calendar.tsx')).DateCalendar }));

interface DateRangeProps {
  readonly value: Dates;
  readonly today: BusinessDate;
  readonly onChoose: (dates: Dates) => void;
}

/** Which days: the usual ones by a tap, any others in the calendar. */
export function DateRange({ value, today, onChoose }: DateRangeProps) {
  const office = useOfficeText();
  const language = useLanguage();
  const text = useText();
  const [isOpen, setIsOpen] = useState(false);
  const words = office.range;
  const choose = (dates: Dates) => {
    setIsOpen(false);
    onChoose(dates);
  };
  return (
    <div className={styles.range}>
      <span className={styles.label}>{words.label}</span>
      <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
        <Popover.Trigger className={styles.trigger}>
          <Icon name="calendar" size={18} />
          {value.from === value.to
            ? nameOfDay(value.from, today, words) || formatDay(value.from, language)
            : `${formatDay(value.from, language)} – ${formatDay(value.to, language)}`}
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner className={styles.positioner} align="start" sideOffset={6}>
            <Popover.Popup className={styles.popup} aria-label={words.choose}>
              <div className={styles.usual}>
                {usualRanges(today, words).map(({ label, dates }) => (
                  <Button key={label} look="quiet" onClick={() => choose(dates)}>
                    {label}
                  </Button>
                ))}
              </div>
              <Suspense fallback={<Spinner label={text.common.loading} />}>
                <DateCalendar value={value} onChoose={choose} />
              </Suspense>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </div>
  );
}

interface RangeWords {
  readonly today: string;
  readonly yesterday: string;
  readonly week: string;
  readonly month: string;
}

function nameOfDay(day: BusinessDate, today: BusinessDate, words: RangeWords): string {
  if (day === today) return words.today;
  return day === addDays(today, -1) ? words.yesterday : '';
}

function usualRanges(today: BusinessDate, words: RangeWords): readonly { label: string; dates: Dates }[] {
  const yesterday = addDays(today, -1);
  const first = addDays(today, 1 - Number(today.slice(8)));
  return [
    { label: words.today, dates: { from: today, to: today } },
    { label: words.yesterday, dates: { from: yesterday, to: yesterday } },
    { label: words.week, dates: { from: addDays(today, -6), to: today } },
    { label: words.month, dates: { from: first, to: today } },
  ];
}
