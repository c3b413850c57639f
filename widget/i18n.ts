/** The widget's words. One file per language in locales/; a missing word is a type error and a failed test. */

/** Every text that the panel shows; the wording of `notice` and `remember` is what {@link CONSENT_VERSION} names. */
export interface Words {
  readonly title: string;
  readonly automated: string;
  readonly close: string;
  /** Followed by a number. */
  readonly unread: string;
  readonly yourData: string;
  readonly dismiss: string;
  readonly notLoaded: string;
  readonly privacy: string;
  readonly log: string;
  readonly you: string;
  readonly assistant: string;
  readonly placeholder: string;
  readonly send: string;
  readonly stop: string;
  readonly writing: string;
  readonly latest: string;
  readonly earlier: string;
  readonly sending: string;
  readonly saved: string;
  readonly notSent: string;
  readonly failed: string;
  readonly retry: string;
  readonly copy: string;
  readonly copied: string;
  readonly noReply: string;
  readonly offline: string;
  readonly memoryOnly: string;
  readonly notice: string;
  readonly remember: string;
  readonly rememberWhy: string;
  readonly policy: string;
}

/** Times and days as the visitor's locale writes them. */
export interface Calendar {
  /** Hour and minute. */
  time(iso: string): string;
  /** "Today", "Yesterday", or the date. */
  day(iso: string, now: Date): string;
}

/** Formatters are costly, so each is made when it is needed: an empty conversation has none to wait for. */
export function createCalendar(locale: string): Calendar {
  let clock: Intl.DateTimeFormat | undefined;
  let relative: Intl.RelativeTimeFormat | undefined;
  const midnight = (moment: Date) => new Date(moment).setHours(0, 0, 0, 0);
  return {
    time(iso) {
      clock ??= new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
      return clock.format(new Date(iso));
    },
    day(iso, now) {
      const then = new Date(iso);
      // Rounded, since a day on which clocks change has 23 or 25 hours.
      const days = Math.round((midnight(then) - midnight(now)) / 86_400_000);
      relative ??= new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
      const year = then.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
      const text =
        days > -2 && days <= 0
          ? relative.format(days, 'day')
          : then.toLocaleDateString(locale, { weekday: 'long', day: 'numeric', month: 'long', ...year });
      return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
    },
  };
}
